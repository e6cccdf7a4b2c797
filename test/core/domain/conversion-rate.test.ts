import { describe, expect, it } from "vitest";
import { rateFromQuote } from "../../../src/core/domain/conversion-rate.ts";
import { decimal } from "../../../src/core/domain/decimal.ts";
import type { Quote } from "../../../src/core/domain/market-data.ts";
import { minutes, seconds, timestamp } from "../../../src/core/domain/time.ts";

const NOW = timestamp(1_800_000_000_000);
const ago = (duration: number) => timestamp(NOW - duration);

const rateOf = (quote: Partial<Quote>, isInverse = false): string | undefined =>
  rateFromQuote(
    {
      bid: decimal("1.2499"),
      ask: decimal("1.2501"),
      updatedAt: NOW,
      delayedByMinutes: 0,
      priceTypeBid: "Tradable",
      priceTypeAsk: "Tradable",
      marketState: "Open",
      ...quote,
    },
    { isInverse, source: "FxSpot:21", now: NOW, staleness: seconds(300) },
  )?.rate.toString();

describe("a rate from a pair's quote", () => {
  it("lies in the middle of bid and ask, or is its inverse where the pair is quoted the other way round", () => {
    expect(rateOf({})).toBe("1.25");
    expect(rateOf({}, true)).toBe("0.8");
  });

  it("is dated by its price, and says where it comes from", () => {
    const updatedAt = ago(seconds(7));
    const quote = {
      bid: decimal("1.2499"),
      ask: decimal("1.2501"),
      updatedAt,
      delayedByMinutes: 0,
      priceTypeBid: "Tradable",
      priceTypeAsk: "Tradable",
    };
    const seen = { isInverse: false, source: "FxSpot:21", now: NOW, staleness: seconds(300) };
    expect(rateFromQuote(quote, seen)).toEqual({
      rate: decimal("1.25"),
      at: updatedAt,
      source: "FxSpot:21",
    });
  });

  it.each<[string, Partial<Quote>, string | undefined]>([
    ["fresh while the pair is traded", { updatedAt: ago(seconds(300)) }, "1.25"],
    ["stale while the pair is traded", { updatedAt: ago(seconds(301)) }, undefined],
    ["as old as its delay allows", { updatedAt: ago(minutes(19)), delayedByMinutes: 15 }, "1.25"],
    [
      "stale where nobody says whether it is traded",
      { updatedAt: ago(seconds(301)), marketState: undefined as never },
      undefined,
    ],
    ["from before the weekend", { updatedAt: ago(minutes(60 * 60)), marketState: "Closed" }, "1.25"],
    [
      "from before the longest of rests",
      { updatedAt: ago(minutes(120 * 60)), marketState: "Closed" },
      "1.25",
    ],
    [
      "older than any rest of the market",
      { updatedAt: timestamp(NOW - minutes(120 * 60) - 1), marketState: "Closed" },
      undefined,
    ],
    [
      "the last one of a market that rests",
      { marketState: "Closed", priceTypeBid: "OldIndicative", priceTypeAsk: "OldIndicative" },
      "1.25",
    ],
    ["from the future", { updatedAt: timestamp(NOW + seconds(301)) }, undefined],
  ])("counts by its age: %s", (_, quote, expected) => {
    expect(rateOf(quote)).toBe(expected);
  });

  it.each<[string, Partial<Quote>]>([
    ["prices of 0", { bid: decimal("0"), ask: decimal("0") }],
    ["a bid of 0", { bid: decimal("0") }],
    ["a bid above the ask", { bid: decimal("1.2502") }],
    ["an old price under a new date", { priceTypeAsk: "OldIndicative" }],
    ["a market in which nobody makes a price", { priceTypeBid: "NoMarket" }],
    ["no market while it rests", { priceTypeBid: "NoMarket", marketState: "Closed" }],
    ["a price to come", { priceTypeBid: "Pending", priceTypeAsk: "Pending" }],
    ["a kind of price that nobody knows", { priceTypeBid: "Guessed" }],
  ])("is none where there is %s", (_, quote) => {
    expect([rateOf(quote), rateOf(quote, true)]).toEqual([undefined, undefined]);
  });

  it("may be of a price that nobody need deal at", () => {
    expect(rateOf({ priceTypeBid: "Indicative", priceTypeAsk: "Indicative" })).toBe("1.25");
  });
});
