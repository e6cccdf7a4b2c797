import { describe, expect, it } from "vitest";
import { AssertionError } from "../../../src/core/domain/assert.ts";
import { instrument } from "../../../src/core/domain/instrument.ts";
import { decide } from "../../../src/core/risk/decide.ts";
import { movingAverage } from "../../../src/core/strategy/moving-average.ts";
import {
  decisionOn,
  FALLING,
  holding,
  inputOf,
  QUIET,
  quoteWith,
  RISING,
  SETTINGS,
  STOCK,
  viewOf,
} from "./decision-world.ts";

describe("decide", () => {
  it("holds on a quiet market with the strategy's reason", () => {
    const decision = decisionOn(QUIET);
    expect(decision).toMatchObject({ action: "hold", reason: "SIG_NO_CROSSING" });
    expect(decision).not.toHaveProperty("denial");
    expect(decision).not.toHaveProperty("approved");
  });

  it("gives the data's denial precedence over the signal, which is told all the same", () => {
    const [decision] = decide(
      inputOf([viewOf(RISING, { quote: { kind: "no_access" } })]),
      SETTINGS,
    ).decisions;
    expect(decision).toMatchObject({
      action: "hold",
      reason: "NO_MARKET_ACCESS",
      signal: { action: "buy", reason: "SIG_CROSSED_ABOVE" },
      facts: { signal: { action: "buy" } },
    });
  });

  it("shows a strategy every instrument with sound bars, tradable now or not, and no other", () => {
    const [closed, blind] = [instrument("CfdOnIndex", 1), instrument("CfdOnIndex", 2)];
    const seen: unknown[] = [];
    const watching: typeof movingAverage = {
      ...movingAverage,
      evaluate: (view) => {
        seen.push(
          view.instruments.map(({ id }) => id),
          view.unseen.map(({ id }) => id),
        );
        return movingAverage.evaluate(view);
      },
    };
    const views = [
      viewOf(RISING),
      viewOf(RISING, { quote: quoteWith({ marketState: "Closed" }) }, closed),
      viewOf(RISING, { bars: { kind: "failed", code: "BROKER_UNREACHABLE" } }, blind),
    ];
    const { decisions } = decide(inputOf(views), { ...SETTINGS, strategy: watching });
    expect(seen).toEqual([[closed.id, STOCK.id], [blind.id]]);
    expect(decisions.map(({ reason, signal }) => `${reason} ${signal?.action ?? "-"}`)).toEqual([
      "SIG_CROSSED_ABOVE buy",
      "MARKET_NOT_OPEN buy",
      "NO_BARS -",
    ]);
  });

  it("holds everything when a strategy forgets an instrument", () => {
    const forgetful = { ...movingAverage, evaluate: () => ({ signals: new Map() }) };
    expect(decisionOn(RISING, {}, { strategy: forgetful })).toMatchObject({
      action: "hold",
      reason: "STRATEGY_FAILED",
      denialDetail: "its signal for FxSpot:21 is missing",
    });
  });

  it("dies when asked about an instrument twice", () => {
    expect(() => decide(inputOf([viewOf(RISING), viewOf(QUIET)]), SETTINGS)).toThrow(AssertionError);
  });

  it("lists sells, then buys, then the rest, each by instrument id, and spends limits in that order", () => {
    const [a, b, c, d] = [1, 2, 3, 4].map((uic) => instrument("CfdOnIndex", uic));
    if (a === undefined || b === undefined || c === undefined || d === undefined) throw new Error("four");
    const views = [
      viewOf(QUIET, {}, a),
      viewOf(RISING, {}, b),
      viewOf(FALLING, {}, d),
      viewOf(RISING, {}, c),
    ];
    const { decisions } = decide(inputOf(views, { ...holding("1", d), ordersToday: 8 }), SETTINGS);
    expect(decisions.map(({ instrument: { id }, reason }) => `${id} ${reason}`)).toEqual([
      "CfdOnIndex:4 SIG_CROSSED_BELOW",
      "CfdOnIndex:2 SIG_CROSSED_ABOVE",
      "CfdOnIndex:3 MAX_DAILY_TRADES", // eight today, and the sell and the buy before it
      "CfdOnIndex:1 SIG_NO_CROSSING",
    ]);
  });

  it("keeps the place of a position that is being sold until it is gone", () => {
    const sold = instrument("CfdOnIndex", 1);
    const views = [viewOf(FALLING, {}, sold), viewOf(RISING)];
    const [, buy] = decide(inputOf(views, holding("1", sold)), { ...SETTINGS, maxPositions: 1 }).decisions;
    expect(buy?.denial).toBe("MAX_POSITIONS");
  });
});
