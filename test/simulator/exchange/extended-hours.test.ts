import { describe, expect, it } from "vitest";
import { decimal } from "../../../src/core/domain/decimal.ts";
import { openBooks } from "../../../src/simulator/exchange/books.ts";
import { settle } from "../../../src/simulator/exchange/settle.ts";
import { DEFAULT_TRADING_RULES } from "../../../src/simulator/exchange/trading-rules.ts";
import { AAPL } from "../../../src/simulator/market/instruments.ts";
import { createMarket } from "../../../src/simulator/market/market.ts";
import { instant } from "../saxo-under-test.ts";
import { placeOne } from "./place-one.ts";

const market = createMarket({ seed: 1, anchor: 1_000_000 });
const rules = { ...DEFAULT_TRADING_RULES, allowsExtendedHours: true };

/** When a limit order far through the market, given at an instant, is filled. */
function filledAt(atIso: string, tradesExtendedHours: boolean): string | undefined {
  const at = instant(atIso);
  const { ask } = market.quote(AAPL, at);
  const wanted = {
    instrument: AAPL,
    side: "buy",
    amount: decimal("1"),
    type: "Limit",
    price: ask.times("1.2").round(2),
    duration: "GoodTillCancel",
    tradesExtendedHours,
  } as const;
  const { step } = placeOne(openBooks(at), wanted, { market, at, rules });
  const later = settle(step.books, market, instant("2026-03-06T00:00:00Z"));
  const fill = [...step.activities, ...later.activities].find(({ status }) => status === "FinalFill");
  return fill && new Date(fill.at).toISOString();
}

describe("extended hours", () => {
  it.each([
    ["before the opening", "2026-03-04T10:00:00Z", "2026-03-04T10:00:00.000Z", "2026-03-04T14:30:00.000Z"],
    ["after the close", "2026-03-04T21:30:00Z", "2026-03-04T21:30:00.000Z", "2026-03-05T14:30:00.000Z"],
    ["at night", "2026-03-04T05:00:00Z", "2026-03-04T09:00:00.000Z", "2026-03-04T14:30:00.000Z"],
    ["by day", "2026-03-04T15:00:00Z", "2026-03-04T15:00:00.000Z", "2026-03-04T15:00:00.000Z"],
  ])("%s a limit order that asks for them fills sooner", (_, at, extended, regular) => {
    expect([filledAt(at, true), filledAt(at, false)]).toEqual([extended, regular]);
  });
});
