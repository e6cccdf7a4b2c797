import { hostname } from "node:os";
import { openAppendLog } from "../../adapters/logging/append-log.ts";
import { systemClock } from "../../adapters/system/system-clock.ts";
import { systemIds } from "../../adapters/system/system-ids.ts";
import { watchSignals } from "../../adapters/system/watch-signals.ts";
import { seconds, timestampFromIso, type Timestamp } from "../../core/domain/time.ts";
import type { Clock } from "../../cycle/ports.ts";
import type { EventEmitter } from "../../events/emitter.ts";
import { isToldOf, observationOfFailedStart, type FailedStart } from "../../report/incident-conditions.ts";
import type { Observation } from "../../report/incidents.ts";
import { EXIT_CODES } from "../exit-codes.ts";
import { failedStartOf, harmlessReason, readCycleJob, type Harmless } from "../failed-start.ts";
import type { Host } from "../main.ts";
import { hiding } from "../notify-run.ts";
import { printable, printJson } from "../output.ts";
import { postIncidents } from "../post-incidents.ts";
import type { CommandInput } from "../register/commands.ts";
import { whomToTell, type WhomToTell } from "../whom-to-tell.ts";

/** Tells of a start of the main job that was killed or never came to be, and so could not tell of itself. */
export async function runAlert(input: CommandInput, unit: string): Promise<number> {
  const known = whomToTell(input);
  const start = failedStartOf(unit, input.host.env);
  const job = readCycleJob(known.stateDirectory);
  const lastGoodAt = timestampFromIso(job?.last_success ?? "");
  const now = systemClock(new AbortController().signal).now();
  const harmless = harmlessReason(start, { job, now });
  const result =
    harmless === undefined ? await alert(start, { ...known, lastGoodAt }, input.host) : { outcome: harmless };
  const document = {
    unit,
    service_result: start.serviceResult ?? null,
    invocation_id: start.invocationId ?? null,
    ...NOTHING_SENT,
    ...result,
  };
  if (input.json) printJson(input.host, document);
  else input.host.stdout.write(`${printable(`${unit}: ${SENTENCES[document.outcome]}`)}\n`);
  return document.outcome === "undelivered" ? EXIT_CODES.broker_unreachable.code : EXIT_CODES.done.code;
}

type Outcome = Harmless | "told" | "told_before" | "undelivered" | "nobody_to_tell";

const SENTENCES: Readonly<Record<Outcome, string>> = {
  ended_well: "the start ended well, there is nothing to tell",
  another_cycle_ran: "another cycle was running, there is nothing to tell",
  reported_itself: "the run has reported itself, there is nothing more to tell",
  stopped_by_hand: "the run was asked to end, there is nothing to tell",
  told: "people were told that a start failed",
  told_before: "people know already",
  undelivered: "could not tell everybody; what waits is tried again by the next run",
  nobody_to_tell:
    "nobody is told: set SCHEDULER_WEBHOOK_URL or HEALTHCHECK_PING_URL to hear of starts that fail",
};

const NOTHING_SENT = { incidents: [] as readonly string[], pending: 0 };

interface Known extends WhomToTell {
  readonly lastGoodAt?: Timestamp | undefined;
}

interface Told {
  readonly outcome: Outcome;
  readonly incidents: readonly string[];
  readonly pending: number;
}

interface Telling {
  readonly clock: Clock;
  readonly stop: AbortSignal;
  readonly events: EventEmitter;
}

async function alert(start: FailedStart, known: Known, host: Host): Promise<Told> {
  const { webhookUrl, pingUrl } = known.notification;
  if (webhookUrl === undefined && pingUrl === undefined)
    return { ...NOTHING_SENT, outcome: "nobody_to_tell" };
  const stop = watchSignals();
  try {
    const clock = systemClock(stop.signal);
    const telling = { clock, stop: stop.signal, events: openLog(known, clock, host) };
    const posted = await post(start, known, telling);
    const isPinged = posted.isKnown || (await ping(start, known, telling));
    const { incidents, pending, isKnown } = posted;
    const isTold = isPinged && pending === 0;
    return { incidents, pending, outcome: isTold ? (isKnown ? "told_before" : "told") : "undelivered" };
  } finally {
    stop.close();
  }
}

/** Only added to: whatever else runs may hold the log. */
const openLog = (known: Known, clock: Clock, { stderr }: Host): EventEmitter =>
  openAppendLog({
    directory: known.logDirectory ?? "logs",
    level: "info",
    console: "quiet",
    now: () => clock.now(),
    stderr,
    secrets: known.secrets,
    context: { runId: systemIds().newRunId(), singleCycle: false, environment: known.environment },
  });

/** For everything that waits. */
const BUDGET = seconds(8);

interface PostResult {
  readonly incidents: readonly string[];
  readonly pending: number;
  /** Whether this very start was told of before. */
  readonly isKnown: boolean;
}

async function post(
  start: FailedStart,
  { notification, stateDirectory, spareDirectories, environment, secrets, lastGoodAt }: Known,
  telling: Telling,
): Promise<PostResult> {
  const { webhookUrl } = notification;
  if (webhookUrl === undefined) return { ...NOTHING_SENT, isKnown: false };
  let isKnown = false;
  const { incidents, pending } = await postIncidents(
    (known) => {
      isKnown = isToldOf(start, known);
      return isKnown ? NOTHING_NEW : observationOfFailedStart(start);
    },
    {
      now: telling.clock.now(),
      host: hostname(),
      hide: hiding(secrets),
      ...(environment === undefined ? {} : { environment }),
      ...(lastGoodAt === undefined ? {} : { lastGoodAt }),
    },
    {
      ...telling,
      webhookUrl: new URL(webhookUrl.reveal()),
      budget: BUDGET,
      spareDirectories,
      ...(stateDirectory === undefined ? {} : { stateDirectory }),
    },
  );
  return { incidents, pending, isKnown };
}

const NOTHING_NEW: Observation = { failing: [], isOver: () => false };

async function ping(
  start: FailedStart,
  { notification }: Known,
  { clock, stop, events }: Telling,
): Promise<boolean> {
  const { pingUrl } = notification;
  if (pingUrl === undefined) return true;
  const { Pings } = await import("../../adapters/notify/pings.ts");
  const pings = new Pings({ url: new URL(pingUrl.reveal()), events });
  return pings.finish("fail", `start failed: ${start.serviceResult ?? "failed"}`, { clock, stop });
}
