import type { Timestamp } from "../../core/domain/time.ts";

/** What a quote shows in place of the market's own; fills are not touched by it, as on Saxo's SIM. */
export interface QuoteOverride {
  readonly priceType?: "NoAccess" | "NoMarket" | "Indicative" | "OldIndicative";
  /** Prices are those of so many minutes ago. */
  readonly delayedByMinutes?: number;
  readonly updatedAt?: Timestamp;
  readonly marketState?: string;
}

/** Overrides by `AssetType:Uic`, until they are cleared. */
export class QuoteOverrides {
  readonly #overrides = new Map<string, QuoteOverride>();

  set(instrumentId: string, override: QuoteOverride): void {
    this.#overrides.set(instrumentId, override);
  }

  clear(instrumentId: string): void {
    this.#overrides.delete(instrumentId);
  }

  of(instrumentId: string): QuoteOverride {
    return this.#overrides.get(instrumentId) ?? {};
  }
}
