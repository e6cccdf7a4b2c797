import type { NetPosition } from "../../../src/core/domain/account.ts";
import { decimal } from "../../../src/core/domain/decimal.ts";
import type { ExternalReference } from "../../../src/core/domain/ids.ts";
import { accountKey, orderId } from "../../../src/core/domain/ids.ts";
import type { Instrument, InstrumentDetails } from "../../../src/core/domain/instrument.ts";
import { instrument } from "../../../src/core/domain/instrument.ts";
import type { Quote, QuoteReading } from "../../../src/core/domain/market-data.ts";
import type { OpenOrder, Side } from "../../../src/core/domain/order.ts";
import { seconds, timestamp } from "../../../src/core/domain/time.ts";
import { externalReferenceFor } from "../../../src/core/execution/external-reference.ts";
import type { IntentState } from "../../../src/core/execution/lifecycle.ts";
import { decide } from "../../../src/core/risk/decide.ts";
import type {
  AccountView,
  DecisionInput,
  DecisionSettings,
  MarketView,
} from "../../../src/core/risk/decision-input.ts";
import type { Decision } from "../../../src/core/risk/decision.ts";
import type { RiskLimits } from "../../../src/core/risk/risk-limits.ts";
import { movingAverage } from "../../../src/core/strategy/moving-average.ts";
import { barsClosingAt } from "../strategy/bars.ts";

export const NOW = timestamp(Date.UTC(2026, 10, 20, 15, 0, 30));
export const BAR_CLOSE = timestamp(Date.UTC(2026, 10, 20, 15));
export const STOCK = instrument("Stock", 211);
export const OTHER = instrument("FxSpot", 21);

/** Closes on which `moving_average` with windows of one and two bars gives a signal. */
export const RISING = [100, 99, 101];
export const FALLING = [99, 101, 99];
export const QUIET = [100, 100, 100];

/** So wide that a test meets none of them by accident. */
export const GENEROUS: RiskLimits = {
  maxPositionValue: decimal("1000000"),
  maxFxNotional: decimal("1000000"),
  maxPortfolioExposure: decimal("10000000"),
  minTradeAmount: decimal("0"),
};

export const SETTINGS: DecisionSettings = {
  strategy: movingAverage,
  parameters: { short_window: 1, long_window: 2, threshold_bps: 0, cooldown_bars: 0 },
  overrides: new Map(),
  configHash: "0123456789abcdef",
  timeZone: "America/New_York",
  barMinutes: 60,
  requireMarketOpen: true,
  allowExtendedHours: false,
  stalenessThreshold: seconds(300),
  allowDelayedData: false,
  sizing: { by: "quantity" },
  defaultQuantity: {
    Stock: decimal("1"),
    Etf: decimal("1"),
    FxSpot: decimal("1000"),
    FxCrypto: decimal("1"),
    CfdOnStock: decimal("1"),
    CfdOnIndex: decimal("1"),
    CfdOnEtf: decimal("1"),
  },
  limits: GENEROUS,
  maxPositions: 5,
  maxDailyTrades: 10,
  duplicateBuyPolicy: "block",
};

export const detailsOf = (of: Instrument, rest: Partial<InstrumentDetails> = {}): InstrumentDetails => ({
  instrument: of,
  symbol: "AAPL:xnas",
  description: "Apple Inc.",
  currency: "USD",
  tradability: "tradable",
  isShortDisabled: false,
  supportedOrderTypes: ["Limit", "Market"],
  amountDecimals: 0,
  minimumTradeSize: decimal("1"),
  orderLimits: {},
  pricing: { currency: "USD", decimals: 2, ticks: { tick: decimal("0.01") } },
  ...rest,
});

/** Fit for trading, except that it says nothing about the state of the market. */
export const SILENT_QUOTE: Quote = {
  bid: decimal("100.9"),
  ask: decimal("101.1"),
  updatedAt: timestamp(NOW - 1_500),
  delayedByMinutes: 0,
  priceTypeBid: "Tradable",
  priceTypeAsk: "Tradable",
};

export const quoteWith = (rest: Partial<Quote> = {}): QuoteReading => ({
  kind: "quote",
  quote: { ...SILENT_QUOTE, marketState: "Open", ...rest },
});

/** An instrument of which everything is known and fit for trading. */
export const viewOf = (
  closes: readonly number[],
  rest: Partial<MarketView> = {},
  of: Instrument = STOCK,
): MarketView => ({
  instrument: of,
  details: detailsOf(of),
  quote: quoteWith(),
  bars: { kind: "bars", bars: barsClosingAt(BAR_CLOSE, 60, closes), delayedByMinutes: 0 },
  ...rest,
});

/** An account with nothing in it, and all well. */
export const ACCOUNT: AccountView = {
  accountKey: accountKey("Cf4xZWiYL6W1nMKpygBLLA=="),
  isReduceOnly: false,
  balance: { currency: "USD", cash: decimal("100000"), totalValue: decimal("100000"), isReliable: true },
  positions: [],
  openOrders: [],
  unsettled: [],
  ownPositions: new Map(),
  ownHoldings: new Map(),
  lastTrades: new Map(),
  performance: {},
  rates: new Map(),
  differing: new Set(),
  ordersToday: 0,
  purchasesToday: [],
  arrivedReferences: new Set(),
};

export const positionIn = (
  of: Instrument,
  quantity: string,
  rest: Partial<NetPosition> = {},
): NetPosition => ({
  instrumentId: of.id,
  quantity: decimal(quantity),
  canBeClosed: true,
  valuation: { exposure: decimal(quantity).times(decimal("101")) },
  ...rest,
});

/** Held by our own fills, and known to the broker. */
export const holding = (quantity: string, of: Instrument = STOCK): Partial<AccountView> => ({
  positions: [positionIn(of, quantity)],
  ownPositions: new Map([[of.id, decimal(quantity)]]),
});

export const workingOrder = (of: Instrument, side: "buy" | "sell"): OpenOrder => ({
  orderId: orderId("5000000001"),
  instrumentId: of.id,
  side,
  quantity: decimal("1"),
  filledQuantity: decimal("0"),
  status: "Working",
  marketPrice: decimal("101"),
  priceCurrency: "USD",
});

export const inputOf = (
  instruments: readonly MarketView[],
  account: Partial<AccountView> = {},
): DecisionInput => ({ now: NOW, instruments, account: { ...ACCOUNT, ...account } });

/** What is decided about the stock, beside another instrument that gives no signal. */
export function decisionOn(
  closes: readonly number[],
  account: Partial<AccountView> = {},
  settings: Partial<DecisionSettings> = {},
): Decision | undefined {
  const views = [viewOf(closes), viewOf(QUIET, {}, OTHER)];
  const { decisions } = decide(inputOf(views, account), { ...SETTINGS, ...settings });
  return decisions.find(({ instrument: { id } }) => id === STOCK.id);
}
export const buyDenial = (
  account: Partial<AccountView>,
  settings: Partial<DecisionSettings> = {},
): string | undefined => decisionOn(RISING, account, settings)?.denial;
export const sellDenial = (
  account: Partial<AccountView>,
  settings: Partial<DecisionSettings> = {},
): string | undefined => decisionOn(FALLING, account, settings)?.denial;
export const unsettled = (state: IntentState, side: Side = "buy", of = STOCK): Partial<AccountView> => ({
  unsettled: [
    {
      intent: { instrument: of, side, purpose: side === "buy" ? "entry" : "exit", quantity: decimal("1") },
      state,
    },
  ],
});
export const referenceOf = (side: Side): ExternalReference =>
  externalReferenceFor({
    accountKey: ACCOUNT.accountKey,
    strategy: "moving_average@1",
    instrumentId: STOCK.id,
    side,
    purpose: side === "buy" ? "entry" : "exit",
    decisionBarCloseAt: BAR_CLOSE,
  });
