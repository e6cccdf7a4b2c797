import { describe, expect, it } from "vitest";
import { z } from "zod/mini";
import { minutes, timestamp } from "../../../src/core/domain/time.ts";
import { decide } from "../../../src/core/risk/decide.ts";
import type { AccountView, DecisionSettings, MarketView } from "../../../src/core/risk/decision-input.ts";
import type { StrategyDeclaration, StrategyView } from "../../../src/core/strategy/contract.ts";
import { saying } from "../../support/saying-strategy.ts";
import { barsClosingAt } from "../strategy/bars.ts";
import {
  BAR_CLOSE,
  inputOf,
  NOW,
  OTHER,
  QUIET,
  quoteWith,
  SETTINGS,
  STOCK,
  viewOf,
} from "./decision-world.ts";

const HOLDING = { quantity: 5, averagePrice: 99, openedAt: timestamp(NOW - 1000), entries: [] };
const BOUGHT = { lastBoughtAt: timestamp(NOW - 2000), lastSoldAt: timestamp(NOW - 3000) };
const ACCOUNT: Partial<AccountView> = {
  ownHoldings: new Map([[STOCK.id, HOLDING]]),
  lastTrades: new Map([[OTHER.id, BOUGHT]]),
};

/** What the strategy is shown, and what is decided. */
function shown(views: readonly MarketView[], settings: Partial<DecisionSettings> = {}) {
  const seen: StrategyView[] = [];
  const strategy: StrategyDeclaration = {
    ...saying({ action: "hold" }),
    barsRequired: ({ window }) => Number(window),
    memory: { schema: z.object({}), initial: {} },
    evaluate: (view) => {
      seen.push(view);
      return saying({ action: "hold" }).evaluate(view);
    },
  };
  const plan = decide(inputOf(views, ACCOUNT), {
    ...SETTINGS,
    parameters: { window: 3 },
    ...settings,
    strategy,
  });
  const [view] = seen;
  return { view, plan, sees: view?.instruments.map(({ id }) => id), not: view?.unseen.map(({ id }) => id) };
}

describe("what a strategy is shown", () => {
  it("is each instrument by its id, with its own parameters, holding and trades", () => {
    const overrides = new Map([[STOCK.id, { window: 2 }]]);
    const { view } = shown([viewOf(QUIET), viewOf(QUIET, {}, OTHER)], { overrides });
    const bars = barsClosingAt(BAR_CLOSE, 60, QUIET);
    expect(view?.instruments).toEqual([
      { id: OTHER.id, parameters: { window: 3 }, ...BOUGHT, bars },
      { id: STOCK.id, parameters: { window: 2 }, position: HOLDING, bars },
    ]);
    expect(view?.unseen).toEqual([]);
  });

  it("is also one of which the bars are not to be relied on, as such", () => {
    const unread = { bars: { kind: "failed", code: "BROKER_UNREACHABLE" } } as const;
    const { view } = shown([viewOf(QUIET), viewOf([], unread, OTHER)]);
    expect(view?.instruments.map(({ id }) => id)).toEqual([STOCK.id]);
    expect(view?.unseen).toEqual([{ id: OTHER.id, parameters: { window: 3 }, ...BOUGHT }]);
  });

  it("asks of each instrument as many bars as its own parameters need", () => {
    const overrides = new Map([[STOCK.id, { window: 4 }]]);
    const { plan, sees, not } = shown([viewOf(QUIET), viewOf(QUIET, {}, OTHER)], { overrides });
    expect([sees, not]).toEqual([[OTHER.id], [STOCK.id]]);
    expect(plan.decisions.map(({ barsRequired, denial }) => [barsRequired, denial])).toEqual([
      [3, undefined],
      [4, "TOO_FEW_BARS"],
    ]);
  });

  it("is one that cannot be traded now, as long as its bars are sound", () => {
    const { plan, sees } = shown([viewOf(QUIET, { quote: quoteWith({ marketState: "Closed" }) })]);
    expect(sees).toEqual([STOCK.id]);
    expect(plan.decisions.map(({ denial }) => denial)).toEqual(["MARKET_NOT_OPEN"]);
  });

  it("has for its newest bar that of an instrument in sight, the newest of several", () => {
    const newer = viewOf([], {
      bars: { kind: "bars", bars: barsClosingAt(BAR_CLOSE, 60, [100, 100, 0]), delayedByMinutes: 0 },
    });
    const older = (of: typeof STOCK, hours: number) => {
      const bars = barsClosingAt(timestamp(BAR_CLOSE - minutes(60 * hours)), 60, QUIET);
      return viewOf([], { bars: { kind: "bars", bars, delayedByMinutes: 0 } }, of);
    };
    expect(shown([newer, older(OTHER, 1)]).plan.memory?.newestBarAt).toBe(BAR_CLOSE - minutes(60));
    expect(shown([older(STOCK, 2), older(OTHER, 1)]).plan.memory?.newestBarAt).toBe(BAR_CLOSE - minutes(60));
    expect(shown([older(STOCK, 1), older(OTHER, 2)]).plan.memory?.newestBarAt).toBe(BAR_CLOSE - minutes(60));
  });
});
