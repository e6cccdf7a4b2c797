import type { DurationMs, Timestamp } from "../../core/domain/time.ts";
import { addDuration } from "../../core/domain/time.ts";

export const TRADE_LEVELS = ["OrdersOnly", "FullTradingAndChat"] as const;
export type TradeLevel = (typeof TRADE_LEVELS)[number];
export const DATA_LEVELS = ["Standard", "Premium"] as const;
type DataLevel = (typeof DATA_LEVELS)[number];
export const AUTHENTICATION_LEVELS = ["Authenticated", "Elevated"] as const;

export interface Levels {
  readonly tradeLevel: TradeLevel;
  readonly dataLevel: DataLevel;
}

interface Change {
  readonly levels: Levels;
  readonly effectiveAt: Timestamp;
}

/**
 * What each session of the user may do. Only one of them has full trading: taking it demotes the others, which are
 * not told. Lives as long as the process.
 */
export class SessionLevels {
  readonly #changes = new Map<string, Change[]>();
  readonly #atLogin: TradeLevel;
  readonly #delay: DurationMs;

  /** @param delay between asking for a level and having it */
  constructor(atLogin: TradeLevel, delay: DurationMs) {
    this.#atLogin = atLogin;
    this.#delay = delay;
  }

  of(sessionId: string, at: Timestamp): Levels {
    const change = this.#known(sessionId).findLast(({ effectiveAt }) => effectiveAt <= at);
    return change?.levels ?? { tradeLevel: this.#atLogin, dataLevel: "Standard" };
  }

  /** Asks for levels; those not named stay. */
  change(sessionId: string, wanted: Partial<Levels>, at: Timestamp): void {
    const levels = { ...this.of(sessionId, at), ...wanted };
    const effectiveAt = addDuration(at, this.#delay);
    this.#add(sessionId, { levels, effectiveAt });
    if (wanted.tradeLevel === "FullTradingAndChat") this.#demoteOthers(sessionId, effectiveAt);
  }

  /** Another program of the same user takes full trading for itself. */
  demoteAll(at: Timestamp): void {
    this.#demoteOthers(undefined, at);
  }

  #demoteOthers(holder: string | undefined, at: Timestamp): void {
    for (const sessionId of this.#changes.keys()) {
      if (sessionId === holder) continue;
      const levels = { ...this.of(sessionId, at), tradeLevel: "OrdersOnly" } as const;
      this.#add(sessionId, { levels, effectiveAt: at });
    }
  }

  #add(sessionId: string, change: Change): void {
    this.#changes.set(sessionId, [...this.#known(sessionId), change]);
  }

  /** A session is remembered from its first mention on, so that it can be demoted. */
  #known(sessionId: string): Change[] {
    const known = this.#changes.get(sessionId) ?? [];
    this.#changes.set(sessionId, known);
    return known;
  }
}
