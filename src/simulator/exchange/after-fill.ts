import { assert } from "../../core/domain/assert.ts";
import type { Decimal } from "../../core/domain/decimal.ts";
import { ZERO } from "../../core/domain/decimal.ts";
import type { Timestamp } from "../../core/domain/time.ts";
import type { Market } from "../market/types.ts";
import type { Books } from "./books.ts";
import { endOrder, endOrders } from "./end-order.ts";
import { dayOrderEndAt } from "./hours.ts";
import { instrumentOf } from "./instrument-of.ts";
import type { WorkingOrder } from "./order-terms.ts";
import { STAND_ALONE } from "./order-terms.ts";
import { record } from "./record.ts";
import type { Step } from "./step.ts";
import { andThen, noStep } from "./step.ts";
import { remainingOf, withOrder } from "./working-orders.ts";

export interface FillNews {
  readonly market: Market;
  readonly at: Timestamp;
  readonly amount: Decimal;
  readonly positionId: string;
}

/** What a fill does to other orders: wakes children, ends or cuts the other leg of a pair, ends what closes nothing any more. */
export function afterFill(books: Books, order: WorkingOrder, news: FillNews): Step {
  const isFinal = !books.orders.has(order.orderId);
  const { relation } = order;
  const informed =
    relation.kind === "Oco"
      ? informOther(books, relation.otherId, { ...news, isFinal })
      : relation.kind === "IfDoneMaster" && isFinal
        ? wakeChildren(books, order, relation.childIds, news)
        : noStep(books);
  return andThen(informed, (current) => cutToPositions(current, news.at));
}

/** The legs of a pair share one amount: what one has filled, the other no longer needs to. */
function informOther(
  books: Books,
  otherId: string,
  { isFinal, amount, at }: FillNews & { readonly isFinal: boolean },
): Step {
  const other = books.orders.get(otherId);
  if (other === undefined) return noStep(books);
  return isFinal || remainingOf(other).lte(amount)
    ? endOrder(books, other, { status: "Cancelled", at })
    : cut(books, other, { to: other.amount.minus(amount), at });
}

function cut(
  books: Books,
  order: WorkingOrder,
  { to, at }: { readonly to: Decimal; readonly at: Timestamp },
): Step {
  const changed = { ...order, amount: to };
  return record(withOrder(books, changed), { at, order: changed, status: "Changed", subStatus: "Confirmed" });
}

function wakeChildren(books: Books, entry: WorkingOrder, childIds: readonly string[], news: FillNews): Step {
  return childIds.reduce((step, childId) => {
    const child = step.books.orders.get(childId);
    assert(child !== undefined, `order ${entry.orderId} names a child ${childId} that does not work`);
    const awake = awakened(books, child, { entry, news });
    return andThen(step, (current) =>
      record(withOrder(current, awake), {
        at: news.at,
        order: awake,
        status: "Working",
        subStatus: "Confirmed",
      }),
    );
  }, noStep(books));
}

function awakened(
  { account }: Books,
  child: WorkingOrder,
  {
    entry,
    news: { market, at, amount, positionId },
  }: { readonly entry: WorkingOrder; readonly news: FillNews },
): WorkingOrder {
  const reference = child.externalReference ?? entry.externalReference;
  const { relation } = child;
  const closesWholePosition = account.nettingProfile === "FifoEndOfDay" && amount.eq(child.amount);
  return {
    ...child,
    status: "Working",
    notBefore: at,
    relation: relation.kind === "IfDoneSlaveOco" ? { kind: "Oco", otherId: relation.otherId } : STAND_ALONE,
    ...(reference !== undefined && { externalReference: reference }),
    ...(closesWholePosition && { relatedPositionId: positionId }),
    ...(child.duration === "DayOrder" && {
      expiresAt: dayOrderEndAt(market, instrumentOf(market, child.instrument), at),
    }),
  };
}

/** Orders that close a position never close more than there is of it. */
export function cutToPositions(books: Books, at: Timestamp): Step {
  return [...books.orders.keys()].reduce(
    (step, orderId) => andThen(step, (current) => cutToPosition(current, orderId, at)),
    noStep(books),
  );
}

function cutToPosition(books: Books, orderId: string, at: Timestamp): Step {
  const order = books.orders.get(orderId);
  if (order?.relatedPositionId === undefined) return noStep(books);
  const left = books.lots.get(order.relatedPositionId)?.amount.abs() ?? ZERO;
  if (left.eq(ZERO)) return endOrders(books, [orderId], { status: "Cancelled", at });
  return remainingOf(order).gt(left)
    ? cut(books, order, { to: order.filledAmount.plus(left), at })
    : noStep(books);
}
