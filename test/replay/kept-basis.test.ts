import { expect, it } from "vitest";
import { openStoreForReading } from "../../src/adapters/store/open-store.ts";
import { replay, type PresentCode } from "../../src/cli/explain/replay.ts";
import { decimal } from "../../src/core/domain/decimal.ts";
import { instrument, type InstrumentDetails } from "../../src/core/domain/instrument.ts";
import { timestamp } from "../../src/core/domain/time.ts";
import type {
  AccountView,
  DecisionInput,
  DecisionSettings,
  MarketView,
} from "../../src/core/risk/decision-input.ts";
import type { RiskLimits } from "../../src/core/risk/risk-limits.ts";
import { strategyLabel } from "../../src/core/strategy/contract.ts";
import { decideOn, type DecisionBasis } from "../../src/cycle/decision-records.ts";
import { decodeBasis, encodeBasis } from "../../src/cycle/recorded-basis.ts";
import { beginCycle } from "../adapters/store/support-values.ts";
import { temporaryStore } from "../adapters/store/temporary-store.ts";
import {
  ACCOUNT,
  detailsOf,
  holding,
  NOW,
  OTHER,
  referenceOf,
  RISING,
  SETTINGS,
  STOCK,
  unsettled,
  viewOf,
  workingOrder,
} from "../core/risk/decision-world.ts";
import { saying } from "../support/saying-strategy.ts";
import { localSettings, runCycleIn, startWorld } from "../support/world.ts";

const { store, directory } = temporaryStore();
const amount = decimal;

// Everything is set, also what may be absent: a field that is added later is missing here before it is missing in a record.
const DETAILS: Required<Omit<InstrumentDetails, "exchange">> = {
  ...detailsOf(STOCK),
  restriction: "ReduceOnlyInstrument",
  orderDurations: { Market: ["DayOrder"] },
  lot: { size: amount("10"), minimum: amount("20"), isForBuysOnly: true },
  orderLimits: {
    minimumValue: amount("1"),
    maximumQuantity: amount("2"),
    maximumValue: amount("3"),
    maximumValueCurrency: "EUR",
  },
};
const MARKET: Required<MarketView> = {
  ...viewOf(RISING),
  details: DETAILS,
  quote: { kind: "no_quote", code: "NoAccess", reason: "none" },
  bars: {
    ...viewOf(RISING).bars,
    ...{ kind: "bars", bars: [], delayedByMinutes: 15, refusedAt: [timestamp(NOW - 1)] },
  },
  sessions: [{ startAt: timestamp(NOW - 1), endAt: timestamp(NOW + 1), state: "AutomatedTrading" }],
};
const WORKING: AccountView = {
  ...ACCOUNT,
  ...holding("5"),
  openOrders: [workingOrder(OTHER, "sell")],
  ...unsettled("unknown", "buy", OTHER),
};
const VIEW: Required<AccountView> = {
  ...WORKING,
  isReduceOnly: true,
  ownHoldings: new Map([
    [
      STOCK.id,
      {
        quantity: 5,
        averagePrice: 100.5,
        openedAt: timestamp(1),
        entries: [{ at: timestamp(1), quantity: 5, price: 100.5 }],
      },
    ],
  ]),
  lastTrades: new Map([[STOCK.id, { lastBoughtAt: timestamp(2), lastSoldAt: timestamp(3) }]]),
  performance: { today: amount("-1"), week: amount("2"), consecutiveLosses: 3, drawdownFraction: 0.25 },
  rates: new Map([["EUR", { rate: amount("1.1"), at: NOW, source: "FxSpot:21" }]]),
  differing: new Set([OTHER.id]),
  cashDifference: { unexplained: amount("7"), tolerance: amount("1") },
  ordersToday: 4,
  purchasesToday: [{ instrumentId: STOCK.id, quantity: amount("2"), price: amount("99.5") }],
  arrivedReferences: new Set([referenceOf("buy")]),
};
const LIMITS: Required<RiskLimits> = {
  maxPositionValue: amount("1"),
  maxFxNotional: amount("2"),
  maxPortfolioExposure: amount("3"),
  minTradeAmount: amount("4"),
  maxDailyLoss: amount("5"),
  maxWeeklyLoss: amount("6"),
  maxConcentration: amount("0.7"),
  maxDailyTurnover: amount("0.8"),
  maxSpreadBps: 9,
  maxConsecutiveLosses: 10,
  maxDrawdown: amount("0.11"),
};
const CHOSEN: Required<DecisionSettings> = {
  ...SETTINGS,
  overrides: new Map([[STOCK.id, { short_window: 3 }]]),
  sizing: { by: "risk", riskFraction: amount("0.01"), stopFraction: amount("0.02") },
  limits: LIMITS,
  killSwitch: "entries",
};
const INPUT: Required<DecisionInput> = {
  now: NOW,
  instruments: [MARKET, viewOf(RISING, {}, OTHER)],
  account: VIEW,
  memory: { newestBarAt: timestamp(5), before: { count: 1 }, after: { count: 2, $d: "no decimal" } },
};

it("all that decisions rest on is read back as it was", () => {
  const basis: DecisionBasis = {
    input: INPUT,
    settings: CHOSEN,
    unobserved: [{ instrumentId: instrument("Etf", 99).id, reason: "SCHEDULE_UNREADABLE" }],
  };
  const cycle = beginCycle(store());
  const asked = new Set([referenceOf("buy")]);
  store().recordDecisions(cycle, decideOn(basis).records, encodeBasis(basis, "1.0.0", asked));
  const reader = openStoreForReading(directory());
  const kept = reader?.basisOf(cycle);
  if (kept === undefined) throw new Error("nothing is kept");
  const { code, decideBy } = decodeBasis(kept);
  const found = decideBy(SETTINGS.strategy);
  reader?.close();
  expect(code).toEqual({ program: "1.0.0", strategy: "moving_average@1" });
  expect(found).toEqual(basis);
});

it("that an order had been sent already is part of it", async () => {
  const env = { WATCHLIST: "CfdOnIndex:4913", DUPLICATE_BUY_POLICY: "allow" };
  const world = await startWorld({ env });
  const strategy = saying({ action: "buy" });
  const plain = localSettings(env);
  const settings = { ...plain, decision: { ...plain.decision, strategy, parameters: {} } };
  try {
    await runCycleIn(world, { settings });
    world.clock.advance(60_000);
    const { events } = await runCycleIn(world, { settings });
    expect(events.of("strategy_decision_made").map(({ reason }) => reason)).toEqual(["ALREADY_DECIDED"]);
    const code: PresentCode = {
      program: settings.program,
      strategyBy: (label) => (label === strategyLabel(strategy) ? strategy : undefined),
    };
    const reader = openStoreForReading(world.stateDirectory);
    const outcomes = reader?.lastCycles(10).map(({ id }) => replay(reader, id, code).outcome);
    reader?.close();
    expect(outcomes).toEqual(["same", "same"]);
  } finally {
    await world.close();
  }
});
