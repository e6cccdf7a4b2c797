import path from "node:path";
import { readTextFile } from "../adapters/files/read-text-file.ts";
import type { Settings } from "../config/settings.ts";
import { elapsed, isoFromTimestamp, timestampFromIso, type Timestamp } from "../core/domain/time.ts";
import { isWithinFixedHours, nextFixedOpening } from "../core/hours/fixed-hours.ts";
import { durationInWords } from "../report/duration-words.ts";
import { parseStatus, STATUS_FILE, type StatusReading, type StatusRecord } from "../report/status-file.ts";
import { printable } from "./output.ts";

/** What the runs have left in `status.json`, as part of the status; null where no run has left anything. */
export function runsDocument({ stateDirectory, tradingHours }: Settings, now: Timestamp) {
  const reading = read(stateDirectory);
  const record = reading.kind === "record" ? reading.record : undefined;
  return {
    status_file: reading.kind === "damaged" ? { damaged: reading.detail } : { state: reading.kind },
    runner: record?.runner ?? null,
    job: record?.jobs.cycle ?? null,
    telemetry: record?.telemetry ?? null,
    next_market_open_at: nextOpening(record, tradingHours, now),
  };
}

type RunsDocument = ReturnType<typeof runsDocument>;

function read(stateDirectory: string): StatusReading {
  try {
    return parseStatus(readTextFile(path.join(stateDirectory, STATUS_FILE)));
  } catch (error) {
    return { kind: "damaged", detail: error instanceof Error ? error.message : String(error) };
  }
}

/** By the calendar where hours are fixed, otherwise as the last cycle that found the market closed has seen it. */
function nextOpening(
  record: StatusRecord | undefined,
  hours: Settings["tradingHours"],
  now: Timestamp,
): string | null {
  if (hours.mode === "fixed") {
    const opening = isWithinFixedHours(now, hours) ? undefined : nextFixedOpening(now, hours);
    return opening === undefined ? null : isoFromTimestamp(opening);
  }
  const recorded = record?.runner.next_market_open_at ?? null;
  const opening = recorded === null ? undefined : timestampFromIso(recorded);
  return opening === undefined || opening <= now ? null : recorded;
}

/** The same for people: whether it runs, rests or sleeps, when it was last well, and what fails. */
export function runsText(document: RunsDocument, now: Timestamp): string {
  const { status_file, runner, job, next_market_open_at } = document;
  const lines = [
    ...("damaged" in status_file ? [`${STATUS_FILE} cannot be read: ${status_file.damaged}`] : []),
    ...(runner === null || job === null ? [] : [`bot: ${runnerWords(runner, job)}`]),
    ...(next_market_open_at === null ? [] : [`next market open: ${next_market_open_at}`]),
    ...(job === null ? [] : [lastGoodWords(job, now), ...failureWords(job)]),
  ];
  return lines.map((line) => `${printable(line)}\n`).join("");
}

function runnerWords(
  { state, sleep_since }: StatusRecord["runner"],
  { last_start, last_end }: StatusRecord["jobs"]["cycle"],
): string {
  switch (state) {
    case "running":
      return `a run began at ${last_start} and has not ended`;
    case "sleeping":
      return `sleeping since ${sleep_since ?? "an unknown time"}, the market is closed`;
    case "stopped":
      return `between two runs, the last one ended at ${last_end ?? "an unknown time"}`;
  }
}

function lastGoodWords({ last_success }: StatusRecord["jobs"]["cycle"], now: Timestamp): string {
  const at = last_success === null ? undefined : timestampFromIso(last_success);
  return at === undefined
    ? "last good run: none yet"
    : `last good run: ${isoFromTimestamp(at)}, ${durationInWords(elapsed(at, now))} ago`;
}

function failureWords(job: StatusRecord["jobs"]["cycle"]): readonly string[] {
  const { consecutive_failures, failing_since, last_failure } = job;
  if (consecutive_failures === 0) return [];
  return [
    `FAILING since ${failing_since ?? "an unknown time"}: ${consecutive_failures} in a row, the last one with ${last_failure ?? "no reason"}`,
  ];
}
