import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decimal } from "../../../src/core/domain/decimal.ts";
import type { Timestamp } from "../../../src/core/domain/time.ts";
import { timestamp } from "../../../src/core/domain/time.ts";
import { AAPL, EURUSD, US500 } from "../../../src/simulator/market/instruments.ts";
import { createMarket } from "../../../src/simulator/market/market.ts";
import type { SimulatedInstrument, TouchQuery } from "../../../src/simulator/market/types.ts";
import { at } from "./instants.ts";

const market = createMarket({ seed: 11, anchor: 5_970_000 });

/** By looking at every second. */
function touchSeen(instrument: SimulatedInstrument, query: TouchQuery): Timestamp | undefined {
  for (let second = Math.floor(query.after / 1000) + 1; second * 1000 <= query.upTo; second++) {
    const now = timestamp(second * 1000);
    if (!market.isOpen(instrument, now)) continue;
    const { mid } = market.quote(instrument, now);
    if (query.direction === "at_or_below" ? mid.lte(query.level) : mid.gte(query.level)) return now;
  }
  return undefined;
}

describe("the first touch of a level", () => {
  it("is the first second of trading whose quote has reached it", () => {
    const starts = ["2026-11-20T20:57:00", "2026-11-24T14:26:00", "2026-07-07T20:55:00"].map(at);
    fc.assert(
      fc.property(
        fc.constantFrom(US500, AAPL, EURUSD),
        fc.constantFrom(...starts),
        fc.nat(400_000),
        fc.nat(900_000),
        fc.constantFrom("at_or_below" as const, "at_or_above" as const),
        fc.integer({ min: -40, max: 40 }),
        (instrument, start, lead, length, direction, distance) => {
          const after = timestamp(start + lead);
          const step = market.quote(instrument, after).mid.times(decimal("0.0002"));
          const level = market.quote(instrument, after).mid.plus(step.times(decimal(String(distance))));
          const query = { direction, level, after, upTo: timestamp(after + length) };
          expect(market.firstTouch(instrument, query)).toBe(touchSeen(instrument, query));
        },
      ),
      { numRuns: 60 },
    );
  });

  it("is found far away, and not at all where prices never go", () => {
    const after = at("2026-11-20T15:00:00");
    const upTo = at("2027-01-20T15:00:00");
    const reached = market.firstTouch(US500, {
      direction: "at_or_above",
      level: decimal("3393.52"),
      after,
      upTo,
    });
    expect(reached && market.quote(US500, reached).mid.toString()).toBe("3393.52");
    const beyond = { direction: "at_or_above", level: decimal("3393.53"), after, upTo } as const;
    expect(market.firstTouch(US500, beyond)).toBeUndefined();
  });
});
