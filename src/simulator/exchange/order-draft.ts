import type { Decimal } from "../../core/domain/decimal.ts";
import type { Side } from "../../core/domain/order.ts";
import type { SimulatedInstrument } from "../market/types.ts";
import type { ExpirationText } from "./expiration.ts";
import type { DurationType, TrailingTerms } from "./order-terms.ts";
import { ORDER_TYPES } from "./order-terms.ts";

/** An order as a client asked for it: readable, but not yet checked against the rules of its instrument. */
export interface OrderDraft {
  readonly instrument: SimulatedInstrument;
  readonly side: Side;
  readonly amount: Decimal;
  /** Any order type that Saxo knows. */
  readonly type: string;
  readonly price?: Decimal;
  readonly stopLimitPrice?: Decimal;
  readonly trailing?: TrailingTerms;
  /** Any duration that Saxo knows. */
  readonly duration: string;
  readonly expiration?: ExpirationText;
  readonly externalReference?: string;
  readonly isForceOpen?: boolean;
  readonly tradesExtendedHours?: boolean;
}

/** Why the exchange does not take an order: Saxo's code and words for people. */
export interface Refusal {
  readonly code: string;
  readonly message: string;
}

export const refusal = (code: string, message: string): Refusal => ({ code, message });

const RESTING: readonly DurationType[] = ["DayOrder", "GoodTillCancel", "GoodTillDate"];

/** Durations each order type may have. */
export const DURATIONS: ReadonlyMap<string, readonly DurationType[]> = new Map(
  ORDER_TYPES.map((type) => [type, type === "Market" ? ["DayOrder"] : RESTING]),
);

export const isStop = (type: string): boolean => type.includes("Stop");
