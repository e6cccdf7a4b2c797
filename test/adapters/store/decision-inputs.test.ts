import path from "node:path";
import { DatabaseSync } from "node:sqlite";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { openStoreForReading } from "../../../src/adapters/store/open-store.ts";
import type { SqliteStore } from "../../../src/adapters/store/sqlite-store.ts";
import { AssertionError } from "../../../src/core/domain/assert.ts";
import type { CycleId } from "../../../src/core/domain/ids.ts";
import type { Bar } from "../../../src/core/domain/market-data.ts";
import { timestamp, type Timestamp } from "../../../src/core/domain/time.ts";
import type { KeptBasis } from "../../../src/cycle/ports/decision-store.ts";
import { at, beginCycle, PAIR, SHARE } from "./support-values.ts";
import { temporaryStore } from "./temporary-store.ts";

const { store, directory } = temporaryStore();
const DAY = 86_400;

interface Seen {
  readonly bars?: readonly Bar[];
  readonly parts?: readonly string[];
  readonly moment?: string;
}

function liveCycle(
  bot: SqliteStore,
  when: Timestamp,
  { bars = [], parts = [], moment = "{}" }: Seen,
): CycleId {
  const cycle = beginCycle(bot, when);
  const decision = {
    instrumentId: SHARE.id,
    decidedAt: when,
    action: "hold",
    reason: "NONE",
    facts: {},
  } as const;
  const series = bars.length === 0 ? [] : ([[SHARE.id, bars]] as const);
  bot.recordDecisions(cycle, [decision], {
    decidedAt: when,
    parts,
    moment,
    barMinutes: 5,
    bars: new Map(series),
  });
  return cycle;
}

function reading<Result>(look: (basisOf: (cycle: CycleId) => KeptBasis | undefined) => Result): Result {
  const reader = openStoreForReading(directory());
  if (reader === undefined) throw new Error("there is no store");
  try {
    return look((cycle) => reader.basisOf(cycle));
  } finally {
    reader.close();
  }
}

const bar = (slot: number, close: number): Bar => ({
  startAt: timestamp(at(0) + slot * 300_000),
  open: close,
  high: close + 0.1,
  low: close / 3,
  close,
});

const rangeOf = (bars: readonly Bar[]) => ({
  series: { instrument: SHARE.id, barMinutes: 5 } as const,
  from: bars[0]?.startAt ?? 0,
  to: bars.at(-1)?.startAt ?? 0,
});

const barsOf = (cycle: CycleId, bars: readonly Bar[]): readonly Bar[] | undefined =>
  reading((basisOf) => basisOf(cycle)?.barsSeen(rangeOf(bars)));

describe("what a cycle decided from", () => {
  test("is read back as it was written", () => {
    const parts = ["settings", "details of ü", "sessions", "details of ü"];
    const cycle = liveCycle(store(), at(0), { parts, moment: '{"now":1}' });
    expect(reading((basisOf) => basisOf(cycle))).toMatchObject({ parts, moment: '{"now":1}' });
  });

  test("is unknown of a cycle that wrote none", () => {
    expect(reading((basisOf) => basisOf(beginCycle(store())))).toBeUndefined();
  });

  test("holds the bars that this cycle saw: not later ones, not what was rewritten since, not what is gone", () => {
    const windows = [
      [bar(0, 10), bar(1, 11), bar(2, 12)],
      [bar(1, 11), bar(2, 12), bar(3, 13)],
      [bar(2, 6), bar(4, 7)],
    ];
    const cycles = windows.map((bars, index) => liveCycle(store(), at(index), { bars }));
    expect(cycles.map((cycle, index) => barsOf(cycle, windows[index] ?? []))).toEqual(windows);
  });

  test("holds them however often they changed, whichever figure it was, and whatever has left", () => {
    const changedTo = (changed: Partial<Bar>) => [bar(0, 10), { ...bar(1, 11), ...changed }, bar(2, 12)];
    const windows = [
      changedTo({ low: -0 }),
      changedTo({ low: 0 }),
      ...Array.from({ length: 140 }, (_, step) =>
        changedTo({ [(["open", "high", "low", "close"] as const)[step % 4] ?? "low"]: 1000 + step }),
      ),
    ];
    const lived = windows.map((bars, day) => liveCycle(store(), at(day * DAY), { bars }));
    const keptFrom = (day: number) =>
      reading((basisOf) =>
        lived.map((cycle, place) => basisOf(cycle)?.barsSeen(rangeOf(windows[place] ?? []))).slice(day),
      );
    expect(keptFrom(0)).toEqual(windows);
    while (Object.values(store().removeAged({ before: at(128 * DAY), limit: 50 })).some((rows) => rows > 0));
    expect(keptFrom(128)).toEqual(windows.slice(128));
    const database = new DatabaseSync(path.join(directory(), "tradebot.db"));
    const rows = database.prepare("SELECT count(*) AS rows FROM bars_seen").get();
    database.close();
    expect(rows).toEqual({ rows: 77 }); // the first 65 have left: all of it was written once more after them
  });

  test("never passes a text that has changed for the one that was written", () => {
    const cycle = liveCycle(store(), at(0), { parts: ["settings"] });
    const database = new DatabaseSync(path.join(directory(), "tradebot.db"));
    database.exec("UPDATE input_parts SET content = (SELECT moment FROM decision_inputs)");
    database.close();
    expect(() => reading((basisOf) => basisOf(cycle))).toThrow(/has changed/);
  });

  test("never passes other bars for those that were seen", () => {
    const seen = [bar(0, 10), bar(1, 11)];
    const cycle = liveCycle(store(), at(0), { bars: seen });
    expect(() => barsOf(cycle, [bar(0, 10)])).toThrow(AssertionError);
    expect(() =>
      reading((basisOf) =>
        basisOf(cycle)?.barsSeen({ ...rangeOf(seen), series: { instrument: PAIR.id, barMinutes: 5 } }),
      ),
    ).toThrow(AssertionError);
  });
});

/** A history that grows, is rewritten and loses bars, seen through a window that moves. */
const histories = fc
  .array(
    fc.record({
      grows: fc.integer({ min: 0, max: 2 }),
      rewrites: fc.option(fc.integer({ min: 0, max: 6 }), { nil: undefined }),
      loses: fc.option(fc.integer({ min: 0, max: 6 }), { nil: undefined }),
      window: fc.constantFrom(3, 5, 5, 5, 8),
    }),
    { minLength: 1, maxLength: 100 },
  )
  .map((steps) => {
    let bars: readonly Bar[] = [bar(0, 1)];
    let slot = 1;
    return steps.map(({ grows, rewrites, loses, window }, step) => {
      for (let count = 0; count < grows; count += 1) bars = [...bars, bar(slot, 100 + (slot += 1))];
      bars = bars.map((one, place) =>
        rewrites !== undefined && place === bars.length - 1 - rewrites ? { ...one, close: 1000 + step } : one,
      );
      bars = bars.filter((_, place) => loses === undefined || place !== bars.length - 2 - loses);
      return bars.slice(-window);
    });
  });

test("any history is kept so that each cycle's bars can be had, also of those that retention leaves", () => {
  let cycles = 0;
  fc.assert(
    fc.property(histories, fc.integer({ min: 0, max: 100 }), (windows, aged) => {
      const began = cycles * DAY;
      const lived = windows.map((bars, day) => ({
        day,
        bars,
        cycle: liveCycle(store(), at(began + day * DAY), {
          bars,
          parts: [`of ${day % 3}`, "always"],
          moment: `${day}`,
        }),
      }));
      cycles += windows.length;
      const before = at(began + Math.min(aged, windows.length) * DAY);
      while (Object.values(store().removeAged({ before, limit: 7 })).some((rows) => rows > 0));
      for (const { day, cycle, bars } of lived) {
        const kept = reading((basisOf) => {
          const basis = basisOf(cycle);
          return basis && { ...basis, bars: basis.barsSeen(rangeOf(bars)) };
        });
        if (day < aged) expect(kept).toBeUndefined();
        else expect(kept).toMatchObject({ bars, parts: [`of ${day % 3}`, "always"], moment: `${day}` });
      }
    }),
    { numRuns: 15 },
  );
});

test("texts and bars that come again take no further room, and leave when no cycle has used them for as long as records are kept", () => {
  const bars = [bar(0, 10), bar(1, 11)];
  const days = [0, 1, 2, 3].map((day) => {
    const parts = ["always", day < 2 ? "the first two" : "the others"];
    return liveCycle(store(), at(day * DAY), { bars, parts });
  });
  expect(store().removeAged({ before: at(3.5 * DAY), limit: 100 })).toMatchObject({ inputs: 6 }); // four cycles, a text, and a list of texts
  expect(days.map((cycle) => reading((basisOf) => basisOf(cycle)))).toEqual(days.map(() => undefined));
});
