import { describe, expect, it } from "vitest";
import { assert } from "../../../src/core/domain/assert.ts";
import { decimal } from "../../../src/core/domain/decimal.ts";
import type { Timestamp } from "../../../src/core/domain/time.ts";
import { addDuration, seconds, subtractDuration } from "../../../src/core/domain/time.ts";
import { openBooks } from "../../../src/simulator/exchange/books.ts";
import { placeOne } from "./place-one.ts";
import { settle } from "../../../src/simulator/exchange/settle.ts";
import { createMarket } from "../../../src/simulator/market/market.ts";
import { instant } from "../saxo-under-test.ts";

const market = createMarket({ seed: 1, anchor: 1_000_000 });
const found = market.find("CfdOnIndex", 4913);
assert(found !== undefined, "US500 exists");
const US500 = found;
const askAt = (at: Timestamp) => market.quote(US500, at).ask;

/** A midnight at which the price falls below that of both seconds before it. */
function fallingMidnight(): Timestamp {
  for (let day = 1; day < 100; day += 1) {
    const midnight = addDuration(instant("2026-03-01T00:00:00Z"), seconds(day * 86_400));
    const before = [1, 2].map((count) => askAt(subtractDuration(midnight, seconds(count))));
    if (before.every((ask) => ask.gt(askAt(midnight)))) return midnight;
  }
  throw new Error("the price falls at no midnight");
}

/** What became of an order with the limit of midnight, given two seconds before. */
function outcome(duration: "DayOrder" | "GoodTillCancel", lookAt: Timestamp): readonly (string | number)[][] {
  const midnight = fallingMidnight();
  const at = subtractDuration(midnight, seconds(2));
  const draft = {
    instrument: US500,
    side: "buy",
    amount: decimal("1"),
    type: "Limit",
    price: askAt(midnight),
    duration,
  } as const;
  const { step } = placeOne(openBooks(at), draft, { market, at });
  const settled = settle(step.books, market, lookAt);
  return settled.activities.map((activity) => [activity.status, activity.at - midnight]);
}

describe("settling", () => {
  it("fills at the very second the price is there", () => {
    const midnight = fallingMidnight();
    expect(outcome("GoodTillCancel", midnight)).toEqual([["FinalFill", 0]]);
    expect(outcome("GoodTillCancel", subtractDuration(midnight, seconds(1)))).toEqual([]);
  });

  it("ends a day order with its day, even if its price comes at that very second", () => {
    const midnight = fallingMidnight();
    expect(outcome("DayOrder", midnight)).toEqual([["Expired", 0]]);
    expect(outcome("DayOrder", addDuration(midnight, seconds(3600)))).toEqual([["Expired", 0]]);
  });

  it("changes nothing when time does not go forward", () => {
    const books = openBooks(instant("2026-03-04T15:15:00Z"));
    expect(settle(books, market, instant("2026-03-04T15:14:59Z")).books).toBe(books);
  });
});
