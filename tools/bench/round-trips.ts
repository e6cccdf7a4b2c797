import { directoryIn } from "./directory.ts";
import { openRig } from "./exchange-rig.ts";
import type { Figure } from "./figures.ts";
import type { Round, Traffic } from "./holding-proxy.ts";
import { BUYING_NOTHING, watchlistOf } from "./watchlist.ts";

const INSTRUMENT_COUNTS = [1, 10, 50];
/** A bar closes every five minutes: none has closed one minute later, one has after six. */
const [COLD, NO_NEW_BAR, NEW_BAR, NEXT_BAR, NO_BAR_AFTER] = [0, 1, 6, 11, 12];
/** Prices are asked for by asset type. */
const THREE_KINDS = "CfdOnIndex:4913,Stock:211,FxSpot:21";

const ROUND_TRIPS_MAX = 3;
const REQUESTS_MAX = 6;

/** Requests of whole cycles, and how many of them had to wait for the answer to another. */
export async function roundTripFigures(workplace: string): Promise<Figure[]> {
  const figures: Figure[] = [];
  let refusedForHaste = 0;
  for (const count of INSTRUMENT_COUNTS) {
    const [cold, quiet, fresh] = await trafficOf(workplace, count);
    refusedForHaste += cold.refusedForHaste + quiet.refusedForHaste + fresh.refusedForHaste;
    const cycle = `cycle of ${count} instrument${count === 1 ? "" : "s"}`;
    figures.push(
      { what: `${cycle}, cold`, measured: inWords(cold.rounds) },
      withinLimits(`${cycle}, warm, no bar closed`, quiet.rounds, REQUESTS_MAX),
      withinLimits(`${cycle}, warm, a bar closed in each`, fresh.rounds, REQUESTS_MAX + count),
    );
  }
  const holding = await holdingCycle(workplace);
  refusedForHaste += holding.refusedForHaste;
  figures.push(
    withinLimits(
      "cycle of three asset types that holds an opening, warm, no bar closed",
      holding.rounds,
      REQUESTS_MAX,
    ),
  );
  const order = await orderCycles(workplace);
  refusedForHaste += order.buying.refusedForHaste + order.idle.refusedForHaste;
  figures.push(...describeOrder(order.buying.rounds, order.idle.rounds), {
    what: "requests of those cycles refused for haste (429)",
    measured: String(refusedForHaste),
    limit: { text: "none", share: refusedForHaste === 0 ? 0 : Infinity },
  });
  return figures;
}

async function trafficOf(workplace: string, count: number): Promise<[Traffic, Traffic, Traffic]> {
  const rig = await openRig({
    directory: directoryIn(workplace, `cycle-${count}`),
    env: { WATCHLIST: watchlistOf(count), ...BUYING_NOTHING },
    proof: new RegExp(`${count} of ${count} instruments read; .*orders: 0 placed`),
    sessionsBeforePurchase: 0,
  });
  try {
    return [await rig.cycleAfter(COLD), await rig.cycleAfter(NO_NEW_BAR), await rig.cycleAfter(NEW_BAR)];
  } finally {
    await rig.close();
  }
}

/** A cycle after one that has bought, and another one. */
async function holdingCycle(workplace: string): Promise<Traffic> {
  const rig = await openRig({
    directory: directoryIn(workplace, "holding"),
    env: { WATCHLIST: THREE_KINDS, STOP_LOSS_PCT: "0", TAKE_PROFIT_PCT: "0" },
    proof: /3 of 3 instruments read/,
    sessionsBeforePurchase: 1,
  });
  try {
    await rig.cycleAfter(COLD);
    const { rounds } = await rig.cycleAfter(NEW_BAR);
    if (!rounds.flat().includes(PLACEMENT)) throw new Error("the cycle that was to buy bought nothing");
    await rig.cycleAfter(NEXT_BAR);
    return await rig.cycleAfter(NO_BAR_AFTER);
  } finally {
    await rig.close();
  }
}

/** Two warm cycles with a newly closed bar: one that buys, and one that does not. */
async function orderCycles(workplace: string): Promise<{ readonly buying: Traffic; readonly idle: Traffic }> {
  const rig = await openRig({
    directory: directoryIn(workplace, "order"),
    env: { WATCHLIST: "CfdOnIndex:4913" },
    proof: /1 of 1 instruments read/,
    sessionsBeforePurchase: 1,
  });
  try {
    await rig.cycleAfter(COLD);
    return { buying: await rig.cycleAfter(NEW_BAR), idle: await rig.cycleAfter(NEXT_BAR) };
  } finally {
    await rig.close();
  }
}

const requestsOf = (rounds: readonly Round[]): number => rounds.flat().length;

const plural = (count: number, what: string): string => `${count} ${what}${count === 1 ? "" : "s"}`;

const inWords = (rounds: readonly Round[]): string =>
  `${plural(requestsOf(rounds), "request")} in ${plural(rounds.length, "round trip")}`;

function withinLimits(what: string, rounds: readonly Round[], requestsMax: number): Figure {
  const share = Math.max(requestsOf(rounds) / requestsMax, rounds.length / ROUND_TRIPS_MAX);
  return {
    what,
    measured: inWords(rounds),
    limit: { text: `at most ${requestsMax} in ${ROUND_TRIPS_MAX} round trips`, share },
  };
}

const PRECHECK = "POST /trade/v2/orders/precheck";
const PLACEMENT = "POST /trade/v2/orders";
const SENDING_ROUND_TRIPS = 2;

/**
 * What each further round of a cycle that places one order is for.
 *
 * @param without the rounds of such a cycle when it decides to do nothing
 */
function describeOrder(rounds: readonly Round[], without: readonly Round[]): Figure[] {
  const prechecked = rounds.findIndex((round) => round.includes(PRECHECK));
  const placed = rounds.findIndex((round) => round.includes(PLACEMENT));
  if (prechecked < 0 || placed < prechecked)
    throw new Error("the cycle that was to place an order placed none");
  const lookUp = rounds.slice(without.length, prechecked);
  const sending = rounds.slice(prechecked, placed + 1);
  const readBack = rounds.slice(placed + 1);
  return [
    {
      what: "one order adds: is it known already, once a cycle",
      measured: inWords(lookUp),
    },
    {
      what: "one order adds: precheck and placement",
      measured: inWords(sending),
      limit: { text: `${SENDING_ROUND_TRIPS} round trips`, share: sending.length / SENDING_ROUND_TRIPS },
    },
    {
      what: "one order adds: read-back until its fill is seen, 3 s late",
      measured: inWords(readBack),
    },
  ];
}
