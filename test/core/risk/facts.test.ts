import { describe, expect, it } from "vitest";
import { decimal } from "../../../src/core/domain/decimal.ts";
import { minutes, timestamp } from "../../../src/core/domain/time.ts";
import { decide } from "../../../src/core/risk/decide.ts";
import type { AccountView, MarketView } from "../../../src/core/risk/decision-input.ts";
import { saying, type Wanted } from "../../support/saying-strategy.ts";
import { barsClosingAt } from "../strategy/bars.ts";
import {
  BAR_CLOSE,
  GENEROUS,
  inputOf,
  NOW,
  positionIn,
  quoteWith,
  RISING,
  SETTINGS,
  STOCK,
  viewOf,
} from "./decision-world.ts";

function factsOf(wanted: Wanted, view: Partial<MarketView> = {}, account: Partial<AccountView> = {}) {
  const limits = { ...GENEROUS, maxPositionValue: decimal("1000") };
  const settings = { ...SETTINGS, limits, parameters: {}, strategy: saying(wanted), allowDelayedData: true };
  return decide(inputOf([viewOf(RISING, view)], account), settings).decisions[0]?.facts;
}

describe("the record of a decision", () => {
  it("tells which bars there were, and the newest closes", () => {
    const bars = {
      kind: "bars",
      bars: barsClosingAt(timestamp(BAR_CLOSE - minutes(60)), 60, RISING),
      delayedByMinutes: 15,
    } as const;
    expect(factsOf({ action: "hold" }, { bars })?.["bars"]).toEqual({
      minutes: 60,
      required: 1,
      available: 3,
      delayed_by_minutes: 15,
      oldest_start_at: "2026-11-20T11:00:00.000Z",
      newest_close_at: "2026-11-20T14:00:00.000Z",
      newest_close: 101,
      close_before: 99,
    });
  });

  it("tells the quote and its age", () => {
    const quote = quoteWith({
      updatedAt: timestamp(NOW - 2_500),
      delayedByMinutes: 15,
      priceTypeBid: "Indicative",
    });
    expect(factsOf({ action: "hold" }, { quote })?.["quote"]).toEqual({
      bid: "100.9",
      ask: "101.1",
      updated_at: "2026-11-20T15:00:27.500Z",
      age_seconds: 2.5,
      delayed_by_minutes: 15,
      price_type_bid: "Indicative",
      price_type_ask: "Tradable",
      market_state: "Open",
    });
  });

  it.each<[MarketView["quote"] & object, Readonly<Record<string, unknown>>]>([
    [{ kind: "no_access" }, { missing: "no_access" }],
    [
      { kind: "no_quote", code: "QuoteHasTimedOut", reason: "it is late" },
      { missing: "no_quote", code: "QuoteHasTimedOut", detail: "it is late" },
    ],
    [
      { kind: "no_price", priceType: "NoMarket", marketState: "Closed" },
      { missing: "no_price", price_type: "NoMarket", market_state: "Closed" },
    ],
  ])("tells why there is no quote: %o", (quote, expected) => {
    expect(factsOf({ action: "hold" }, { quote })?.["quote"]).toEqual(expected);
  });

  it("tells what is ours, what is there, how much was wanted and what is left of it", () => {
    const account = {
      positions: [positionIn(STOCK, "5")],
      ownPositions: new Map([[STOCK.id, decimal("3")]]),
    };
    const facts = factsOf({ action: "target", weight: 0.5, tolerance: 0 }, {}, account);
    expect(facts).toMatchObject({
      position: { own_quantity: "3", broker_quantity: "5" },
      size: { by: "weight", cut_by: "MAX_POSITION_VALUE", quantity: "4", worth: "404.4" },
      order: { side: "buy", purpose: "entry", quantity: "4" },
    });
    expect((facts?.["order"] as Record<string, unknown>)["external_reference"]).toMatch(/^ATB-[A-Z2-7]{26}$/);
  });

  it("tells each gate up to the first that did not pass", () => {
    const facts = factsOf({ action: "hold" }, { quote: quoteWith({ marketState: "Closed" }) });
    const gates = facts?.["gates"] as { readonly gate: string; readonly passed: boolean }[];
    const trading = gates.slice(
      0,
      gates.findIndex(({ gate }) => gate === "NO_BARS"),
    );
    expect(trading.map(({ gate, passed }) => `${gate} ${String(passed)}`)).toEqual([
      "INSTRUMENT_UNKNOWN true",
      "INSTRUMENT_NOT_ON_ACCOUNT true",
      "INSTRUMENT_NOT_TRADABLE true",
      "NO_MARKET_ACCESS true",
      "NO_QUOTE true",
      "MARKET_NOT_OPEN false",
    ]);
  });
});
