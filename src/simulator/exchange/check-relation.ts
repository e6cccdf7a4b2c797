import type { Decimal } from "../../core/domain/decimal.ts";
import type { Side } from "../../core/domain/order.ts";
import type { OrderDraft, Refusal } from "./order-draft.ts";
import { isStop, refusal } from "./order-draft.ts";
import type { TradingRules } from "./trading-rules.ts";

/** What a child is measured against. */
export interface EntryTerms {
  readonly instrument: { readonly id: string };
  readonly side: Side;
  readonly amount: Decimal;
  /** Its own, or the market's for an entry that takes any. */
  readonly price: Decimal;
}

/** Whether an order can follow its entry: the other way, no more of it, on the right side and near enough. */
export function childFault(draft: OrderDraft, entry: EntryTerms, rules: TradingRules): Refusal | undefined {
  const { instrument, price } = draft;
  if (instrument.id !== entry.instrument.id || draft.side === entry.side) {
    return refusal(
      "IllegalRequest",
      "A related order must be the opposite of its entry, on the same instrument",
    );
  }
  if (draft.amount.gt(entry.amount)) {
    return refusal("IllegalAmount", "A related order cannot be for more than its entry");
  }
  if (price === undefined) return undefined;
  if (!isOnRightSide(draft, price, entry)) {
    return refusal("WrongSideOfRelatedOrder", "The price is on the wrong side of the related order");
  }
  const farthest = rules.childDistanceMaxOf.get(instrument.id) ?? rules.childDistanceMax;
  return price.minus(entry.price).abs().gt(entry.price.times(farthest))
    ? refusal("TooFarFromEntryOrder", "The price is too far from the entry order")
    : undefined;
}

/** A target earns, a stop loses: of a purchase the target is above, of a sale below. */
function isOnRightSide({ type }: OrderDraft, price: Decimal, entry: EntryTerms): boolean {
  const isAbove = isStop(type) === (entry.side === "sell");
  return isAbove ? price.gt(entry.price) : price.lt(entry.price);
}

/** Whether two orders can be a pair of which one ends the other. */
export function pairFault([one, other]: readonly [OrderDraft, OrderDraft]): Refusal | undefined {
  if (one.instrument.id !== other.instrument.id) {
    return refusal("IllegalRequest", "The orders of a pair must be on the same instrument");
  }
  if (one.price === undefined || other.price === undefined || one.side !== other.side) return undefined;
  if (one.price.eq(other.price)) {
    return refusal("TooCloseToOcoRelatedOrderPrice", "The price is too close to that of the other order");
  }
  const [stop, limit] = isStop(one.type) ? [one.price, other.price] : [other.price, one.price];
  const isInverted = one.side === "sell" ? limit.lt(stop) : limit.gt(stop);
  return isStop(one.type) !== isStop(other.type) && isInverted
    ? refusal("WrongSideOfRelatedOrder", "The price is on the wrong side of the related order")
    : undefined;
}
