import type { Decimal } from "../domain/decimal.ts";

/**
 * How our own trading has gone, in the account's currency, after costs as far as they are known. A figure that cannot be
 * had is absent, which never means zero.
 */
export interface OwnPerformance {
  /** Realised and open, since the account's day began; negative is a loss. */
  readonly today?: Decimal;
  /** The same since Monday. */
  readonly week?: Decimal;
  /** Positions closed one after the other with a loss, up to now. */
  readonly consecutiveLosses?: number;
  /** Fall of the equity from its highest, 0 to 1. */
  readonly drawdownFraction?: number;
}
