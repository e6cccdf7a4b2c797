import type { Check } from "./check.ts";
import type { Condition } from "./incident-message.ts";
import type { IncidentRecord } from "./incident-record.ts";
import type { Observation } from "./incidents.ts";
import { isFailure, isGood, type RunResult } from "./run-result.ts";

/** `cli/exit-codes.ts` holds the table; report may not import it, and these codes have something of their own to tell. */
const EXIT_ORDER_UNKNOWN = 80;
const EXIT_STORAGE_UNWRITABLE = 74;

const ORDER_UNKNOWN: Omit<Condition, "details"> = {
  key: "run:ORDER_UNKNOWN",
  title: "cycle ended with an unknown order: ORDER_UNKNOWN",
  what: "whether the broker has an order of ours is not known",
  remedy:
    "nothing is risked in that instrument until a cycle finds evidence; tradebot status names the order, tradebot reconcile looks again at once, docs/how-to/unknown-order.md says what else you can do up to tradebot resolve",
};

const CODE = /^[A-Za-z0-9_-]{1,64}$/;

/** What a run at its end says about incidents; `undefined` when it says nothing, because a person stopped it. */
export function observationOfRun(
  result: RunResult,
  checks: readonly Check[] | undefined,
): Observation | undefined {
  if (!isGood(result) && !isFailure(result)) return undefined;
  const telling = (checks ?? []).filter((check) => check.verdict !== "fail" || isNews(check, result));
  const failingChecks = telling.filter(({ verdict, toldAs }) => verdict === "fail" || toldAs !== undefined);
  return {
    failing: [
      ...conditionsOfRun(result).map((condition) => underLogin(condition, result, checks)),
      ...failingChecks.map(conditionOfCheck),
    ],
    isOver: (key) => (key.startsWith("check:") ? isEvaluated(key, telling) : isGood(result)),
    ...(result.invocationId === undefined ? {} : { invocationId: result.invocationId }),
  };
}

/** A cycle without a login and the look at that login are about one thing, whoever of them finds it first. */
const underLogin = (
  condition: Condition,
  result: RunResult,
  checks: readonly Check[] | undefined,
): Condition => {
  const isLost = checks?.some(({ name, verdict }) => name === "login" && verdict === "fail") === true;
  const isAbout = isLost && isEndedByLogin(result) && condition.key !== ORDER_UNKNOWN.key;
  return isAbout ? { ...condition, key: "check:login" } : condition;
};

const isEvaluated = (key: string, checks: readonly Check[]): boolean =>
  checks.some(({ name }) => key === `check:${name}`);

/** One cause is told once: not by a check that another one keeps from being made, and not beside the run it ended. */
const isNews = ({ name, repeats }: Check, result: RunResult): boolean =>
  repeats === undefined &&
  !(ABOUT_STORAGE.has(name) && isEndedByStorage(result)) &&
  !(name === "login" && isEndedByLogin(result));

/** The codes of everything that is wrong with a login. */
const isEndedByLogin = ({ reason = "" }: RunResult): boolean => reason.startsWith("LOGIN_");

/** Failing checks that a run which could not use its storage has told of by that. */
const ABOUT_STORAGE: ReadonlySet<string> = new Set([
  "store",
  "status_file",
  "state_directory",
  "log_directory",
]);

const isEndedByStorage = ({ exitCode, reason = "" }: RunResult): boolean =>
  exitCode === EXIT_STORAGE_UNWRITABLE || reason.startsWith("STATE_");

function conditionsOfRun(result: RunResult): readonly Condition[] {
  if (isGood(result)) return [];
  const details = detailsOf(result);
  const failed = { ...failureOf(result), details };
  if (result.exitCode !== EXIT_ORDER_UNKNOWN) return [failed];
  const unknown = { ...ORDER_UNKNOWN, details };
  return isFailureOfItsOwn(result) ? [unknown, failed] : [unknown];
}

/** A stop by hand is none, and a cycle may go well but for the order. */
const isFailureOfItsOwn = ({ outcome, reason }: RunResult): boolean =>
  (outcome === "failed" && reason !== "ORDER_UNKNOWN") || reason === "DEADLINE";

function failureOf(result: RunResult): Omit<Condition, "details"> {
  const reason = result.reason ?? `EXIT_${result.exitCode}`;
  const what =
    reason === "DEADLINE"
      ? "the cycle took longer than CYCLE_TIMEOUT_SECONDS and was ended"
      : (result.message ?? "the cycle failed; the log says more");
  return {
    key: `run:${reason}`,
    title: `cycle failed: ${reason}`,
    what,
    ...(result.hint === undefined ? {} : { remedy: result.hint }),
  };
}

const detailsOf = ({ exitCode, runId, cycle }: RunResult): Condition["details"] => [
  ["exit code", String(exitCode)],
  ...(cycle === undefined ? [] : [["cycle", String(cycle.id)] as const]),
  ["run", runId],
];

const conditionOfCheck = ({ name, finding, remedy, toldAs }: Check): Condition => ({
  key: `check:${name}`,
  title: toldAs ?? `health check failed: ${name}`,
  what: finding,
  ...(remedy === undefined ? {} : { remedy }),
  details: [],
});

/** What a look at one thing alone says, between two runs. */
export const observationOfCheck = (check: Check): Observation => ({
  failing: check.verdict === "fail" ? [conditionOfCheck(check)] : [],
  isOver: (key) => key === `check:${check.name}`,
});

/** What a service manager knows about a start of the main job that did not end well. */
export interface FailedStart {
  readonly unit: string;
  /** systemd's word for how it ended: `oom-kill`, `timeout`, `signal`, `exit-code`. */
  readonly serviceResult?: string;
  /** `exited`, `killed` or `dumped`. */
  readonly exitKind?: string;
  /** The exit code, or the signal's name. */
  readonly exitStatus?: string;
  readonly invocationId?: string;
}

/** Whether a start came to its end by itself, and so could tell of that. */
export const hasExited = ({ exitKind, serviceResult }: FailedStart): boolean =>
  exitKind === undefined ? serviceResult === "exit-code" : exitKind === "exited";

/** What stands on record when it was an alert that told of a start: of one that was killed nothing else counts. */
const alertMark = (invocationId: string): string => `${invocationId}/alert`;

/** Whether people were told of this very start before. */
export const isToldOf = (start: FailedStart, { reportedInvocations }: IncidentRecord): boolean => {
  const { invocationId } = start;
  if (invocationId === undefined) return false;
  const isReported = hasExited(start) && reportedInvocations.includes(invocationId);
  return isReported || reportedInvocations.includes(alertMark(invocationId));
};

/** A start that could not report itself. */
export function observationOfFailedStart(start: FailedStart): Observation {
  return {
    failing: [conditionOfFailedStart(start)],
    isOver: () => false,
    ...(start.invocationId === undefined ? {} : { invocationId: alertMark(start.invocationId) }),
  };
}

function conditionOfFailedStart({ unit, serviceResult, exitKind, exitStatus }: FailedStart): Condition {
  const result = serviceResult !== undefined && CODE.test(serviceResult) ? serviceResult : "failed";
  const words = [exitKind, exitStatus].filter((word) => word !== undefined);
  return {
    key: `unit:${result}`,
    title: `start failed: ${result}`,
    what: MEANINGS[result] ?? "a start of the cycle ended without reporting itself",
    remedy: `read what the service manager has kept, for example: journalctl --unit ${unit}; the next cycle recovers by itself`,
    details: [
      ["unit", unit],
      ["process", words.length === 0 ? "not known" : words.join(" ")],
    ],
  };
}

/** systemd.exec(5), "$SERVICE_RESULT". */
const MEANINGS: Readonly<Record<string, string>> = {
  timeout: "a start of the cycle took too long and the service manager ended it",
  "exit-code": "a start of the cycle ended with an exit code and without reporting itself",
  signal: "a start of the cycle was killed",
  "core-dump": "a start of the cycle crashed",
  watchdog: "a start of the cycle gave no sign of life and was ended",
  "oom-kill": "a start of the cycle was killed because memory ran out",
  "start-limit-hit":
    "the service manager refuses to start the cycle: it was started too often in a short time",
  resources: "the service manager could not start the cycle: a resource it needs is missing",
};
