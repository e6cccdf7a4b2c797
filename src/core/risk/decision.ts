import type { Brand } from "../domain/brand.ts";
import type { Decimal } from "../domain/decimal.ts";
import type { Instrument } from "../domain/instrument.ts";
import type { PositionId } from "../domain/ids.ts";
import type { OrderPurpose, OrderIdentity } from "../domain/order.ts";
import type { Timestamp } from "../domain/time.ts";
import type { Signal } from "../strategy/contract.ts";
import type { DenialCode } from "./denials.ts";

/** What will be done with one instrument, and why. */
export interface Decision {
  readonly instrument: Instrument;
  readonly decidedAt: Timestamp;
  /** After every gate. */
  readonly action: "buy" | "sell" | "hold";
  /** The denial if there is one, otherwise the strategy's reason. */
  readonly reason: string;
  readonly denial?: DenialCode;
  /** What the gate that denied has found; may be empty. */
  readonly denialDetail?: string;
  /** Absent when unsound bars kept the instrument from the strategy; with a denial, what would have been wanted. */
  readonly signal?: Signal;
  readonly barsRequired: number;
  readonly barsAvailable: number;
  readonly decisionBarCloseAt?: Timestamp;
  /** Bar, quote, position, indicators and every gate that was tried, with snake_case names; JSON values only. */
  readonly facts: Readonly<Record<string, unknown>>;
  readonly approved?: ApprovedOrder;
}

/**
 * An order that passed every gate. Only `judgeOrder` makes one; parts of it, and what protects the position it opens,
 * are as approved as it is.
 */
export type ApprovedOrder = Brand<ProposedOrder, "ApprovedOrder">;

export interface ProposedOrder extends OrderIdentity {
  readonly purpose: OrderPurpose;
  /** `name@version` */
  readonly strategy: string;
  readonly decisionBarCloseAt: Timestamp;
  /** The opening it closes, where each is closed for itself. */
  readonly positionId?: PositionId;
  /** What a protective order waits for. */
  readonly price?: Decimal;
  /** Of an entry alone. */
  readonly bound?: ValueBound;
}

/**
 * What the limits leave for an entry, for the broker's own figures to be held against before it is placed: the rate is
 * the broker's, and may not have been known at all. Money is in the account's currency unless said otherwise.
 */
export interface ValueBound {
  /** By our rate; absent where we have none. */
  readonly worth?: Decimal;
  /** In the currency of its price, and which that is. */
  readonly price: Decimal;
  readonly priceCurrency: string;
  readonly atMost: Decimal;
  /** The limit that leaves no more. */
  readonly limitedBy: DenialCode;
  /** What those limits leave that it shares with other entries. */
  readonly shared: { readonly atMost: Decimal; readonly limitedBy: DenialCode };
  readonly atLeast: Decimal;
  /** What there is to pay it from; absent where it is not paid in full. */
  readonly cash?: Decimal;
}
