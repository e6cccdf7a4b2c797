import path from "node:path";
import { readKillSwitch } from "../adapters/files/read-kill-switch.ts";
import { readTextFile } from "../adapters/files/read-text-file.ts";
import type { OAuthSettings } from "../config/settings.ts";
import { TradebotError } from "../core/domain/errors.ts";
import type { Timestamp } from "../core/domain/time.ts";
import type { HealthFacts, Known, LockFacts } from "../report/health-facts.ts";
import { parseStatus, STATUS_FILE, type StatusRecord } from "../report/status-file.ts";
import type { HealthSubject } from "./health-subject.ts";
import { metricsFile } from "./metrics-file.ts";
import { readStoreFacts } from "./read-store-facts.ts";
import { knownIncidents } from "./status-incidents.ts";

interface Look {
  readonly now: Timestamp;
  /** Reads all of the store; a cycle has done so when it began. */
  readonly isThorough: boolean;
}

/** Looks at the state directory without touching it; a cycle may run meanwhile. */
export async function gatherHealthFacts(
  subject: HealthSubject,
  { now, isThorough }: Look,
): Promise<HealthFacts> {
  const { faults, plan, stateDirectory, hasWebhook, prometheusFile, oauth } = subject;
  const common = {
    ...saidByPeople(subject, now),
    now,
    configurationFaults: faults,
    ...(plan === undefined ? {} : { plan }),
    ...(prometheusFile === undefined ? {} : { metrics: metricsFile(prometheusFile) }),
    ...(oauth === undefined ? {} : { login: await readLogin(oauth, now) }),
  };
  if (stateDirectory === undefined) {
    return { ...common, status: NO_DIRECTORY, lock: NO_DIRECTORY, store: NO_DIRECTORY };
  }
  const { status, lock } = await statusAndLock(stateDirectory);
  const isSending =
    status.kind === "known" && status.fact?.jobs.cycle.status === "running" && isHeldByLiving(lock);
  const store = await known(() => readStoreFacts(stateDirectory, { isThorough, isSending, now, plan }));
  const incidents = hasWebhook ? { incidents: knownIncidents(stateDirectory) } : {};
  return { ...common, status, lock, store, ...incidents };
}

/** What the bot may do. */
function saidByPeople(
  { stateDirectory, armingAt }: HealthSubject,
  now: Timestamp,
): Pick<HealthFacts, "arming" | "killSwitch"> {
  const killSwitch = stateDirectory === undefined ? undefined : readKillSwitch(stateDirectory);
  return {
    ...(armingAt === undefined ? {} : { arming: armingAt(now) }),
    ...(killSwitch === undefined ? {} : { killSwitch }),
  };
}

const NO_DIRECTORY = {
  kind: "unknown",
  why: "STATE_DIR is not known",
  remedy: "correct the configuration",
} as const;

async function readLogin(oauth: OAuthSettings, now: Timestamp): Promise<HealthFacts["login"] & object> {
  const { knownLogin } = await import("./login/read-login-facts.ts");
  return knownLogin(oauth, now);
}

/** A run may end between the two looks: where they contradict each other, the status is read again. */
async function statusAndLock(directory: string): Promise<Pick<HealthFacts, "status" | "lock">> {
  const before = await known(() => readStatus(directory));
  const lock = await known(() => readLock(directory));
  const isDoubtful = before.kind === "known" && before.fact?.jobs.cycle.status === "running";
  return { lock, status: isDoubtful ? await known(() => readStatus(directory)) : before };
}

const isHeldByLiving = (lock: Known<LockFacts>): boolean =>
  lock.kind === "known" && lock.fact.kind === "held" && lock.fact.holder !== "dead";

function readStatus(directory: string): StatusRecord | undefined {
  const reading = parseStatus(readTextFile(path.join(directory, STATUS_FILE)));
  switch (reading.kind) {
    case "absent":
      return undefined;
    case "record":
      return reading.record;
    case "damaged":
      throw new Error(`${STATUS_FILE} says nothing intelligible: ${reading.detail}`);
  }
}

async function readLock(directory: string): Promise<LockFacts> {
  const { readLockOwner } = await import("../adapters/files/lock.ts");
  const lock = readLockOwner(directory);
  if (lock.kind === "free") return lock;
  const { holder, owner } = lock;
  return {
    kind: "held",
    holder,
    ...(owner === undefined ? {} : { processId: owner.processId, since: owner.since }),
  };
}

/** Whatever keeps something from being read is the answer, and never that all is well. */
async function known<Fact>(look: () => Fact | Promise<Fact>): Promise<Known<Fact>> {
  try {
    return { kind: "known", fact: await look() };
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    const hint = error instanceof TradebotError ? error.hint : undefined;
    return {
      kind: "unknown",
      why,
      remedy: hint ?? "look at the state directory and its disk; the next cycle mends what it can",
    };
  }
}
