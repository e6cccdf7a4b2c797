import path from "node:path";
import { readTextFile } from "../adapters/files/read-text-file.ts";
import { minutes, timestampFromIso, type Timestamp } from "../core/domain/time.ts";
import { hasExited, type FailedStart } from "../report/incident-conditions.ts";
import { isWithin } from "../report/is-within.ts";
import { parseStatus, STATUS_FILE, type StatusRecord } from "../report/status-file.ts";
import { EXIT_CODES } from "./exit-codes.ts";

/** What systemd from version 251 on tells the unit that it starts on a failure (systemd.exec(5), $MONITOR_SERVICE_RESULT and the following). */
export function failedStartOf(
  unit: string,
  environment: Readonly<Record<string, string | undefined>>,
): FailedStart {
  const given = (name: string): string | undefined => {
    const text = environment[name];
    return text === undefined || text === "" ? undefined : text;
  };
  const serviceResult = given("MONITOR_SERVICE_RESULT");
  const exitKind = given("MONITOR_EXIT_CODE");
  const exitStatus = given("MONITOR_EXIT_STATUS");
  const invocationId = given("MONITOR_INVOCATION_ID");
  return {
    unit,
    ...(serviceResult === undefined ? {} : { serviceResult }),
    ...(exitKind === undefined ? {} : { exitKind }),
    ...(exitStatus === undefined ? {} : { exitStatus }),
    ...(invocationId === undefined ? {} : { invocationId }),
  };
}

/** Why nobody needs to be told of a start; `undefined` when somebody does. */
export type Harmless = "ended_well" | "another_cycle_ran" | "reported_itself" | "stopped_by_hand";

export function harmlessReason(
  start: FailedStart,
  { job, now }: { readonly job: CycleJob | undefined; readonly now: Timestamp },
): Harmless | undefined {
  const { serviceResult, exitKind, exitStatus } = start;
  if (serviceResult === "success") return "ended_well";
  if (exitKind === "exited" && exitStatus === String(EXIT_CODES.lock_held.code)) return "another_cycle_ran";
  // Asked to end because it hung: to the run this looks like a stop by hand, of which it tells nobody.
  if (serviceResult === "timeout") return undefined;
  if (job === undefined || !isOfStart(job, start, now)) return undefined;
  if (typeof job.told_at === "string") return "reported_itself";
  return (job.exit_code ?? 0) > ENDED_BY_SIGNAL ? "stopped_by_hand" : undefined;
}

const ENDED_BY_SIGNAL = 128;
/** A supervisor that does not say which start failed speaks up at once when one did. */
const JUST_NOW = minutes(1);

/** Whether what the runs say of the last one is about this start, which ended by itself. */
function isOfStart(job: CycleJob, start: FailedStart, now: Timestamp): boolean {
  if (start.invocationId !== undefined) {
    return job.invocation_id === start.invocationId && hasExited(start);
  }
  const endedAt = timestampFromIso(job.last_end ?? "");
  return endedAt !== undefined && isWithin(JUST_NOW, endedAt, now);
}

type CycleJob = StatusRecord["jobs"]["cycle"];

/** What the runs say of themselves; `undefined` when there is nothing, or it cannot be read and so proves nothing. */
export function readCycleJob(stateDirectory: string | undefined): CycleJob | undefined {
  if (stateDirectory === undefined) return undefined;
  const reading = parseStatus(textOrNothing(path.join(stateDirectory, STATUS_FILE)));
  return reading.kind === "record" ? reading.record.jobs.cycle : undefined;
}

function textOrNothing(file: string): string | undefined {
  try {
    return readTextFile(file);
  } catch {
    return undefined; // better told twice than not at all
  }
}
