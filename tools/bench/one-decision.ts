// Decides once about as many instruments, with as many bars each, as its arguments say, and prints the milliseconds of CPU
// that it took: the first decision of a process, before anything is compiled for speed.
import { setTimeout } from "node:timers/promises";
import type { Instrument } from "../../src/core/domain/instrument.ts";
import { instrument } from "../../src/core/domain/instrument.ts";
import type { Bar } from "../../src/core/domain/market-data.ts";
import { timestamp } from "../../src/core/domain/time.ts";
import { decide } from "../../src/core/risk/decide.ts";
import type { DecisionInput, MarketView } from "../../src/core/risk/decision-input.ts";
import { BAR_CLOSE, inputOf, positionIn, SETTINGS, viewOf } from "../../test/core/risk/decision-world.ts";

const [instruments = 0, bars = 0] = process.argv.slice(2).map(Number);
const HOUR_MS = 3_600_000;
const SWEEPING_MS = 200;

/** A path of its own for each instrument. Two of three cross their average at the newest bar, so that orders are judged too. */
function pathOf(number: number): readonly Bar[] {
  const crossing = (number % 3) - 1;
  return Array.from({ length: bars }, (_, index) => {
    const left = bars - index;
    const swing = Math.sin((index * (1 + (number % 7))) / 40) * 5;
    const close = 100 + (left > 2 ? swing : crossing * (left === 1 ? 4 : -4));
    const startAt = timestamp(BAR_CLOSE - HOUR_MS * left);
    return { startAt, open: close, high: close + 1, low: close - 1, close };
  });
}

function world(): DecisionInput {
  const all = Array.from({ length: instruments }, (_, index): Instrument => instrument("Stock", index + 1));
  const views = all.map((of, number): MarketView => {
    return viewOf([], { bars: { kind: "bars", bars: pathOf(number), delayedByMinutes: 0 } }, of);
  });
  const held = all.filter((_, number) => number % 2 === 0);
  return inputOf(views, {
    positions: held.map((of) => positionIn(of, "1")),
    ownPositions: new Map(held.map((of) => [of.id, positionIn(of, "1").quantity])),
  });
}

const input = world();
const settings = {
  ...SETTINGS,
  parameters: { short_window: 1, long_window: bars - 10, threshold_bps: 0, cooldown_bars: 0 },
  maxPositions: 10 * instruments,
  maxDailyTrades: 10 * instruments,
};
if (globalThis.gc === undefined)
  throw new Error("start this with --expose-gc: what made the world is not to be measured");
globalThis.gc();
await setTimeout(SWEEPING_MS); // the collector clears away what it found on threads of its own, for a while
const before = process.cpuUsage();
const { decisions } = decide(input, settings);
const { user, system } = process.cpuUsage(before);
const approved = decisions.filter((decision) => decision.approved !== undefined).length;
if (approved < instruments / 10)
  throw new Error(`only ${approved} orders were approved: this measures nothing`);
process.stdout.write(String((user + system) / 1000));
