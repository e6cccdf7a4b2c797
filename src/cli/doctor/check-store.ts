import type { RecordedCycle } from "../../adapters/store/cycles.ts";
import type { RecordedDisclaimer } from "../../adapters/store/disclaimers.ts";
import { TradebotError } from "../../core/domain/errors.ts";
import { isoFromTimestamp, type Timestamp } from "../../core/domain/time.ts";
import { isInDoubt } from "../../core/execution/lifecycle.ts";
import type { IntentStanding } from "../../cycle/ports/order-store.ts";
import type { StoreOwner } from "../../cycle/ports/store.ts";
import { EXIT_CODES } from "../exit-codes.ts";
import type { Diagnosis } from "./diagnosis.ts";
import { doubtful, failing, failureOf, fine } from "./diagnosis.ts";

/** What the store says, as far as it can be read without touching it. */
interface StoreContent {
  /** SQLite's own verdict. */
  readonly soundness: string;
  readonly owner?: StoreOwner;
  /** The newest; absent before the first. */
  readonly lastCycle?: RecordedCycle;
  readonly unsettled: readonly IntentStanding[];
  /** Absent where the store is damaged. */
  readonly disclaimers?: readonly RecordedDisclaimer[];
}

export interface StoreFacts {
  /** Absent before the first cycle; an error when it cannot be read. */
  readonly content?: StoreContent | TradebotError;
  /** Names of stores that were damaged and moved aside. */
  readonly damaged: readonly string[];
}

interface StoreSurroundings {
  readonly environment: string;
  readonly now: Timestamp;
  readonly isCycleRunning: boolean;
  /** By what lies beside the store. */
  readonly hasRunBefore: boolean;
}

/** Whether the store can be relied on, and what the last cycle wrote into it. */
export function checkStore(
  { content, damaged }: StoreFacts,
  { environment, now, isCycleRunning, hasRunBefore }: StoreSurroundings,
): readonly Diagnosis[] {
  const leftovers = checkLeftovers(damaged);
  if (content === undefined) {
    return [missing(hasRunBefore), ...leftovers, neverRan()];
  }
  if (content instanceof TradebotError) return [unreadable(content), ...leftovers];
  return [
    checkContent(content, environment),
    ...leftovers,
    checkUnsettled(content.unsettled, isCycleRunning),
    ...checkOrderOfTime(content, now),
    content.lastCycle === undefined ? neverRan() : checkLastCycle(content.lastCycle, isCycleRunning),
  ];
}

/** A status file without a store: cycles have run here, and what they knew of their orders is gone. */
const missing = (hasRunBefore: boolean): Diagnosis =>
  hasRunBefore
    ? doubtful(
        "store",
        "is gone, although cycles have run here",
        "bring a backup back with `tradebot maintenance restore <file>`; without, the next cycle begins a new one and learns of its orders from the broker's log",
      )
    : fine("store", "not there yet, the first cycle makes it");

function unreadable(error: TradebotError): Diagnosis {
  if (error.code !== "STORE_NOT_MIGRATED") return failureOf("store", error);
  return doubtful("store", error.message, error.hint ?? "run a cycle");
}

function checkContent({ soundness, owner }: StoreContent, environment: string): Diagnosis {
  if (soundness !== "ok") {
    return failing("store", `the store is damaged: ${soundness}`, {
      exit: "storage_unwritable",
      remedy:
        "check the disk; the next cycle moves the store aside and takes the orders from the broker's log",
    });
  }
  if (owner !== undefined && owner.environment !== environment) {
    return failing(
      "store",
      `the store belongs to an account of ${owner.environment}, the configuration says ${environment}`,
      {
        exit: "configuration",
        remedy: "give each environment and account a STATE_DIR of its own",
      },
    );
  }
  return fine(
    "store",
    owner === undefined ? "sound, belongs to no account yet" : `sound, of ${owner.environment}`,
  );
}

function checkLeftovers(damaged: readonly string[]): readonly Diagnosis[] {
  if (damaged.length === 0) return [];
  const finding = `${damaged.length} damaged before and moved aside: ${damaged.join(", ")}`;
  return [
    doubtful("damaged_stores", finding, "look why (disk, power, a full file system), then remove them"),
  ];
}

function checkUnsettled(unsettled: readonly IntentStanding[], isCycleRunning: boolean): Diagnosis {
  const isBeingSent = ({ state }: IntentStanding): boolean => isCycleRunning && state === "placing";
  const unknown = unsettled.filter((intent) => isInDoubt(intent) && !isBeingSent(intent));
  if (unknown.length === 0) return fine("orders", `${unsettled.length} open, none unknown`);
  const references = unknown.map(({ intent }) => intent.externalReference).join(", ");
  return failing("orders", `the outcome of ${unknown.length} is unknown: ${references}`, {
    exit: "order_unknown",
    remedy: EXIT_CODES.order_unknown.remedy,
  });
}

/** A clock that was set back makes decisions twice and bars stale. */
function checkOrderOfTime({ lastCycle }: StoreContent, now: Timestamp): readonly Diagnosis[] {
  if (lastCycle === undefined || lastCycle.startedAt <= now) return [];
  const finding = `the last cycle began at ${isoFromTimestamp(lastCycle.startedAt)}, which is still to come`;
  return [
    failing("clock_order", finding, {
      exit: "configuration",
      remedy: "set the clock of this machine right, and let it follow a time server",
    }),
  ];
}

const neverRan = (): Diagnosis =>
  doubtful("last_cycle", "none has run yet", "run: tradebot --single-cycle --dry-run");

function checkLastCycle({ id, startedAt, result }: RecordedCycle, isCycleRunning: boolean): Diagnosis {
  const which = `cycle ${id} of ${isoFromTimestamp(startedAt)}`;
  if (result === undefined) {
    return isCycleRunning
      ? fine("last_cycle", `${which} is running`)
      : doubtful(
          "last_cycle",
          `${which} did not come to its end`,
          "the next cycle goes on from where it was",
        );
  }
  const outcome = `${which}: ${result.outcome}${result.reason === undefined ? "" : ` (${result.reason})`}, exit ${result.exitCode}`;
  if (result.exitCode === EXIT_CODES.done.code) return fine("last_cycle", outcome);
  const known = Object.values(EXIT_CODES).find(({ code }) => code === result.exitCode);
  return doubtful("last_cycle", outcome, known?.remedy ?? "it was ended from outside; the next one goes on");
}
