import {
  durationMs,
  elapsed,
  isoFromTimestamp,
  minutes,
  subtractDuration,
  timestampFromIso,
  type Timestamp,
} from "../core/domain/time.ts";
import { startsWithinFixedHours } from "../core/hours/fixed-hours.ts";
import type { Check } from "./check.ts";
import { checkSkew } from "./check-skew.ts";
import { durationInWords } from "./duration-words.ts";
import type { HealthFacts, HealthPlan, LockFacts } from "./health-facts.ts";
import type { StatusRecord } from "./status-file.ts";

const WARN_AFTER_STARTS = 2;
const FAIL_AFTER_STARTS = 3;
/** So many failures in a row do not pass by themselves. */
const TOO_MANY_FAILURES = 3;
/** What a cycle may take beyond its deadline: an order under way is settled, and the reports are sent. */
const GRACE = minutes(1);
/** Clocks of one machine differ by less; what lies further ahead was written before the clock was set back. */
const CLOCK_TOLERANCE = minutes(1);

const SCHEDULE_REMEDY =
  "look whether the schedule runs (`tradebot schedule status systemd`, or cron, windows, launchd), then at what the newest runs say (`tradebot logs`)";

/** The silence that nobody would notice: how long ago a run last ended well, against how often one should. */
export function checkLastGoodCycle({ now, plan, status }: HealthFacts): Check {
  const name = "last_good_cycle";
  if (status.kind === "unknown") return cannotTell(name, status, { by: "status_file" });
  const lastSuccess = instantIn(status.fact?.jobs.cycle.last_success);
  if (lastSuccess === undefined) {
    const finding = status.fact === undefined ? "no cycle has run yet" : "no cycle has ended well yet";
    return { name, verdict: "fail", finding, remedy: SCHEDULE_REMEDY };
  }
  const at = isoFromTimestamp(lastSuccess);
  if (plan === undefined) return unjudged(name, `the last cycle that ended well was at ${at}`);
  if (isAhead(lastSuccess, now)) {
    const finding = `the last cycle that ended well lies in the future, at ${at}`;
    return { name, verdict: "fail", finding, remedy: CLOCK_REMEDY };
  }
  return judgeSilence(name, { lastSuccess, now, plan });
}

function judgeSilence(
  name: string,
  { lastSuccess, now, plan }: { lastSuccess: Timestamp; now: Timestamp; plan: HealthPlan },
): Check {
  const missed = missedStarts(lastSuccess, now, plan);
  const within = plan.tradingHours.mode === "fixed" ? `, and ${missed} in trading hours were due since` : "";
  const finding = `the last cycle that ended well was ${durationInWords(durationMs(Math.max(0, elapsed(lastSuccess, now))))} ago, at ${isoFromTimestamp(lastSuccess)}; one is expected every ${durationInWords(plan.interval)}${within}`;
  if (missed < WARN_AFTER_STARTS) return { name, verdict: "ok", finding };
  const verdict = missed < FAIL_AFTER_STARTS ? "warn" : "fail";
  return { name, verdict, finding, remedy: SCHEDULE_REMEDY };
}

/**
 * Starts that should have ended well by now. With fixed hours the schedule starts cycles inside them only, at times
 * of the day: a narrow window or a long interval leaves few of them, however much time has passed.
 */
function missedStarts(from: Timestamp, now: Timestamp, plan: HealthPlan): number {
  const { interval, jitterMax, tradingHours } = plan;
  if (tradingHours.mode !== "fixed") return Math.floor((elapsed(from, now) - jitterMax) / interval);
  const to = subtractDuration(now, durationMs(jitterMax + GRACE));
  return startsWithinFixedHours({ from, to, interval }, tradingHours);
}

/** A run that began and did not end: killed, or hanging. */
export function checkRun({ now, plan, status, lock }: HealthFacts): Check {
  const name = "run";
  if (lock.kind === "unknown") return cannotTell(name, lock);
  const { fact } = lock;
  const isLeft = fact.kind === "held" && fact.holder === "dead";
  if (fact.kind === "held" && !isLeft) return judgeHolder(name, { holder: fact, now, plan });
  return status.kind === "unknown"
    ? cannotTell(name, status, { by: "status_file" })
    : judgeEnding(name, status.fact, isLeft);
}

/** Nobody is running a cycle, so the last run must have come to its end. */
function judgeEnding(name: string, status: StatusRecord | undefined, isLockLeft: boolean): Check {
  const job = status?.jobs.cycle;
  if (isLockLeft || job?.status === "running") return killed(name, job?.last_start);
  return { name, verdict: "ok", finding: job === undefined ? "none has begun" : "none is under way" };
}

const killed = (name: string, startedAt: string | undefined): Check => ({
  name,
  verdict: "fail",
  finding: `${startedAt === undefined ? "a run" : `the run that began at ${startedAt}`} did not come to its end: it was killed, or the machine went down`,
  remedy:
    "the next run goes on where it ended; if it comes back, look for a time-out or for memory running out",
});

type Holder = Extract<LockFacts, { kind: "held" }>;

function judgeHolder(
  name: string,
  { holder, now, plan }: { holder: Holder; now: Timestamp; plan: HealthPlan | undefined },
): Check {
  const { processId, since } = holder;
  const who = processId === undefined ? "a process" : `process ${processId}`;
  if (since === undefined) return unjudged(name, `${who} holds the lock, nobody knows since when`);
  const age = elapsed(since, now);
  const finding = `${who} has held the lock for ${durationInWords(age)}`;
  if (plan === undefined) return unjudged(name, finding);
  const longest = durationMs(plan.jitterMax + plan.cycleTimeout + GRACE);
  if (age <= longest) return { name, verdict: "ok", finding };
  return {
    name,
    verdict: "fail",
    finding: `${finding}, and a cycle may take ${durationInWords(longest)} at most`,
    remedy: "end it, it hangs and keeps every other cycle from running; the next one goes on where it ended",
  };
}

/** The same error again and again is not one that passes. */
export function checkFailures({ status }: HealthFacts): Check {
  const name = "failures";
  if (status.kind === "unknown") return cannotTell(name, status, { by: "status_file" });
  const job = status.fact?.jobs.cycle;
  if (job === undefined || job.consecutive_failures === 0) {
    return { name, verdict: "ok", finding: job === undefined ? "no run yet" : "the last run did not fail" };
  }
  const count = job.consecutive_failures;
  const since = job.failing_since ?? job.last_start;
  return {
    name,
    verdict: count < TOO_MANY_FAILURES ? "warn" : "fail",
    finding: `${runs(count)} failed since ${since}, ${sameReason(job)}`,
    remedy: "the log says what happened and what to do: `tradebot logs --level error`",
  };
}

const runs = (count: number): string => (count === 1 ? "1 run has" : `${count} runs in a row have`);

const sameReason = ({ last_failure, same_reason_failures }: StatusRecord["jobs"]["cycle"]): string =>
  same_reason_failures === 1
    ? `the last one with ${last_failure ?? "no reason"}`
    : `the last ${same_reason_failures} with ${last_failure ?? "no reason"}`;

const CLOCK_REMEDY =
  "set the clock right and keep it so (NTP); orders and prices are judged by it. The check clears when the time has come";

/** Something of the past that lies in the future: the clock was set back, or was wrong then. */
export function checkClock({ now, status, lock, store }: HealthFacts): Check {
  const name = "clock";
  if (status.kind === "unknown") return cannotTell(name, status, { by: "status_file" });
  const seen = [
    ["the status file was written", instantIn(status.fact?.last_heartbeat)],
    ["the newest cycle began", store.kind === "known" ? store.fact?.newestCycleStartedAt : undefined],
    ["the lock was taken", lock.kind === "known" && lock.fact.kind === "held" ? lock.fact.since : undefined],
  ] as const;
  const ahead = seen.flatMap(([what, at]) => (at !== undefined && isAhead(at, now) ? [{ what, at }] : []));
  const [first] = ahead;
  if (first === undefined) return checkSkew(name, status.fact);
  const finding = `${first.what} ${durationInWords(elapsed(now, first.at))} in the future, at ${isoFromTimestamp(first.at)}: the clock was set back`;
  return { name, verdict: "fail", finding, remedy: CLOCK_REMEDY };
}

const isAhead = (at: Timestamp, now: Timestamp): boolean => elapsed(now, at) > CLOCK_TOLERANCE;

export function checkStatusFile({ status }: HealthFacts): Check {
  const name = "status_file";
  if (status.kind === "unknown") return cannotTell(name, status, { by: "status_file" });
  if (status.fact !== undefined) return { name, verdict: "ok", finding: "readable" };
  const remedy = "run a cycle: tradebot --single-cycle";
  return { name, verdict: "fail", finding: "there is none: no cycle has run yet", remedy };
}

const instantIn = (text: string | null | undefined): Timestamp | undefined =>
  typeof text === "string" ? timestampFromIso(text) : undefined;

/** No information is never good news. */
export const cannotTell = (
  name: string,
  { why, remedy }: { why: string; remedy: string },
  told: { readonly by?: string } = {},
): Check => ({
  name,
  verdict: "fail",
  finding: `not known: ${why}`,
  remedy,
  ...(told.by === undefined || told.by === name ? {} : { repeats: told.by }),
});

const unjudged = (name: string, finding: string): Check => ({
  name,
  verdict: "fail",
  finding: `${finding}; whether that is well cannot be judged`,
  remedy: "correct the configuration, or see `tradebot status` for the holder of the lock",
});
