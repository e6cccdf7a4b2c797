import type { Timestamp } from "../../core/domain/time.ts";
import type { Market } from "../market/types.ts";
import type { OrderScenario } from "./scenario.ts";
import type { TradingRules } from "./trading-rules.ts";

/** Of a market order while its instrument does not trade: it waits for the opening, or is refused. Saxo does both. */
type WhenClosed = "queue" | "refuse";

/** Exchanges take what waits for their opening; a currency has a price to deal on, or none. */
export interface ClosedMarket {
  readonly currencies: WhenClosed;
  readonly exchanges: WhenClosed;
}

/** Around an order: the market, the instant, and how the exchange behaves. */
export interface TradingContext {
  readonly market: Market;
  readonly at: Timestamp;
  readonly closedMarket: ClosedMarket;
  readonly rules: TradingRules;
  /** What a test wants to happen to this one. */
  readonly scenario?: OrderScenario;
}
