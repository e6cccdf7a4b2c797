import type { Decimal } from "../domain/decimal.ts";

/** What bounds purchases, in the account's currency; what is absent bounds nothing. */
export interface RiskLimits {
  /** Of all that is held in one instrument. */
  readonly maxPositionValue: Decimal;
  /** The same for pairs of currencies, in place of it. */
  readonly maxFxNotional: Decimal;
  /** Of everything in the account, long and short added up. */
  readonly maxPortfolioExposure: Decimal;
  /** Of a single purchase. */
  readonly minTradeAmount: Decimal;
  /** Lost today, realised and open, from which on nothing is bought. */
  readonly maxDailyLoss?: Decimal;
  readonly maxWeeklyLoss?: Decimal;
  /** Share of the equity in one instrument, 0 to 1. */
  readonly maxConcentration?: Decimal;
  /** Share of the equity that may be bought for in a day. */
  readonly maxDailyTurnover?: Decimal;
  readonly maxSpreadBps?: number;
  /** Positions closed with a loss one after the other, from which on nothing is bought. */
  readonly maxConsecutiveLosses?: number;
  /** Fall of the equity from its highest, 0 to 1, from which on nothing is bought. */
  readonly maxDrawdown?: Decimal;
}
