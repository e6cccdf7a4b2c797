import path from "node:path";
import { readKillSwitch } from "../adapters/files/kill-switch.ts";
import { readTextFile } from "../adapters/files/read-text-file.ts";
import type { StoreReader } from "../adapters/store/store-reader.ts";
import { describeFault } from "../config/config-fault.ts";
import type { OAuthSettings, Settings } from "../config/settings.ts";
import { TradebotError } from "../core/domain/errors.ts";
import { present } from "../core/domain/present.ts";
import { isoFromTimestamp, subtractDuration, type Timestamp } from "../core/domain/time.ts";
import type { ArmingStanding } from "../core/risk/arming.ts";
import { wantedPurposes } from "../core/risk/protection.ts";
import { isUnfit, UNFIT_REASONS } from "../core/risk/want-of-data.ts";
import { uncoveredByBooks } from "../core/risk/uncovered.ts";
import { isInDoubt } from "../core/execution/lifecycle.ts";
import type { Adjustment } from "../cycle/ports/ledger-store.ts";
import type { IntentStanding } from "../cycle/ports/order-store.ts";
import type {
  DoneCycle,
  HealthFacts,
  HealthPlan,
  Known,
  LockFacts,
  StoreFacts,
} from "../report/health-facts.ts";
import { ATTEMPTS_COUNT_FOR, ATTEMPTS_LOOKED_AT } from "../report/order-checks.ts";
import { parseStatus, STATUS_FILE, type StatusRecord } from "../report/status-file.ts";
import { CORRECTIONS_SAID_FOR } from "../report/check-own-position.ts";
import { CYCLES_LOOKED_AT } from "../report/store-checks.ts";
import { armingStanding } from "./arming/arming-standing.ts";
import { protectionOf } from "./cycle-plan.ts";
import type { InvalidConfiguration } from "./read-settings.ts";
import { loginOf } from "./login/login-settings.ts";
import { metricsFile } from "./metrics-file.ts";
import { soundValue } from "./report-invalid-configuration.ts";
import { knownIncidents } from "./status-incidents.ts";

/** The installation whose health is asked for, as far as its configuration is sound. */
export interface HealthSubject {
  readonly faults: readonly string[];
  readonly plan?: HealthPlan;
  readonly stateDirectory?: string;
  readonly logDirectory?: string;
  readonly hasWebhook: boolean;
  readonly prometheusFile?: string;
  /** Absent where requests need no login. */
  readonly oauth?: OAuthSettings;
  /** Whether it may trade real money; absent when the configuration is invalid. */
  readonly armingAt?: (now: Timestamp) => ArmingStanding;
}

export const subjectOf = (settings: Settings): HealthSubject => ({
  faults: [],
  plan: {
    interval: settings.schedulerInterval,
    jitterMax: settings.jitterMax,
    cycleTimeout: settings.execution.cycleTimeout,
    tradingHours: settings.tradingHours,
    protection: protectionOf(settings),
  },
  stateDirectory: settings.stateDirectory,
  logDirectory: settings.logging.directory,
  hasWebhook: settings.notification.webhookUrl !== undefined,
  armingAt: (now) => armingStanding(settings, now),
  ...(settings.prometheusFile === undefined ? {} : { prometheusFile: settings.prometheusFile }),
  ...oauthOf(settings),
});

function oauthOf(settings: Settings): Pick<HealthSubject, "oauth"> {
  const oauth = loginOf(settings);
  return oauth === undefined ? {} : { oauth };
}

export function subjectOfInvalid(configuration: InvalidConfiguration): HealthSubject {
  const stateDirectory = soundValue(configuration, "STATE_DIR");
  const logDirectory = soundValue(configuration, "LOG_DIR");
  const prometheusFile = soundValue(configuration, "PROMETHEUS_TEXTFILE");
  return {
    faults: configuration.faults.map(describeFault),
    ...(stateDirectory === undefined ? {} : { stateDirectory }),
    ...(logDirectory === undefined ? {} : { logDirectory }),
    hasWebhook: configuration.notification.webhookUrl !== undefined,
    ...(prometheusFile === undefined ? {} : { prometheusFile }),
  };
}

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
  const store = await known(() => readStore(stateDirectory, { isThorough, isSending, now, plan }));
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

async function readStore(
  directory: string,
  { isThorough, ...look }: { readonly isThorough: boolean } & StoreLook,
): Promise<StoreFacts | undefined> {
  const { openStoreForReading } = await import("../adapters/store/open-store.ts");
  const reader = openStoreForReading(directory);
  try {
    const damage = isThorough ? reader?.soundness() : "ok";
    if (damage !== undefined && damage !== "ok") throw new Error(`the store is damaged: ${damage}`);
    return reader === undefined ? undefined : storeFacts(reader, look);
  } finally {
    reader?.close();
  }
}

interface StoreLook {
  readonly now: Timestamp;
  readonly isSending: boolean;
  readonly plan: HealthPlan | undefined;
}

function storeFacts(reader: StoreReader, look: StoreLook): StoreFacts {
  const { now, isSending } = look;
  const [newest] = reader.lastCycles(1);
  const doneCycles = reader.lastDoneCycles(CYCLES_LOOKED_AT).map(({ id, result }): DoneCycle => ({
    id,
    instruments: result?.counters["instruments"] ?? 0,
    decisions: reader.decisionsOf(id).map(({ instrumentId, reason }) => ({ instrumentId, reason })),
  }));
  return {
    unknownOrders: reader
      .unsettledIntents()
      .filter((intent) => isInDoubt(intent) && !(intent.state === "placing" && isSending))
      .map(orderInWords),
    ...unprotectedIn(reader, look),
    ...(newest === undefined ? {} : { newestCycleStartedAt: newest.startedAt }),
    differing: newest?.result?.counters["differing"] ?? 0,
    corrections: reader.adjustmentsSince(subtractDuration(now, CORRECTIONS_SAID_FOR)).map(adjustmentInWords),
    doneCycles,
    unfit: unfitIn(reader, doneCycles[0]),
    orderAttempts: reader.attemptsSince(subtractDuration(now, ATTEMPTS_COUNT_FOR), ATTEMPTS_LOOKED_AT),
  };
}

function unfitIn(reader: StoreReader, newest: DoneCycle | undefined): StoreFacts["unfit"] {
  const unfit = newest?.decisions.filter(({ reason }) => isUnfit(reason)) ?? [];
  return unfit.flatMap(({ instrumentId, reason }) => {
    const last = reader.lastDecidedOtherwise(instrumentId, UNFIT_REASONS);
    if (last === undefined) return [];
    return [{ instrumentId, reason, since: last.recordedSince, ...present({ fitAt: last.at }) }];
  });
}

/** While a cycle runs a position may be without orders for a moment: it is the cycle's to say so at its end. */
function unprotectedIn(reader: StoreReader, { isSending, plan }: StoreLook): Pick<StoreFacts, "unprotected"> {
  const protection = plan?.protection ?? {};
  if (wantedPurposes(protection).length === 0) return {};
  const lacking = uncoveredByBooks(reader.ownPositions(), reader.unsettledIntents(), protection);
  return {
    unprotected: isSending ? [] : [...lacking].map(([id, quantity]) => `${quantity.toString()} ${id}`),
  };
}

const adjustmentInWords = ({ at, instrumentId, quantity, reason }: Adjustment): string =>
  `${instrumentId} by ${quantity.toString()} at ${isoFromTimestamp(at)} (${reason})`;

const orderInWords = ({ intent }: IntentStanding): string =>
  `${intent.side} ${intent.quantity.toString()} ${intent.instrument.id} (${intent.externalReference})`;

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
