import type { Decimal } from "../domain/decimal.ts";

/** How far from the price it was opened at a position is closed by orders that wait at the broker. */
export interface ProtectionSettings {
  /** Fractions of the price, > 0; absent where there is to be no such order. */
  readonly stopLoss?: Decimal;
  readonly takeProfit?: Decimal;
}
