import type { Timestamp } from "../../core/domain/time.ts";
import type { Market } from "../market/types.ts";
import type { OrderScenario } from "./scenario.ts";
import type { TradingRules } from "./trading-rules.ts";

/** Around an order: the market, the instant, and how the exchange behaves. */
export interface TradingContext {
  readonly market: Market;
  readonly at: Timestamp;
  /** A market order while the instrument does not trade waits for the opening, or is refused. Saxo does both. */
  readonly closedMarket: "queue" | "refuse";
  readonly rules: TradingRules;
  /** What a test wants to happen to this one. */
  readonly scenario?: OrderScenario;
}
