import { isoFromTimestamp, minutes, timestampFromIso } from "../core/domain/time.ts";
import { isWantOfData } from "../core/risk/want-of-data.ts";
import type { Check } from "./check.ts";
import type { DoneCycle, HealthFacts, StoreFacts, UnfitInstrument } from "./health-facts.ts";
import { cannotTell } from "./run-checks.ts";

/** How many of the newest finished cycles are looked at, and how many must say the same to be believed. */
export const CYCLES_LOOKED_AT = 3;

export const checkStore = (facts: HealthFacts): Check =>
  ofStore("store", facts, (name) => begunAnew(name, facts) ?? { name, verdict: "ok", finding: "readable" });

const LOUD_FOR_MS = minutes(60);
const SAID_FOR_MS = minutes(24 * 60);

/** The bot goes on by itself with a new store, but somebody should know that the old one was lost. */
function begunAnew(name: string, { status, now }: HealthFacts): Check | undefined {
  const text = status.kind === "known" ? status.fact?.store_begun_anew_at : undefined;
  const at = timestampFromIso(text ?? "");
  if (at === undefined || now - at >= SAID_FOR_MS) return undefined;
  return {
    name,
    verdict: now - at < LOUD_FOR_MS ? "fail" : "warn",
    finding: `at ${isoFromTimestamp(at)} it did not know the cycles before: the store was lost or damaged and begun anew, or a backup was put back`,
    remedy:
      "compare `tradebot positions` with the broker's platform; a damaged store lies beside the new one (`tradebot maintenance storage`), backups can be put back. This is said for a day",
  };
}

export const checkUnknownOrders = (facts: HealthFacts): Check =>
  ofStore("unknown_orders", facts, (name, { unknownOrders }) => {
    if (unknownOrders.length === 0) return { name, verdict: "ok", finding: "none" };
    return {
      name,
      verdict: "fail",
      finding: `nobody knows what became of ${unknownOrders.join(", ")}`,
      remedy:
        "do not send it again by hand; each cycle looks for evidence, and nothing is risked in the instrument meanwhile. `tradebot reconcile` looks at once; `tradebot resolve <external_reference>` is the last resort (docs/how-to/unknown-order.md)",
    };
  });

/** Cycles that end well and decide nothing are silence in disguise. */
export const checkDecisions = (facts: HealthFacts): Check =>
  ofStore("decisions", facts, (name, { doneCycles }) => {
    const [newest] = doneCycles;
    if (newest === undefined) {
      return { name, verdict: "ok", finding: "no cycle has come to its end inside trading hours yet" };
    }
    if (!isIncomplete(newest)) {
      return { name, verdict: "ok", finding: `cycle ${newest.id} decided about every instrument` };
    }
    const silent = doneCycles.findIndex((cycle) => !isIncomplete(cycle));
    const inARow = silent === -1 ? doneCycles.length : silent;
    return {
      name,
      verdict: inARow < CYCLES_LOOKED_AT ? "warn" : "fail",
      finding: `${cycles(inARow)} without a decision about every instrument: cycle ${newest.id} has ${newest.decisions.length} for ${newest.instruments}`,
      remedy:
        "this is a bug, or somebody changed the store: report it with the log of the cycle (`tradebot logs`)",
    };
  });

const isIncomplete = ({ decisions, instruments }: DoneCycle): boolean =>
  decisions.length === 0 || decisions.length < instruments;

const cycles = (count: number): string =>
  count === 1 ? "1 cycle ended well" : `${count} cycles in a row ended well`;

/**
 * An instrument that lacks data cycle after cycle is not traded, and nothing else says so; where all do, the bot is blind.
 * One whose market is said to be closed for weeks was taken off its exchange, perhaps.
 */
export const checkMarketData = (facts: HealthFacts): Check =>
  ofStore("market_data", facts, (name, { doneCycles, unfit }) => {
    const [newest] = doneCycles;
    if (newest === undefined || doneCycles.length < CYCLES_LOOKED_AT) {
      const finding = `fewer than ${CYCLES_LOOKED_AT} cycles to judge by`;
      return { name, verdict: "ok", finding };
    }
    const starved = newest.decisions.filter(({ instrumentId }) =>
      doneCycles.every((cycle) => lacksData(cycle, instrumentId)),
    );
    if (starved.length === 0) return checkClosedForLong(name, { unfit, now: facts.now });
    const list = starved.map((decision) => inWords(decision, unfit)).join(", ");
    const isBlind = doneCycles.every(({ decisions }) =>
      decisions.every(({ reason }) => isWantOfData(reason)),
    );
    const whole = isBlind ? ", which is the whole watchlist" : "";
    return {
      name,
      verdict: isBlind ? "fail" : "warn",
      finding: `not traded for want of data in the last ${doneCycles.length} cycles: ${list}${whole}`,
      remedy:
        "`tradebot why <instrument>` explains it; `tradebot doctor` asks the broker about each instrument",
    };
  });

/** No exchange stays closed for longer, whatever its holidays. */
const CLOSED_AT_MOST_MS = minutes(14 * 24 * 60);

function checkClosedForLong(
  name: string,
  { unfit, now }: Pick<StoreFacts, "unfit"> & Pick<HealthFacts, "now">,
): Check {
  const closed = unfit.filter(({ since }) => now - since > CLOSED_AT_MOST_MS);
  if (closed.length === 0) return { name, verdict: "ok", finding: "no instrument lacks data for long" };
  return {
    name,
    verdict: "warn",
    finding: `not to be traded for more than two weeks: ${closed.map((one) => inWords(one, unfit)).join(", ")}`,
    remedy: "ask `tradebot doctor` whether it is still listed; if it is not, take it off WATCHLIST",
  };
}

/** `Stock:211 (QUOTE_STALE, fit last at 2026-03-04T09:15:00.000Z)` */
function inWords(
  { instrumentId, reason }: DoneCycle["decisions"][number],
  unfit: StoreFacts["unfit"],
): string {
  const found = unfit.find((one) => one.instrumentId === instrumentId);
  return `${instrumentId} (${reason}${found === undefined ? "" : `, ${lastFit(found)}`})`;
}

const lastFit = ({ fitAt, since }: UnfitInstrument): string =>
  fitAt === undefined
    ? `never fit since ${isoFromTimestamp(since)}`
    : `fit last at ${isoFromTimestamp(fitAt)}`;

const lacksData = ({ decisions }: DoneCycle, instrumentId: string): boolean =>
  decisions.some((decision) => decision.instrumentId === instrumentId && isWantOfData(decision.reason));

export function ofStore(
  name: string,
  { store }: HealthFacts,
  judge: (name: string, facts: StoreFacts) => Check,
): Check {
  const told = { by: "store" };
  if (store.kind === "unknown") return cannotTell(name, store, told);
  return store.fact === undefined ? cannotTell(name, NO_STORE, told) : judge(name, store.fact);
}

const NO_STORE = {
  why: "there is no store: no cycle has run here, or it was removed",
  remedy: "run a cycle: a new store takes over what the broker's order log says",
};
