import type { NetPosition } from "../core/domain/account.ts";
import { ZERO, type Decimal } from "../core/domain/decimal.ts";
import type { OpenOrder } from "../core/domain/order.ts";
import type { IntentStanding } from "./ports/order-store.ts";

/** What the broker's lists showed at one moment. */
export interface Listed {
  readonly net: readonly NetPosition[];
  readonly orders: readonly OpenOrder[];
}

/**
 * An order that we have cancelled works no more when it is not listed and has not moved the position, whatever the log
 * is late to tell: as much is held as while the order was still listed. That it is as much as we own proves nothing: an
 * execution that is not booked yet may have taken ours, and what is left be somebody else's.
 *
 * @param first before it was cancelled
 */
export function isOutOfTheWay(
  { intent, state, orderId }: IntentStanding,
  first: Listed,
  now: Listed,
): boolean {
  const isListed = ({ orders }: Listed): boolean => orders.some((order) => order.orderId === orderId);
  if (state !== "cancelling" || isListed(now)) return false;
  const { id } = intent.instrument;
  return isListed(first) && netIn(now, id).eq(netIn(first, id));
}

const netIn = ({ net }: Listed, id: string): Decimal =>
  net.find(({ instrumentId }) => instrumentId === id)?.quantity ?? ZERO;
