import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { InstrumentId } from "../../../src/core/domain/instrument.ts";
import type { Bar } from "../../../src/core/domain/market-data.ts";
import { addDuration, isoFromTimestamp, minutes } from "../../../src/core/domain/time.ts";
import type { Signal } from "../../../src/core/strategy/contract.ts";
import { momentumRotation } from "../../../src/core/strategy/momentum-rotation.ts";
import { findStrategy } from "../../../src/core/strategy/registry.ts";
import { barsFromMidnight, barsFromOpening, weekdaysOf, type Day } from "./real-history.ts";
import { at, held, RULE, shareId, signalsAt, type Shown } from "./rotation-view.ts";

const [ONE, TWO, THREE] = [shareId(1), shareId(2), shareId(3)];
const NOW = at("2026-03-16T16:00:00Z");

const MONTHS = Array.from({ length: 18 }, (_, month) =>
  Temporal.PlainYearMonth.from("2024-11").add({ months: month }).toString(),
);
/** Month-end closes from November 2024 to April 2026, the given ones set apart. */
const days = (price: number, changes: Readonly<Record<string, number>> = {}): readonly Day[] =>
  MONTHS.flatMap((month) => weekdaysOf(month, changes[month] ?? price));
const history = (price: number, changes: Readonly<Record<string, number>> = {}): readonly Bar[] =>
  barsFromOpening(days(price, changes));

/** Three shares that rose by 30, 20 and 10 % from January 2025 to January 2026. */
const THREE_SHARES = new Map([
  [ONE, history(100, { "2026-01": 130 })],
  [TWO, history(100, { "2026-01": 120 })],
  [THREE, history(100, { "2026-01": 110 })],
]);

const actionsOf = (signals: ReadonlyMap<InstrumentId, Signal>): Record<string, string> =>
  Object.fromEntries([...signals].map(([id, { action, reason }]) => [id, `${action} ${reason}`]));
const actionsAt = (shown: Partial<Shown> = {}): Record<string, string> =>
  actionsOf(signalsAt({ now: NOW, histories: THREE_SHARES, ...shown }));

describe("momentum_rotation", () => {
  it("is registered, for daily bars", () => {
    expect(findStrategy("momentum_rotation")).toBe(momentumRotation);
    expect(momentumRotation.barMinutes).toEqual([1440]);
  });

  it("asks for the days of fourteen months, and for one before them", () => {
    expect(momentumRotation.barsRequired(RULE)).toBe(435);
    expect(momentumRotation.barsRequired({ ...RULE, lookback_months: 6, skip_months: 0 })).toBe(218);
  });

  it("says what it reckoned with", () => {
    expect(signalsAt({ now: NOW, histories: THREE_SHARES }).get(TWO)).toEqual({
      action: "target",
      weight: 0.5,
      tolerance: 0.02,
      reason: "SIG_AMONG_BEST",
      indicators: {
        until_month: 202601,
        first_close: 100,
        last_close: 120,
        momentum_pct: 20,
        rank: 2,
        ranked: 3,
      },
    });
  });

  it("says nothing where nothing is to be decided about", () => {
    expect(signalsAt({ now: NOW, histories: new Map() }).size).toBe(0);
  });

  it("leaves out the last full month and the one that runs", () => {
    const base = actionsAt();
    for (const month of ["2026-02", "2026-03"]) {
      const changed = new Map([
        ...THREE_SHARES,
        [THREE, history(100, { "2026-01": 110, [month]: 900 })] as const,
      ]);
      expect(actionsAt({ histories: changed })).toEqual(base);
    }
    const changed = new Map([...THREE_SHARES, [THREE, history(100, { "2026-01": 900 })] as const]);
    expect(actionsAt({ histories: changed })).not.toEqual(base);
  });

  it("counts exactly twelve monthly returns: the close of the month before them, and none earlier", () => {
    const momentum = (changes: Readonly<Record<string, number>>): number | undefined =>
      signalsAt({ now: NOW, histories: new Map([[ONE, history(100, { "2026-01": 130, ...changes })]]) }).get(
        ONE,
      )?.indicators["momentum_pct"];
    expect(momentum({ "2024-12": 50 })).toBe(30);
    expect(momentum({ "2025-01": 50 })).toBe(160);
    expect(momentum({ "2025-02": 50 })).toBe(30);
  });

  it("looks further back, and leaves out more or nothing, where it is told so", () => {
    const shares = new Map([[ONE, history(100, { "2025-08": 80, "2025-12": 90, "2026-02": 150 })]]);
    const momentum = (rule: Partial<typeof RULE>): number | undefined =>
      signalsAt({ now: NOW, histories: shares, rule: { ...RULE, ...rule } }).get(ONE)?.indicators[
        "momentum_pct"
      ];
    expect(momentum({ lookback_months: 6, skip_months: 0 })).toBe(87.5);
    expect(momentum({ lookback_months: 5, skip_months: 1 })).toBe(25);
    expect(momentum({ lookback_months: 1, skip_months: 2 })).toBe(-10);
  });

  it.each([
    ["holds an equal share of each place", {}, "target", "target", "hold"],
    ["takes more places", { top_n: 3 }, "target", "target", "target"],
    [
      "leaves a place in cash where too few have gained enough",
      { momentum_min_pct: 20 },
      "target",
      "hold",
      "hold",
    ],
    ["holds nothing where none has", { momentum_min_pct: 30 }, "hold", "hold", "hold"],
  ])("%s", (_, rule, one, two, three) => {
    const signals = signalsAt({ now: NOW, histories: THREE_SHARES, rule: { ...RULE, ...rule } });
    expect([ONE, TWO, THREE].map((id) => signals.get(id)?.action)).toEqual([one, two, three]);
  });

  it("buys no share that has lost, however few are left", () => {
    const losers = new Map([
      [ONE, history(100, { "2026-01": 99.99 })],
      [TWO, history(100)],
    ]);
    expect(actionsAt({ histories: losers })).toEqual({
      [ONE]: "hold SIG_MOMENTUM_TOO_LOW",
      [TWO]: "hold SIG_MOMENTUM_TOO_LOW",
    });
  });

  it("sells what is held and is no longer among the best, or has lost", () => {
    const standings = new Map([[THREE, held(at("2025-06-02T14:00:00Z"))]]);
    expect(actionsAt({ standings })[THREE]).toBe("sell SIG_NOT_AMONG_BEST");
    expect(actionsAt({ standings, rule: { ...RULE, momentum_min_pct: 15 } })[THREE]).toBe(
      "sell SIG_MOMENTUM_TOO_LOW",
    );
  });

  it("ranks equal gains by id", () => {
    const same = history(100, { "2026-01": 130 });
    const tie = new Map([
      [THREE, same],
      [ONE, same],
      [TWO, same],
    ]);
    expect(actionsAt({ histories: tie })).toEqual({
      [THREE]: "hold SIG_NOT_AMONG_BEST",
      [ONE]: "target SIG_AMONG_BEST",
      [TWO]: "target SIG_AMONG_BEST",
    });
  });

  describe("an instrument that cannot be ranked", () => {
    const without = (from: string, to: string): readonly Bar[] =>
      barsFromOpening(days(100, { "2026-01": 130 }).filter(({ date }) => date < from || date > to));

    it.each([
      ["has no bars in a month", "2025-07-01", "2025-07-31", "hold SIG_MONTH_TOO_THIN"],
      ["has too few bars in a month", "2025-07-11", "2025-07-31", "hold SIG_MONTH_TOO_THIN"],
      ["has a gap around the end of a month", "2025-07-23", "2025-08-05", "hold SIG_BARS_GAPPED"],
      ["ends its last month too early", "2026-01-20", "2026-04-30", "hold SIG_BARS_GAPPED"],
      [
        "begins in the month it is to be measured from",
        "2024-01-01",
        "2025-01-31",
        "hold SIG_TOO_FEW_MONTHS",
      ],
    ])("%s: from %s to %s gives %s, and the others move up", (_, from, to, expected) => {
      expect(actionsAt({ histories: new Map([...THREE_SHARES, [ONE, without(from, to)]]) })).toEqual({
        [ONE]: expected,
        [TWO]: "target SIG_AMONG_BEST",
        [THREE]: "target SIG_AMONG_BEST",
      });
    });

    it.each([
      ["nine days of holidays", "2025-10-01", "2025-10-08"],
      ["the days after the last month that counts", "2026-02-02", "2026-04-30"],
      ["days before the first month-end", "2024-11-01", "2025-01-24"],
    ])("is not one without %s", (_, from, to) => {
      const histories = new Map([...THREE_SHARES, [ONE, without(from, to)]]);
      expect(actionsAt({ histories })[ONE]).toBe("target SIG_AMONG_BEST");
    });

    it("is left alone where it is held, and keeps its share of the money", () => {
      const histories = new Map([...THREE_SHARES, [ONE, without("2025-07-01", "2025-07-31")]]);
      const standings = new Map([[ONE, held(at("2025-06-02T14:00:00Z"))]]);
      expect(actionsAt({ histories, standings })).toEqual({
        [ONE]: "hold SIG_MONTH_TOO_THIN",
        [TWO]: "target SIG_AMONG_BEST",
        [THREE]: "hold SIG_NOT_AMONG_BEST",
      });
    });

    it("keeps its share also where its bars cannot be seen at all", () => {
      const histories = new Map([...THREE_SHARES].filter(([id]) => id !== ONE));
      const standings = new Map([[ONE, held(at("2025-06-02T14:00:00Z"))]]);
      expect(actionsAt({ histories, standings, unseen: [ONE] })).toEqual({
        [TWO]: "target SIG_AMONG_BEST",
        [THREE]: "hold SIG_NOT_AMONG_BEST",
      });
      expect(actionsAt({ histories, unseen: [ONE] })[THREE]).toBe("target SIG_AMONG_BEST");
    });
  });

  describe("a position that was closed since the month's choice", () => {
    const bought = (iso: string, sold?: string) =>
      new Map([[ONE, { lastBoughtAt: at(iso), ...(sold === undefined ? {} : { lastSoldAt: at(sold) }) }]]);

    it.each([
      [
        "bought and stopped this month",
        "2026-03-03T15:00:00Z",
        "2026-03-04T15:00:00Z",
        "hold SIG_CLOSED_THIS_MONTH",
      ],
      [
        "stopped this month after months",
        "2025-11-04T15:00:00Z",
        "2026-03-04T15:00:00Z",
        "hold SIG_CLOSED_THIS_MONTH",
      ],
      [
        "bought this month and closed by hand",
        "2026-03-03T15:00:00Z",
        undefined,
        "hold SIG_CLOSED_THIS_MONTH",
      ],
      ["stopped last month", "2026-02-03T15:00:00Z", "2026-02-20T15:00:00Z", "target SIG_AMONG_BEST"],
      [
        "sold on the first, before the choice",
        "2026-02-03T15:00:00Z",
        "2026-03-01T15:00:00Z",
        "target SIG_AMONG_BEST",
      ],
      [
        "stopped at the very instant of the choice",
        "2026-02-03T15:00:00Z",
        "2026-03-02T05:00:00Z",
        "hold SIG_CLOSED_THIS_MONTH",
      ],
      ["stopped a second before it", "2026-02-03T15:00:00Z", "2026-03-02T04:59:59Z", "target SIG_AMONG_BEST"],
    ])("%s", (_, boughtAt, soldAt, expected) => {
      const actions = actionsAt({ standings: bought(boughtAt, soldAt) });
      expect(actions[ONE]).toBe(expected);
      expect(actions[THREE]).toBe("hold SIG_NOT_AMONG_BEST"); // nobody takes its place
    });
  });

  it("may choose what was sold this month and never bought by itself", () => {
    const standings = new Map([[ONE, { lastSoldAt: at("2026-03-04T15:00:00Z") }]]);
    expect(actionsAt({ standings })[ONE]).toBe("target SIG_AMONG_BEST");
  });

  it("changes its mind once a month, on the second day by the clocks of the zone", () => {
    const shares = new Map([
      [ONE, history(100, { "2026-01": 130 })],
      [TWO, history(100, { "2026-02": 130 })],
    ]);
    const seen: string[] = [];
    for (
      let now = at("2026-03-02T05:00:00Z");
      now < at("2026-04-03T00:00:00Z");
      now = addDuration(now, minutes(60))
    ) {
      const text = JSON.stringify([...signalsAt({ now, histories: shares, rule: { ...RULE, top_n: 1 } })]);
      if (seen.at(-1) !== text) seen.push(isoFromTimestamp(now), text);
    }
    expect(seen).toHaveLength(4);
    expect(seen[2]).toBe("2026-04-02T04:00:00.000Z");
    expect(seen[1]).toContain('"until_month":202601');
    expect(seen[3]).toContain('"until_month":202602');
  });

  it("dates bars alike, whether they begin with the exchange or at midnight UTC, and in any zone", () => {
    const midnight = new Map([
      [ONE, barsFromMidnight(days(100, { "2026-01": 130 }))],
      [TWO, barsFromMidnight(days(100, { "2026-01": 120 }))],
      [THREE, barsFromMidnight(days(100, { "2026-01": 110 }))],
    ]);
    const base = signalsAt({ now: NOW, histories: THREE_SHARES });
    expect(signalsAt({ now: NOW, histories: midnight })).toEqual(base);
    for (const timeZone of ["UTC", "Europe/Copenhagen", "America/Los_Angeles"]) {
      expect(signalsAt({ now: NOW, histories: THREE_SHARES, timeZone })).toEqual(base);
      expect(signalsAt({ now: NOW, histories: midnight, timeZone })).toEqual(base);
    }
  });

  it("shares out all of the money, and no millionth more", () => {
    const winner = history(100, { "2026-01": 130 });
    for (let top_n = 1; top_n <= 50; top_n += 1) {
      const ids = Array.from({ length: top_n }, (_, share) => shareId(share + 1));
      const histories = new Map(ids.map((id) => [id, winner] as const));
      const signals = [...signalsAt({ now: NOW, histories, rule: { ...RULE, top_n } }).values()];
      const millionths = signals.reduce(
        (sum, signal) => sum + (signal.action === "target" ? Math.round(signal.weight * 1e6) : 0),
        0,
      );
      expect(millionths).toBeLessThanOrEqual(1_000_000);
      expect(millionths).toBeGreaterThan(1_000_000 - top_n);
    }
  });
});

const endsArbitrary = fc.array(fc.integer({ min: 50, max: 200 }), {
  minLength: MONTHS.length,
  maxLength: MONTHS.length,
});
const sharesArbitrary = fc
  .array(fc.record({ ends: endsArbitrary, isHeld: fc.boolean() }), { minLength: 1, maxLength: 4 })
  .map((shares) =>
    shares.map(({ ends, isHeld }, index) => ({
      id: shareId(index + 1),
      days: MONTHS.flatMap((month, place) =>
        weekdaysOf(month, ends[place] ?? 100).map(({ date }) => ({ date, close: ends[place] ?? 100 })),
      ),
      isHeld,
    })),
  );
type Shares = readonly {
  readonly id: InstrumentId;
  readonly days: readonly Day[];
  readonly isHeld: boolean;
}[];
const worldOf = (shares: Shares, factor = 1): Shown => ({
  now: NOW,
  histories: new Map(
    shares.map((one) => [
      one.id,
      barsFromOpening(one.days.map(({ date, close }) => ({ date, close: close * factor }))),
    ]),
  ),
  standings: new Map(
    shares.filter(({ isHeld }) => isHeld).map(({ id }) => [id, held(at("2025-06-02T14:00:00Z"))]),
  ),
  rule: { ...RULE, exit_margin: 1 },
});
const RUNS = { numRuns: 25 };

describe("any ranking", () => {
  it("does not depend on the order of the instruments", () => {
    fc.assert(
      fc.property(sharesArbitrary, (shares) => {
        const reversed = signalsAt(worldOf(shares.toReversed()));
        for (const [id, signal] of signalsAt(worldOf(shares))) expect(reversed.get(id)).toEqual(signal);
      }),
      RUNS,
    );
  });

  it("is not changed by the bars that come after it was made", () => {
    fc.assert(
      fc.property(sharesArbitrary, fc.integer({ min: 0, max: 30 }), (shares, cut) => {
        const world = worldOf(shares);
        const cutOff = new Map(
          [...world.histories].map(([id, bars]) => [
            id,
            bars.filter(({ startAt }) => startAt <= addDuration(NOW, minutes(-1440 * cut))),
          ]),
        );
        expect(signalsAt({ ...world, histories: cutOff })).toEqual(signalsAt(world));
      }),
      RUNS,
    );
  });

  it("is the same at prices a hundred times as high", () => {
    fc.assert(
      fc.property(sharesArbitrary, (shares) => {
        const plain = actionsOf(signalsAt(worldOf(shares)));
        expect(actionsOf(signalsAt(worldOf(shares, 100)))).toEqual(plain);
      }),
      RUNS,
    );
  });

  it("is not changed by an instrument with bad data that is not held", () => {
    fc.assert(
      fc.property(sharesArbitrary, fc.integer({ min: 1, max: 200 }), (shares, bars) => {
        const world = worldOf(shares);
        const bad = history(100, { "2026-01": 500 }).slice(-bars);
        const other = signalsAt({ ...world, histories: new Map([[shareId(99), bad], ...world.histories]) });
        for (const [id, signal] of signalsAt(world)) expect(other.get(id)).toEqual(signal);
        expect(other.get(shareId(99))?.action).toBe("hold");
      }),
      RUNS,
    );
  });
});
