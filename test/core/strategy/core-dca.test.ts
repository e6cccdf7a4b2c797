import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { instrument, type InstrumentId } from "../../../src/core/domain/instrument.ts";
import {
  addDuration,
  minutes,
  timestamp,
  timestampFromIso,
  type Timestamp,
} from "../../../src/core/domain/time.ts";
import type { InstrumentStanding, Signal } from "../../../src/core/strategy/contract.ts";
import { coreDca } from "../../../src/core/strategy/core-dca.ts";
import { findStrategy } from "../../../src/core/strategy/registry.ts";
import { barsClosingAt } from "./bars.ts";

const at = (iso: string): Timestamp => timestampFromIso(iso) ?? timestamp(NaN);
const idOf = (number: number): InstrumentId => instrument("Etf", number).id;
const [SPY, QQQ, AGG] = [idOf(1), idOf(2), idOf(3)];
const PLAN = { weekly_budget: 1000, weekday: "monday" as const, weight: 1 };
type Weekday = "monday" | "wednesday" | "sunday";
type Standing = Partial<Pick<InstrumentStanding, "position" | "lastBoughtAt">>;
/** A Monday, eleven in the morning in New York. */
const MONDAY = at("2026-03-16T15:00:00Z");

interface Shown {
  readonly now?: Timestamp;
  readonly timeZone?: string;
  readonly weights?: Readonly<Record<string, number>>;
  readonly weekday?: Weekday;
  readonly weekly_budget?: number;
  readonly standing?: Standing;
  readonly unseen?: readonly InstrumentId[];
}

function signalsAt(shown: Shown = {}): ReadonlyMap<InstrumentId, Signal> {
  const { now = MONDAY, timeZone = "America/New_York", weights = { [SPY]: 1 }, unseen = [] } = shown;
  const { weekday = PLAN.weekday, weekly_budget = PLAN.weekly_budget, standing = {} } = shown;
  const standingOf = (id: InstrumentId) => ({
    id,
    parameters: { weekly_budget, weekday, weight: weights[id] ?? 1 },
    ...standing,
  });
  const instruments = [SPY, QQQ, AGG]
    .filter((id) => weights[id] !== undefined && !unseen.includes(id))
    .map((id) => ({ ...standingOf(id), bars: barsClosingAt(now, 60, [100]) }));
  const view = { now, barMinutes: 60, timeZone, memory: undefined } as const;
  return coreDca.evaluate({ ...view, instruments, unseen: unseen.map(standingOf) }).signals;
}
const reasonAt = (iso: string, shown: Shown = {}): string | undefined =>
  signalsAt({ now: at(iso), ...shown }).get(SPY)?.reason;

/** Holds a purchase made at an instant. */
const holding = (boughtAt: Timestamp): Standing => ({
  position: {
    quantity: 1,
    averagePrice: 100,
    openedAt: boughtAt,
    entries: [{ at: boughtAt, quantity: 1, price: 100 }],
  },
});

describe("core_dca", () => {
  it("is registered, and buys on purpose what is held", () => {
    expect(findStrategy("core_dca")).toBe(coreDca);
    expect(coreDca.addsToPositions?.(PLAN)).toBe(true);
    expect(coreDca.barsRequired(PLAN)).toBe(1);
  });

  it("buys for the whole budget where there is one instrument", () => {
    expect(signalsAt().get(SPY)).toEqual({
      action: "buy",
      value: 1000,
      reason: "SIG_WEEKLY_PURCHASE",
      indicators: { week: 202612, value: 1000 },
    });
  });

  it.each([
    ["equally by default", { [SPY]: 1, [QQQ]: 1 }, [], { [SPY]: 500, [QQQ]: 500 }],
    ["by their weights", { [SPY]: 60, [QQQ]: 40 }, [], { [SPY]: 600, [QQQ]: 400 }],
    [
      "down to the cent",
      { [SPY]: 1, [QQQ]: 1, [AGG]: 1 },
      [],
      { [SPY]: 333.33, [QQQ]: 333.33, [AGG]: 333.33 },
    ],
    ["with nothing for a weight of zero", { [SPY]: 1, [QQQ]: 0 }, [], { [SPY]: 1000, [QQQ]: 0 }],
    ["with nothing for anybody without weights", { [SPY]: 0, [QQQ]: 0 }, [], { [SPY]: 0, [QQQ]: 0 }],
    ["keeping the part of one that cannot be seen", { [SPY]: 60, [QQQ]: 40 }, [QQQ], { [SPY]: 600 }],
  ])("splits the budget %s", (_, weights, unseen, expected) => {
    const signals = signalsAt({ weights, unseen });
    const values = Object.fromEntries([...signals].map(([id, { indicators }]) => [id, indicators["value"]]));
    expect(values).toEqual(expected);
    for (const signal of signals.values()) {
      expect(signal.action).toBe(signal.indicators["value"] === 0 ? "hold" : "buy");
    }
  });

  it.each([
    [64.35, { [SPY]: 1 }, { [SPY]: 64.35 }],
    [1.15, { [SPY]: 1 }, { [SPY]: 1.15 }],
    [0.29 * 100, { [SPY]: 1 }, { [SPY]: 29 }],
    [2.3, { [SPY]: 1, [QQQ]: 1 }, { [SPY]: 1.15, [QQQ]: 1.15 }],
    [999_999.99, { [SPY]: 1000, [QQQ]: 1000 }, { [SPY]: 499_999.99, [QQQ]: 499_999.99 }],
  ])("loses no cent of a budget of %d to binary figures", (weekly_budget, weights, expected) => {
    const signals = signalsAt({ weights, weekly_budget });
    const values = Object.fromEntries([...signals].map(([id, { indicators }]) => [id, indicators["value"]]));
    expect(values).toEqual(expected);
  });

  it.each([
    ["2026-03-15T15:00:00Z", "monday", "SIG_WEEKLY_PURCHASE"], // Sunday: the week before has not been bought in
    ["2026-03-16T03:59:59Z", "wednesday", "SIG_WEEKLY_PURCHASE"], // Sunday in New York
    ["2026-03-16T04:00:00Z", "wednesday", "SIG_NOT_YET_DUE"],
    ["2026-03-17T15:00:00Z", "wednesday", "SIG_NOT_YET_DUE"],
    ["2026-03-18T03:59:59Z", "wednesday", "SIG_NOT_YET_DUE"],
    ["2026-03-18T04:00:00Z", "wednesday", "SIG_WEEKLY_PURCHASE"],
    ["2026-03-20T15:00:00Z", "wednesday", "SIG_WEEKLY_PURCHASE"], // after a holiday, or a day without a start
    ["2026-03-21T15:00:00Z", "sunday", "SIG_NOT_YET_DUE"],
    ["2026-03-22T15:00:00Z", "sunday", "SIG_WEEKLY_PURCHASE"],
  ] as const)("at %s, with %s as its day, says %s", (now, weekday, reason) => {
    expect(reasonAt(now, { weekday })).toBe(reason);
  });

  it("counts days in the zone it is told", () => {
    const now = "2026-03-15T20:00:00Z"; // Monday in Tokyo
    const shown = { standing: { lastBoughtAt: at("2026-03-09T15:00:00Z") } };
    expect(reasonAt(now, shown)).toBe("SIG_BOUGHT_THIS_WEEK");
    expect(reasonAt(now, { ...shown, timeZone: "Asia/Tokyo" })).toBe("SIG_WEEKLY_PURCHASE");
  });

  describe("in a week in which it has bought", () => {
    it.each([
      ["by what is held", holding(MONDAY)],
      ["by what has been sold since, or is still on its way", { lastBoughtAt: MONDAY }],
    ])("buys no more, as it knows %s", (_, standing) => {
      for (const now of ["2026-03-16T15:05:00Z", "2026-03-17T15:00:00Z", "2026-03-23T03:59:59Z"]) {
        expect(reasonAt(now, { standing })).toBe("SIG_BOUGHT_THIS_WEEK");
      }
      expect(reasonAt("2026-03-23T04:00:00Z", { standing })).toBe("SIG_WEEKLY_PURCHASE");
    });

    it("knows the week by the year that it belongs to", () => {
      const onTuesday = { standing: { lastBoughtAt: at("2024-12-31T15:00:00Z") } }; // of week 1 of 2025
      expect(reasonAt("2025-01-02T15:00:00Z", onTuesday)).toBe("SIG_BOUGHT_THIS_WEEK");
      expect(signalsAt({ now: at("2025-01-02T15:00:00Z"), ...onTuesday }).get(SPY)?.indicators["week"]).toBe(
        202501,
      );
      const inJanuary = { standing: { lastBoughtAt: at("2027-01-01T15:00:00Z") } }; // of week 53 of 2026
      expect(reasonAt("2027-01-03T15:00:00Z", inJanuary)).toBe("SIG_BOUGHT_THIS_WEEK");
      expect(reasonAt("2027-01-04T15:00:00Z", inJanuary)).toBe("SIG_WEEKLY_PURCHASE");
      const yearBefore = { standing: { lastBoughtAt: at("2026-01-05T15:00:00Z") } }; // week 2, as a year later
      expect(reasonAt("2027-01-12T15:00:00Z", yearBefore)).toBe("SIG_WEEKLY_PURCHASE");
    });
  });

  it("buys once in each week of two years, however often it is started", () => {
    fc.assert(
      fc.property(
        fc.constantFrom("monday" as const, "wednesday" as const, "sunday" as const),
        fc.integer({ min: 1, max: 30 }),
        fc.constantFrom("America/New_York", "Asia/Tokyo", "UTC"),
        (weekday, hours, timeZone) => {
          const bought: Timestamp[] = [];
          let standing: Standing = {};
          for (let now = at("2020-01-01T00:00:00Z"); now < at("2022-01-01T00:00:00Z");) {
            const signal = signalsAt({ now, weekday, timeZone, standing }).get(SPY);
            if (signal?.action === "buy") {
              bought.push(now);
              standing = { lastBoughtAt: now };
            }
            now = addDuration(now, minutes(hours * 60));
          }
          const weeks = bought.map((one) => {
            const day = Temporal.Instant.fromEpochMilliseconds(one)
              .toZonedDateTimeISO(timeZone)
              .toPlainDate();
            return day.subtract({ days: day.dayOfWeek - 1 }).toString();
          });
          expect(new Set(weeks).size).toBe(weeks.length);
          const mayMissTheDay = weekday === "sunday" && hours > 24; // every 28 hours: on the same six days of each week
          expect(weeks.length).toBeGreaterThanOrEqual(mayMissTheDay ? 0 : 104);
        },
      ),
      { numRuns: 5, examples: [["sunday", 28, "Asia/Tokyo"]] },
    );
  });

  it("does not look at prices", () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0.01, max: 1e6, noNaN: true }),
        fc.integer({ min: 1, max: 50 }),
        (price, count) => {
          const bars = barsClosingAt(
            MONDAY,
            60,
            Array.from({ length: count }, () => price),
          );
          const view = {
            now: MONDAY,
            barMinutes: 60,
            timeZone: "UTC",
            unseen: [],
            memory: undefined,
          } as const;
          const { signals } = coreDca.evaluate({
            ...view,
            instruments: [{ id: SPY, parameters: PLAN, bars }],
          });
          expect(signals.get(SPY)).toMatchObject({ action: "buy", value: 1000 });
        },
      ),
    );
  });
});
