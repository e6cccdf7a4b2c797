import { assert } from "../core/domain/assert.ts";
import type { InstrumentId } from "../core/domain/instrument.ts";
import { Chance, type AtLeastOne } from "./chance.ts";
import type { CrashPoint } from "./crash-switch.ts";
import { drawFault } from "./draw-faults.ts";
import { drawTerms } from "./draw-terms.ts";
import type { Interruption, Machine, PersonsAct, Schedule, Start, Step, Terms } from "./schedule.ts";

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

/** What leads up to a start, and the start. */
function drawScene(chance: Chance, terms: Terms): readonly Step[] {
  return [
    ...(chance.isPercent(70) ? [drawPause(chance, terms)] : []),
    ...(chance.isPercent(30) ? [drawUpheaval(chance, terms)] : []),
    ...(chance.isPercent(60)
      ? chance.list(1, 2, (): Step => ({ kind: "fault", fault: drawFault(chance) }))
      : []),
    drawStart(chance, terms),
  ];
}

/** A night, or a weekend, where there are hours in which nothing is traded. */
const drawPause = (chance: Chance, { env }: Terms): Step => ({
  kind: "pause",
  seconds: chance.pick(
    env["TRADING_HOURS_MODE"] !== "always" && chance.isPercent(25)
      ? [2_000, 66_000, 240_000]
      : [1, 2, 5, 14, 20, 60, 300, 300, 300, 300, 300, 900, 4000],
  ),
});

/** What happens between two starts, other than time. */
function drawUpheaval(chance: Chance, terms: Terms): Step {
  const upheavals: AtLeastOne<() => Step> = [
    () => ({ kind: "store_deleted", machine: "first" }),
    () => ({ kind: "store_deleted", machine: "first" }),
    () => ({ kind: "store_kept" }),
    () => ({ kind: "store_kept" }),
    () => ({ kind: "kill_switch", mode: chance.pick(["all", "entries", "off"] as const) }),
    () => ({ kind: "kill_switch", mode: "all" }),
    () => ({ kind: "store_restored", ...(chance.isPercent(40) ? { isBrokenOff: true } : {}) }),
    () => ({ kind: "person_answers", answer: chance.pick(["agreed", "agreed", "declined"] as const) }),
    () => ({ kind: "clock_set", aheadSeconds: chance.pick([0, 0, -2, 2, 30, -30, 600, -600, 7200]) }),
    () => drawPersonsAct(chance, terms),
    () => drawPersonsAct(chance, terms),
    () => drawPersonsAct(chance, terms),
  ];
  return chance.pick(upheavals)();
}

function drawInstrument(chance: Chance, { watchlist: [first, ...others] }: Terms): InstrumentId {
  assert(first !== undefined, "something is watched");
  return chance.pick<InstrumentId>([first, ...others]);
}

function drawPersonsAct(chance: Chance, terms: Terms): PersonsAct {
  const instrument = drawInstrument(chance, terms);
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
    ...(chance.isPercent(12) ? { job: chance.pick(["close_out", "close_out", "reconcile"] as const) } : {}),
    ...(chance.isPercent(35) ? { wants: chance.pick(["to_sell", "to_buy"] as const) } : {}),
    ...(chance.isPercent(50) ? { crash: drawCrash(chance) } : {}),
    ...(chance.isPercent(35) ? { stop: drawStop(chance) } : {}),
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

/** Mostly where orders are under way. */
const drawStop = (chance: Chance): CrashPoint =>
  chance.isPercent(50)
    ? {
        kind: "call",
        call: chance.pick(["createIntents", "recordTransitions", "precheck", "place", "place", "cancel"]),
        n: chance.pick([1, 1, 2]),
        when: chance.pick(["before", "after"]),
      }
    : drawCrash(chance);

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
  if (!isOnItsWay && chance.isPercent(30)) return { ...moment, steps: [drawIntervention(chance)] };
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

function foreignPurchase(chance: Chance, terms: Terms) {
  const instrument = drawInstrument(chance, terms);
  return { instrument, side: "buy", quantity: usualQuantity(instrument) } as const;
}
