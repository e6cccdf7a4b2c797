import type { InstrumentId } from "../core/domain/instrument.ts";
import { instrumentFromId } from "../core/domain/instrument.ts";
import { Chance } from "./chance.ts";
import type { CrashPoint } from "./crash-switch.ts";
import { drawFault } from "./draw-faults.ts";
import type { Interruption, Machine, PersonsAct, Schedule, Start, Step, Terms } from "./schedule.ts";

type AtLeastOne<Item> = readonly [Item, ...Item[]];

const ALWAYS_OPEN: AtLeastOne<string> = ["CfdOnIndex:4913", "CfdOnIndex:100002", "CfdOnIndex:100037"];
const MARGIN: AtLeastOne<string> = [...ALWAYS_OPEN, "FxSpot:21", "Stock:211", "CfdOnStock:211"];
/** What a cash account may buy. */
const CASH: AtLeastOne<string> = ["Stock:211"];

/** All while the stock exchange in New York trades, or opens or closes within the schedule. */
const MORNINGS: AtLeastOne<string> = ["2026-03-04T15:10:10Z", "2026-03-04T14:25:10Z", "2026-03-05T20:50:10Z"];

/** The story that belongs to a seed. */
export function drawSchedule(seed: number): Schedule {
  const chance = new Chance(seed);
  const terms = drawTerms(chance);
  const scenes = chance.list(3, 6, () => drawScene(chance, terms));
  const steps = chance.isPercent(12) ? withBackup(chance, scenes) : scenes.flat();
  return { seed, terms, steps: [...(chance.isPercent(35) ? FULL : []), ...steps] };
}

/** Begins with something of all that the limits allow, so that it can be left, closed and taken away. */
const FULL: readonly Step[] = [
  { kind: "start", machine: "first", wants: "to_buy" },
  { kind: "pause", seconds: 300 },
];

/** A copy of the store is taken, orders go on, and the copy is put back. */
function withBackup(chance: Chance, scenes: readonly (readonly Step[])[]): readonly Step[] {
  const kept = chance.integer(1, scenes.length - 2);
  const restored = chance.integer(kept + 1, scenes.length - 1);
  return scenes.flatMap((scene, index) => [
    ...(index === kept ? [{ kind: "store_kept" } as const] : []),
    ...(index === restored ? [{ kind: "store_restored" } as const] : []),
    ...scene,
  ]);
}

function drawTerms(chance: Chance): Terms {
  const isMarginTradingAllowed = chance.isPercent(85);
  return {
    startIso: chance.pick(MORNINGS),
    watchlist: chance.some(isMarginTradingAllowed ? MARGIN : CASH, 4).map(idOf),
    account: {
      isMarginTradingAllowed,
      nettingProfile: chance.pick(["FifoEndOfDay", "FifoRealTime", "AverageRealTime"] as const),
    },
    env: {
      MAX_POSITIONS: String(chance.pick([1, 2, 5, 5])),
      MAX_DAILY_TRADES: String(chance.pick([2, 10, 10])),
      ...drawProtection(chance),
      ...(chance.isPercent(65) ? SEVERAL_AT_ONCE : {}),
      ...chance.pick([WIDE_LIMITS, WIDE_LIMITS, WIDE_LIMITS, WIDE_LIMITS, {}, NARROW_LIMITS]),
    },
    activityDelaySeconds: chance.pick([0, 3, 3, 3, 6, 10]),
    buys: chance.pick([40, 40, 55]),
    sells: chance.pick([20, 45, 60]),
  };
}

/** Positions of which a part can be sold, or be filled, so that what waits beside them has to follow. */
const SEVERAL_AT_ONCE = { DEFAULT_QUANTITY: "Stock=8,CfdOnStock=8,CfdOnIndex=8,FxSpot=8000" };

/** Where orders are about something else than the limits, which by default leave little room for several at once. */
const WIDE_LIMITS = {
  MAX_POSITION_VALUE: "1000000",
  MAX_FX_NOTIONAL: "1000000",
  MAX_PORTFOLIO_EXPOSURE: "10000000",
};

/** Where there is room for one position, and for a part of the next one. */
const NARROW_LIMITS = { MAX_PORTFOLIO_EXPOSURE: "7000" };

const drawProtection = (chance: Chance): Readonly<Record<string, string>> => ({
  STOP_LOSS_PCT: chance.pick(["0", "0.5", "2"] as const),
  TAKE_PROFIT_PCT: chance.pick(["0", "0", "0.5", "5"] as const),
});

/** What leads up to a start, and the start. */
function drawScene(chance: Chance, terms: Terms): readonly Step[] {
  return [
    ...(chance.isPercent(70) ? [drawPause(chance)] : []),
    ...(chance.isPercent(25) ? [drawUpheaval(chance, terms)] : []),
    ...(chance.isPercent(60)
      ? chance.list(1, 2, (): Step => ({ kind: "fault", fault: drawFault(chance) }))
      : []),
    drawStart(chance, terms),
  ];
}

const drawPause = (chance: Chance): Step => ({
  kind: "pause",
  seconds: chance.pick([1, 2, 5, 14, 20, 60, 300, 300, 300, 300, 300, 900, 4000]),
});

/** What happens between two starts, other than time. */
function drawUpheaval(chance: Chance, terms: Terms): Step {
  const upheavals: AtLeastOne<() => Step> = [
    () => ({ kind: "store_deleted", machine: "first" }),
    () => ({ kind: "store_deleted", machine: "first" }),
    () => ({ kind: "store_kept" }),
    () => ({ kind: "store_kept" }),
    () => ({ kind: "kill_switch", mode: chance.pick(["all", "entries", "off", "off"] as const) }),
    () => ({ kind: "store_restored" }),
    () => ({ kind: "clock_set", aheadSeconds: chance.pick([0, 0, -2, 2, 30, -30, 600, -600, 7200]) }),
    () => drawPersonsAct(chance, terms),
    () => drawPersonsAct(chance, terms),
    () => drawPersonsAct(chance, terms),
  ];
  return chance.pick(upheavals)();
}

function drawPersonsAct(chance: Chance, { watchlist }: Terms): PersonsAct {
  const [first, ...others] = watchlist;
  const instrument = chance.pick<InstrumentId>([first ?? idOf(ALWAYS_OPEN[0]), ...others]);
  const quantity = usualQuantity(instrument, chance.pick([1, 1, 3]));
  const acts: AtLeastOne<PersonsAct> = [
    { kind: "person_trades", instrument, side: "buy", quantity },
    { kind: "person_trades", instrument, side: "sell", quantity },
    { kind: "person_trades", instrument, side: "sell", quantity },
    { kind: "person_closes", instrument },
    { kind: "person_closes", instrument },
    { kind: "person_cancels" },
    { kind: "person_changes", factor: chance.pick(["0.5", "2"] as const) },
  ];
  return chance.pick(acts);
}

/** As the settings have it by default, so that a person's trade looks like one of ours; or several times as much. */
const usualQuantity = (instrument: InstrumentId, times = 1): string =>
  String(times * (instrument.startsWith("FxSpot") ? 1_000 : 1));

function drawStart(chance: Chance, terms: Terms): Start {
  return {
    kind: "start",
    machine: "first",
    ...(chance.isPercent(8) ? { job: "close_out" } : {}),
    ...(chance.isPercent(20) ? { wants: chance.pick(["to_sell", "to_sell", "to_buy"] as const) } : {}),
    ...(chance.isPercent(50) ? { crash: drawCrash(chance) } : {}),
    ...(chance.isPercent(20) ? { stop: drawCrash(chance) } : {}),
    ...(chance.isPercent(15) ? { interruption: drawInterruption(chance, terms) } : {}),
  };
}

/** The calls around an order, where a crash is most telling. */
const TELLING: AtLeastOne<string> = [
  "createIntent",
  "createIntents",
  "recordTransition",
  "recordTransition",
  "recordTransitions",
  "recordFills",
  "recordSnapshot",
  "precheck",
  "place",
  "place",
  "cancel",
  "change",
  "readOrderActivities",
  "readOpenOrders",
  "readNetPositions",
];

function drawCrash(chance: Chance): CrashPoint {
  const when = chance.pick(["before", "after"] as const);
  if (chance.isPercent(60)) return { kind: "nth", n: chance.integer(1, 60), when };
  return { kind: "call", call: chance.pick(TELLING), n: chance.pick([1, 1, 2, 3]), when };
}

const INTERRUPTED: AtLeastOne<string> = [
  "place",
  "place",
  "precheck",
  "readOrderActivities",
  "readNetPositions",
];

function drawInterruption(chance: Chance, terms: Terms): Interruption {
  const call = chance.pick(INTERRUPTED);
  const moment = { call, n: chance.integer(1, 2), when: chance.pick(["before", "after"] as const) };
  if (chance.isPercent(20))
    return { ...moment, steps: [{ kind: "person_trades", ...foreignPurchase(chance, terms) }] };
  const isOnItsWay = call === "place" && moment.when === "before"; // what leaves in this moment nobody can stop
  if (!isOnItsWay && chance.isPercent(20)) return { ...moment, steps: [drawIntervention(chance)] };
  return { ...moment, steps: [drawRival(chance, call)] };
}

/** What a person does who sees the program at work. */
function drawIntervention(chance: Chance): Step {
  const interventions: AtLeastOne<Step> = [
    { kind: "kill_switch", mode: "all" },
    { kind: "kill_switch", mode: "entries" },
    { kind: "person_cancels" },
    { kind: "person_changes", factor: chance.pick(["0.5", "2"] as const) },
  ];
  return chance.pick(interventions);
}

/**
 * Another start, of the same machine or of another one, while this one waits for the broker. One that gets in between
 * right before the request ends with its own: no machine stands still there for a whole cycle of the other.
 */
function drawRival(chance: Chance, call: string): Start {
  const machine = chance.pick<Machine>(["first", "second"]);
  const drawn = chance.isPercent(30) ? { crash: drawCrash(chance) } : {};
  const atPlacement = { crash: { kind: "call", call: "place", n: 1, when: "after" } } as const;
  return { kind: "start", machine, ...(call === "place" ? atPlacement : drawn) };
}

function foreignPurchase(chance: Chance, { watchlist }: Terms) {
  const [first, ...others] = watchlist;
  const instrument = chance.pick<InstrumentId>([first ?? idOf(ALWAYS_OPEN[0]), ...others]);
  return { instrument, side: "buy", quantity: usualQuantity(instrument) } as const;
}

function idOf(text: string): InstrumentId {
  const instrument = instrumentFromId(text);
  if (instrument === undefined) throw new RangeError(`"${text}" is no instrument`);
  return instrument.id;
}
