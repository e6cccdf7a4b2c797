import { describe, expect, it } from "vitest";
import { decimal } from "../../../src/core/domain/decimal.ts";
import {
  instrument,
  type Instrument,
  type Tradability,
  type TradingSession,
} from "../../../src/core/domain/instrument.ts";
import type { Quote } from "../../../src/core/domain/market-data.ts";
import { timestamp } from "../../../src/core/domain/time.ts";
import { decide } from "../../../src/core/risk/decide.ts";
import type { DecisionSettings, MarketView } from "../../../src/core/risk/decision-input.ts";
import type { Decision } from "../../../src/core/risk/decision.ts";
import { barsClosingAt } from "../strategy/bars.ts";
import {
  BAR_CLOSE,
  detailsOf,
  inputOf,
  NOW,
  OTHER,
  quoteWith,
  RISING,
  SETTINGS,
  SILENT_QUOTE,
  STOCK,
  viewOf,
} from "./decision-world.ts";

function decisionOn(view: MarketView, settings: Partial<DecisionSettings> = {}): Decision | undefined {
  return decide(inputOf([view]), { ...SETTINGS, ...settings }).decisions[0];
}
const denialOf = (view: Partial<MarketView>, settings: Partial<DecisionSettings> = {}): string | undefined =>
  decisionOn(viewOf(RISING, view), settings)?.denial;
const onQuote = (quote: Partial<Quote>, settings: Partial<DecisionSettings> = {}): string | undefined =>
  denialOf({ quote: quoteWith(quote) }, settings);

/** A view without one of the parts that can be missing. */
function without(part: "details" | "quote"): MarketView {
  const { instrument, bars, details, quote } = {
    ...viewOf(RISING),
    details: detailsOf(STOCK),
    quote: quoteWith(),
  };
  return part === "details" ? { instrument, bars, quote } : { instrument, bars, details };
}
const SILENT = viewOf(RISING, { quote: { kind: "quote", quote: SILENT_QUOTE } });
const session = (state: string, startMs: number, endMs: number): TradingSession => ({
  state,
  startAt: timestamp(NOW + startMs),
  endAt: timestamp(NOW + endMs),
});

describe("data gates", () => {
  it("let an instrument through of which everything is known and fit", () => {
    expect(denialOf({})).toBeUndefined();
  });

  it("deny an instrument without details, or one that is not tradable", () => {
    expect(decisionOn(without("details"))?.denial).toBe("INSTRUMENT_UNKNOWN");
    const denialFor = (tradability: Tradability): string | undefined =>
      denialOf({ details: detailsOf(STOCK, { tradability }) });
    expect(denialFor("not_tradable")).toBe("INSTRUMENT_NOT_TRADABLE");
    expect(denialFor("not_on_account")).toBe("INSTRUMENT_NOT_ON_ACCOUNT");
  });

  it("tell no access from no quote", () => {
    expect(denialOf({ quote: { kind: "no_access" } })).toBe("NO_MARKET_ACCESS");
    expect(denialOf({ quote: { kind: "no_quote", code: "QuoteHasTimedOut", reason: "" } })).toBe("NO_QUOTE");
    expect(decisionOn(without("quote"))?.denial).toBe("NO_QUOTE");
  });

  it.each([
    ["0", "101", "QUOTE_CROSSED_OR_ZERO"],
    ["0", "0", "QUOTE_CROSSED_OR_ZERO"],
    ["-1", "101", "QUOTE_CROSSED_OR_ZERO"],
    ["101.2", "101.1", "QUOTE_CROSSED_OR_ZERO"],
    ["101.1", "101.1", undefined],
  ])("with bid %s and ask %s give %s", (bid, ask, denial) => {
    expect(onQuote({ bid: decimal(bid), ask: decimal(ask) })).toBe(denial);
  });

  it("deny delayed quotes unless they are allowed", () => {
    expect(onQuote({ delayedByMinutes: 15 })).toBe("QUOTE_DELAYED");
    expect(onQuote({ delayedByMinutes: 15 }, { allowDelayedData: true })).toBeUndefined();
  });

  const onPair = (quote: Partial<Quote>): string | undefined =>
    decisionOn(viewOf(RISING, { quote: quoteWith(quote) }, OTHER))?.denial;
  it.each([
    ["Indicative", "QUOTE_INDICATIVE"],
    ["OldIndicative", "QUOTE_OLD_INDICATIVE"],
    ["NoMarket", "NO_MARKET"],
    ["Pending", "QUOTE_PENDING"],
    ["NoAccess", "QUOTE_INDICATIVE"],
    ["None", "QUOTE_INDICATIVE"],
    ["Invented", "QUOTE_INDICATIVE"],
  ])("deny the price type %s on either side as %s", (type, denial) => {
    expect(onPair({ priceTypeBid: type })).toBe(denial);
    expect(onPair({ priceTypeAsk: type })).toBe(denial);
  });

  it.each([
    ["Stock", undefined],
    ["Etf", undefined],
    ["FxSpot", "QUOTE_INDICATIVE"],
    ["FxCrypto", "QUOTE_INDICATIVE"],
    ["CfdOnStock", "QUOTE_INDICATIVE"],
    ["CfdOnIndex", "QUOTE_INDICATIVE"],
    ["CfdOnEtf", "QUOTE_INDICATIVE"],
  ] as const)("on an undelayed indicative quote of the type %s give %s", (assetType, denial) => {
    const of = instrument(assetType, 7);
    const quote = quoteWith({ priceTypeBid: "Indicative", priceTypeAsk: "Indicative" });
    expect(decisionOn(viewOf(RISING, { quote }, of))?.denial).toBe(denial);
  });

  it.each([
    ["NoMarket", "Open", "NO_MARKET"],
    ["Pending", "Open", "QUOTE_PENDING"],
    ["OldIndicative", "Open", "QUOTE_WITHOUT_PRICE"],
    ["NoMarket", "Closed", "MARKET_NOT_OPEN"],
    ["NoMarket", undefined, "MARKET_NOT_OPEN"],
  ])("on a quote without a price, of the type %s in the state %s, give %s", (priceType, state, denial) => {
    const quote = {
      kind: "no_price",
      priceType,
      ...(state === undefined ? {} : { marketState: state }),
    } as const;
    const decision = decisionOn(viewOf(RISING, { quote }));
    expect(decision?.denial).toBe(denial);
    expect(decision?.facts["quote"]).toEqual({
      missing: "no_price",
      price_type: priceType,
      ...(state === undefined ? {} : { market_state: state }),
    });
  });

  it("accept of allowed delayed quotes the mark indicative, and no other", () => {
    const delayed = { delayedByMinutes: 15, priceTypeAsk: "Tradable" };
    expect(onQuote({ ...delayed, priceTypeBid: "Indicative" }, { allowDelayedData: true })).toBeUndefined();
    expect(onQuote({ ...delayed, priceTypeBid: "OldIndicative" }, { allowDelayedData: true })).toBe(
      "QUOTE_OLD_INDICATIVE",
    );
    expect(onPair({ priceTypeBid: "Indicative" })).toBe("QUOTE_INDICATIVE");
  });

  it.each([
    [300_000, undefined],
    [300_001, "QUOTE_STALE"],
    [-300_000, undefined],
    [-300_001, "QUOTE_STALE"],
  ])("on a quote %d ms old give %s", (age, denial) => {
    expect(onQuote({ updatedAt: timestamp(NOW - age) })).toBe(denial);
  });

  it("let a delayed quote be older by its delay", () => {
    const aged = (age: number): string | undefined =>
      onQuote({ delayedByMinutes: 15, updatedAt: timestamp(NOW - age) }, { allowDelayedData: true });
    expect(aged(1_200_000)).toBeUndefined();
    expect(aged(1_200_001)).toBe("QUOTE_STALE");
  });

  it.each([
    "Closed",
    "PreMarket",
    "PostMarket",
    "OpeningAuction",
    "TradingAtLast",
    "Unknown",
    "Invented",
    "",
  ])("deny the market state %j", (marketState) => {
    const open = [session("AutomatedTrading", -3_600_000, 3_600_000)];
    expect(denialOf({ quote: quoteWith({ marketState }), sessions: open })).toBe("MARKET_NOT_OPEN");
  });

  it("deny an open quote against a schedule that says otherwise of now, and name both", () => {
    const decision = decisionOn(viewOf(RISING, { sessions: [session("Closed", -3_600_000, 3_600_000)] }));
    expect(decision?.denial).toBe("MARKET_NOT_OPEN");
    expect(decision?.facts["gates"]).toContainEqual({
      gate: "MARKET_NOT_OPEN",
      passed: false,
      value: "Open by the quote, Closed by the schedule",
      limit: "Open or AutomatedTrading",
    });
  });

  it.each([
    ["has no entry", []],
    ["ended before", [session("Closed", -3_600_000, 0)]],
    ["begins later", [session("Closed", 1, 3_600_000)]],
    ["has a gap", [session("Closed", -3_600_000, -60_000), session("Closed", 60_000, 3_600_000)]],
    ["agrees", [session("AutomatedTrading", -3_600_000, 3_600_000)]],
  ])("believe an open quote where the schedule %s", (_, sessions) => {
    expect(denialOf({ sessions })).toBeUndefined();
  });

  it("look at no schedule where an open market is not required", () => {
    const sessions = [session("Closed", -3_600_000, 3_600_000)];
    expect(denialOf({ sessions }, { requireMarketOpen: false })).toBeUndefined();
  });

  it("ask the schedule where the quote has no market state, and deny when neither knows", () => {
    const on = (...sessions: TradingSession[]): string | undefined =>
      decisionOn({ ...SILENT, sessions })?.denial;
    expect(on(session("AutomatedTrading", -3_600_000, 1))).toBeUndefined();
    expect(on(session("AutomatedTrading", -3_600_000, 0))).toBe("MARKET_NOT_OPEN");
    expect(on(session("PreMarket", -3_600_000, 3_600_000))).toBe("MARKET_NOT_OPEN");
    expect(on()).toBe("MARKET_NOT_OPEN");
    expect(decisionOn(SILENT)?.denial).toBe("MARKET_NOT_OPEN");
  });

  describe("in extended hours", () => {
    const extended = { allowExtendedHours: true };
    const denialFor = (of: Instrument, marketState: string, sessions: readonly TradingSession[] = []) =>
      decisionOn(viewOf(RISING, { quote: quoteWith({ marketState }), sessions }, of), extended)?.denial;

    it.each(["PreMarket", "PostMarket"])(
      "trade pairs of currencies in %s where a person allows it",
      (state) => {
        expect(denialFor(OTHER, state)).toBeUndefined();
        expect(denialFor(OTHER, state, [session(state, -1, 1)])).toBeUndefined();
        expect(denialFor(OTHER, "Open", [session(state, -1, 1)])).toBeUndefined();
        expect(denialFor(OTHER, state, [session("Closed", -1, 1)])).toBe("MARKET_NOT_OPEN");
      },
    );

    it.each(["Stock", "Etf", "FxCrypto", "CfdOnStock", "CfdOnIndex", "CfdOnEtf"] as const)(
      "leave the type %s alone, which takes limit orders alone then",
      (assetType) => {
        const of = instrument(assetType, 7);
        expect(denialFor(of, "PreMarket")).toBe("EXTENDED_HOURS_LIMIT_ONLY");
        expect(denialFor(of, "Open")).toBeUndefined();
      },
    );

    it.each(["Closed", "OpeningAuction", "ClosingAuction", "TradingAtLast", "Unknown", "constructor"])(
      "deny the market state %s all the same",
      (state) => {
        expect(denialFor(OTHER, state)).toBe("MARKET_NOT_OPEN");
      },
    );

    it("say by which policy", () => {
      expect(decisionOn(viewOf(RISING))?.facts["market_state_policy"]).toBe("1.0");
    });
  });

  it("take any market state where an open market is not required", () => {
    const anyState = { requireMarketOpen: false };
    expect(onQuote({ marketState: "Closed" }, anyState)).toBeUndefined();
    expect(decisionOn(SILENT, anyState)?.denial).toBeUndefined();
  });

  it("deny bars that could not be read, with the reason among the facts", () => {
    const decision = decisionOn(viewOf(RISING, { bars: { kind: "failed", code: "BROKER_UNREACHABLE" } }));
    expect(decision?.denial).toBe("NO_BARS");
    expect(decision?.facts["gates"]).toContainEqual({
      gate: "NO_BARS",
      passed: false,
      value: "BROKER_UNREACHABLE",
    });
  });

  it.each([
    ["a close of zero", [100, 0, 101]],
    ["a negative close", [100, -1, 101]],
    ["a close that is no number", [100, Number.NaN, 101]],
    ["an infinite close", [100, Infinity, 101]],
  ])("deny %s", (_, closes) => {
    expect(decisionOn(viewOf(closes))?.denial).toBe("BARS_UNUSABLE");
  });

  it("deny what lacks a bar because its sample was none, and name the sample", () => {
    const bars = {
      kind: "bars",
      bars: barsClosingAt(BAR_CLOSE, 60, RISING),
      refusedAt: [BAR_CLOSE],
    } as const;
    const decision = decisionOn(viewOf(RISING, { bars }));
    expect(decision?.denial).toBe("BARS_UNUSABLE");
    expect(decision?.denialDetail).toBe("the sample of 2026-11-20T15:00:00.000Z is no bar");
  });

  it("deny bars that are not in time order, or twice the same", () => {
    const bars = barsClosingAt(BAR_CLOSE, 60, [...RISING, 100]);
    const [first, ...others] = bars;
    expect(denialOf({ bars: { kind: "bars", bars: [...bars].reverse() } })).toBe("BARS_UNUSABLE");
    const doubled = first === undefined ? [] : [first, first, ...others];
    expect(denialOf({ bars: { kind: "bars", bars: doubled } })).toBe("BARS_UNUSABLE");
  });

  it.each([
    ["a high below the close", { high: 99 }],
    ["a low above the opening", { low: 101 }],
    ["a low of zero", { low: 0 }],
    ["an endless high", { high: Infinity }],
    ["an opening that is no number", { open: Number.NaN }],
  ])("deny %s", (_, change) => {
    const bars = barsClosingAt(BAR_CLOSE, 60, [100, 100, 100]);
    const spoilt = bars.map((bar, index) => (index === 1 ? { ...bar, ...change } : bar));
    expect(denialOf({ bars: { kind: "bars", bars: spoilt } })).toBe("BARS_UNUSABLE");
  });

  describe("on bars that overlap", () => {
    const startingAt = (...minutesAfter: readonly number[]) => {
      const first = timestamp(BAR_CLOSE - 3_600_000);
      const bars = minutesAfter.map((after) => ({
        startAt: timestamp(first + after * 60_000),
        open: 100,
        high: 100,
        low: 100,
        close: 100,
      }));
      return denialOf({ bars: { kind: "bars", bars } }, { barMinutes: 5 });
    };

    it("allow the first one of a session to be short", () => {
      expect(startingAt(25, 34, 35, 40, 45, 50, 55)).toBeUndefined();
    });

    it("deny those of two grids", () => {
      expect(startingAt(25, 30, 35, 37, 40, 42, 45, 50, 55)).toBe("BARS_UNUSABLE");
    });
  });

  it("allow bars of several hours to move with the clocks", () => {
    const bars = barsClosingAt(timestamp(BAR_CLOSE - 3_600_000), 480, RISING);
    const [first, ...others] = bars;
    const moved = others.map((bar) => ({ ...bar, startAt: timestamp(bar.startAt - 3_600_000) }));
    const view = {
      bars: { kind: "bars", bars: [...(first === undefined ? [] : [first]), ...moved] },
    } as const;
    expect(denialOf(view, { barMinutes: 480 })).toBeUndefined();
  });

  it("deny bars with a gap that no hours explain, with what is missing and the limit", () => {
    const [newest, older] = [BAR_CLOSE, timestamp(BAR_CLOSE - 20 * 86_400_000)];
    const bars = [...barsClosingAt(older, 60, [100, 99]), ...barsClosingAt(newest, 60, [101])];
    const decision = decisionOn(viewOf([], { bars: { kind: "bars", bars } }));
    expect(decision?.denial).toBe("BARS_GAPPED");
    expect(decision?.facts["gates"]).toContainEqual({
      gate: "BARS_GAPPED",
      passed: false,
      value: "479 missing before 2026-11-20T14:00:00.000Z",
      limit: "5 bars in a session, 14 days",
    });
    expect(decision?.signal).toBeUndefined();
  });

  it("count closed bars only", () => {
    const forming = barsClosingAt(timestamp(BAR_CLOSE + 3_600_000), 60, [100, 99, 101]);
    const decision = decisionOn(viewOf([], { bars: { kind: "bars", bars: forming } }));
    expect(decision).toMatchObject({ denial: "TOO_FEW_BARS", barsRequired: 3, barsAvailable: 2 });
  });

  describe("on delayed bars", () => {
    const delayed = (delayedByMinutes: number, closedAgo: number, settings: Partial<DecisionSettings> = {}) =>
      decisionOn(
        viewOf([], {
          bars: {
            kind: "bars",
            bars: barsClosingAt(timestamp(NOW - closedAgo * 60_000), 60, RISING),
            delayedByMinutes,
          },
        }),
        settings,
      );
    const allowed = { allowDelayedData: true };

    it("deny them unless delayed data is allowed", () => {
      expect(delayed(15, 20)?.denial).toBe("BARS_DELAYED");
      expect(delayed(15, 20, allowed)?.denial).toBeUndefined();
      expect(delayed(15, 20, allowed)?.facts["bars"]).toMatchObject({ delayed_by_minutes: 15 });
    });

    it("hide a bar that had not closed at the delayed time", () => {
      expect(delayed(15, 15, allowed)?.barsAvailable).toBe(3);
      expect(delayed(16, 15, allowed)).toMatchObject({ denial: "TOO_FEW_BARS", barsAvailable: 2 });
    });

    it("let the newest one be older by the delay", () => {
      expect(delayed(15, 315, allowed)?.denial).toBeUndefined();
      expect(delayed(15, 316, allowed)?.denial).toBe("BAR_STALE");
    });

    it("take the delay of the quote where the chart does not say", () => {
      const bars = barsClosingAt(timestamp(NOW - 20 * 60_000), 60, RISING);
      const view = viewOf([], { bars: { kind: "bars", bars }, quote: quoteWith({ delayedByMinutes: 21 }) });
      expect(decisionOn(view, allowed)).toMatchObject({ denial: "TOO_FEW_BARS", barsAvailable: 2 });
    });
  });

  describe("on a jump of the price", () => {
    const jumped = (closes: readonly number[], settings: Partial<DecisionSettings> = {}) =>
      decisionOn(viewOf(closes), settings);

    it("trade in neither direction, and name the split it looks like", () => {
      for (const closes of [
        [200, 201, 100],
        [50, 49, 100],
      ]) {
        expect(jumped(closes)?.denial).toBe("PRICES_JUMPED");
        expect(jumped(closes)?.signal).toBeUndefined();
      }
      const decision = jumped([200, 201, 100]);
      expect(decision?.denialDetail).toBe("x0.498 at 2026-11-20T14:00:00.000Z, like a split of 2:1");
      expect(decision?.facts["gates"]).toContainEqual({
        gate: "PRICES_JUMPED",
        passed: false,
        value: "x0.498 at 2026-11-20T14:00:00.000Z, like a split of 2:1",
        limit: 1.4,
      });
    });

    it("do the same for a crash, which nothing tells from a split", () => {
      expect(jumped([100, 100, 60])?.denial).toBe("PRICES_JUMPED");
    });

    it("see the jump between the newest close and the quote", () => {
      expect(jumped([198, 200, 202])?.denial).toBe("PRICES_JUMPED");
      expect(jumped([98, 100, 102])?.denial).toBeUndefined();
    });

    it("see it beside prices of which no number is the sum", () => {
      const quoteOf = (bid: string, ask: string) => ({
        quote: quoteWith({ bid: decimal(bid), ask: decimal(ask) }),
      });
      expect(denialOf(quoteOf("100.9000000000000000001", "101.1"))).toBeUndefined();
      expect(denialOf(quoteOf("1e308", "1e308"))).toBe("PRICES_JUMPED");
    });

    it("hold no quote against a bar longer than a day", () => {
      const weekly = barsClosingAt(BAR_CLOSE, 10_080, [198, 200, 202]);
      const view = viewOf([], { bars: { kind: "bars", bars: weekly } });
      expect(decisionOn(view, { barMinutes: 10_080 })?.denial).toBeUndefined();
      const daily = barsClosingAt(BAR_CLOSE, 1440, [198, 200, 202]);
      const ofDays = viewOf([], { bars: { kind: "bars", bars: daily } });
      expect(decisionOn(ofDays, { barMinutes: 1440 })?.denial).toBe("PRICES_JUMPED");
    });
  });

  describe("on the age of the newest bar", () => {
    const MINUTE = 60_000;
    const closedAgo = (minutes: number): Pick<MarketView, "bars"> => ({
      bars: { kind: "bars", bars: barsClosingAt(timestamp(NOW - minutes * 60_000), 60, RISING) },
    });

    it("allow five horizons without a schedule", () => {
      expect(denialOf(closedAgo(300))).toBeUndefined();
      expect(denialOf(closedAgo(301))).toBe("BAR_STALE");
    });

    it("count from the opening of the session, so that last week's bars serve on Monday morning", () => {
      const openedAgo = (minutes: number) => [session("AutomatedTrading", -minutes * 60_000, 3_600_000)];
      expect(denialOf({ ...closedAgo(4_000), sessions: openedAgo(300) })).toBeUndefined();
      expect(denialOf({ ...closedAgo(4_000), sessions: openedAgo(301) })).toBe("BAR_STALE");
    });

    it.each<[string, number, ReturnType<typeof session>[], number]>([
      [
        "to the end of the session, however long the market has been closed",
        1_700,
        [
          session("AutomatedTrading", -1_790 * MINUTE, -1_400 * MINUTE),
          session("Closed", -1_400 * MINUTE, 1),
        ],
        300,
      ],
      [
        "all of it where nothing has closed since the opening",
        9_000,
        [
          session("AutomatedTrading", -1_701 * MINUTE, -1_400 * MINUTE),
          session("Closed", -1_400 * MINUTE, 1),
        ],
        301,
      ],
      [
        "nothing where the schedule shows no session before the state of the market",
        9_000,
        [session("PreMarket", -15 * MINUTE, MINUTE), session("AutomatedTrading", MINUTE, 400 * MINUTE)],
        0,
      ],
      [
        "nothing where a bar closed with the session, or after it",
        60,
        [session("AutomatedTrading", -400 * MINUTE, -61 * MINUTE), session("PostMarket", -61 * MINUTE, 1)],
        0,
      ],
      ["to now, where the schedule does not say how the market is", 301, [session("Closed", 1, 2)], 301],
    ])("count %s", (_, newestAgo, sessions, silent) => {
      const { bars } = closedAgo(newestAgo);
      const decision = decisionOn(viewOf(RISING, { bars, sessions }), { requireMarketOpen: false });
      const gates = decision?.facts["gates"] as { gate: string }[];
      expect(gates.find(({ gate }) => gate === "BAR_STALE")).toEqual({
        gate: "BAR_STALE",
        passed: silent <= 300,
        value: silent,
        limit: 300,
      });
    });
  });
});
