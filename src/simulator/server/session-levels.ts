import type { DurationMs, Timestamp } from "../../core/domain/time.ts";
import { addDuration } from "../../core/domain/time.ts";
import type { Session } from "./session.ts";

export const TRADE_LEVELS = ["OrdersOnly", "FullTradingAndChat"] as const;
export type TradeLevel = (typeof TRADE_LEVELS)[number];
export const DATA_LEVELS = ["Standard", "Premium"] as const;
type DataLevel = (typeof DATA_LEVELS)[number];
export const AUTHENTICATION_LEVELS = ["Authenticated", "Elevated"] as const;

export interface Levels {
  readonly tradeLevel: TradeLevel;
  readonly dataLevel: DataLevel;
}

type Login = Pick<Session, "id" | "beganAt">;

interface Change {
  /** The session that asked; absent when it was another program. */
  readonly sessionId: string | undefined;
  readonly wanted: Partial<Levels>;
  readonly effectiveAt: Timestamp;
}

/**
 * What each session of the user may do. Only one of them has full trading: taking it demotes the others that there
 * are, which are not told. Lives as long as the process.
 */
export class SessionLevels {
  #changes: readonly Change[] = [];
  readonly #atLogin: TradeLevel;
  readonly #delay: DurationMs;

  /** @param delay between asking for a level and having it */
  constructor(atLogin: TradeLevel, delay: DurationMs) {
    this.#atLogin = atLogin;
    this.#delay = delay;
  }

  of(login: Login, at: Timestamp): Levels {
    let levels: Levels = { tradeLevel: this.#atLogin, dataLevel: "Standard" };
    for (const change of this.#changes) if (change.effectiveAt <= at) levels = after(change, levels, login);
    return levels;
  }

  /** Asks for levels; those not named stay. */
  change({ id }: Login, wanted: Partial<Levels>, at: Timestamp): void {
    this.#add({ sessionId: id, wanted, effectiveAt: addDuration(at, this.#delay) });
  }

  /** Another program of the same user takes full trading for itself. */
  demoteAll(at: Timestamp): void {
    this.#add({ sessionId: undefined, wanted: { tradeLevel: "FullTradingAndChat" }, effectiveAt: at });
  }

  #add(change: Change): void {
    this.#changes = [...this.#changes, change].toSorted((one, other) => one.effectiveAt - other.effectiveAt);
  }
}

function after({ sessionId, wanted, effectiveAt }: Change, levels: Levels, login: Login): Levels {
  if (sessionId === login.id) return { ...levels, ...wanted };
  const isDemoted = wanted.tradeLevel === "FullTradingAndChat" && login.beganAt <= effectiveAt;
  return isDemoted ? { ...levels, tradeLevel: "OrdersOnly" } : levels;
}
