import type { Decimal } from "../../core/domain/decimal.ts";
import type { Side } from "../../core/domain/order.ts";
import type { SimulatedInstrument } from "../market/types.ts";
import type { DurationType } from "./order-terms.ts";
import type { ExpirationText } from "./expiration.ts";

/** An order as a client asked for it: readable, but not yet checked against the rules of its instrument. */
export interface OrderDraft {
  readonly instrument: SimulatedInstrument;
  readonly side: Side;
  readonly amount: Decimal;
  /** Any order type that Saxo knows. */
  readonly type: string;
  readonly price?: Decimal;
  /** Any duration that Saxo knows. */
  readonly duration: string;
  readonly expiration?: ExpirationText;
  readonly externalReference?: string;
}

/** Why the exchange does not take an order: Saxo's code and words for people. */
export interface Refusal {
  readonly code: string;
  readonly message: string;
}

/** Durations each order type may have. */
export const DURATIONS: ReadonlyMap<string, readonly DurationType[]> = new Map([
  ["Market", ["DayOrder"]],
  ["Limit", ["DayOrder", "GoodTillCancel", "GoodTillDate"]],
]);
