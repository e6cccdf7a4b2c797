import type { Decimal } from "../../core/domain/decimal.ts";
import { decimal } from "../../core/domain/decimal.ts";
import type { InstrumentId } from "../../core/domain/instrument.ts";

/** Bounds that Saxo enforces and does not publish. Fractions of a price; absent: no such bound. */
export interface TradingRules {
  /** How far the price of a child may be from that of its entry. */
  readonly childDistanceMax: Decimal;
  readonly childDistanceMaxOf: ReadonlyMap<InstrumentId, Decimal>;
  /** How far a limit may stay behind the market: beyond it, `TooFarFromMarket`. */
  readonly passiveDistanceMax?: Decimal;
  /** How far a limit may go through the market: beyond it, `PriceExceedsAggressiveTolerance`. */
  readonly aggressiveDistanceMax?: Decimal;
  /** Margin products that cannot be sold short. */
  readonly shortTradeDisabled: ReadonlySet<InstrumentId>;
  /** Whether the client may trade outside the normal session. */
  readonly allowsExtendedHours: boolean;
  /** Whether a cash account may only sell what it has owned for the two days of settlement. */
  readonly sellsOnlySettled: boolean;
}

export const DEFAULT_TRADING_RULES: TradingRules = {
  childDistanceMax: decimal("0.5"), // +43 % was seen accepted, +53 % refused
  childDistanceMaxOf: new Map(),
  shortTradeDisabled: new Set(),
  allowsExtendedHours: false,
  sellsOnlySettled: false,
};
