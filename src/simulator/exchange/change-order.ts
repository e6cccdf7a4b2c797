import type { Decimal } from "../../core/domain/decimal.ts";
import type { Timestamp } from "../../core/domain/time.ts";
import { timestamp } from "../../core/domain/time.ts";
import type { OrderRole } from "./assess-order.ts";
import { assessOrder } from "./assess-order.ts";
import type { Books } from "./books.ts";
import type { CheckedOrder } from "./check-order.ts";
import { dayOrderEndAt } from "./hours.ts";
import { instrumentOf } from "./instrument-of.ts";
import type { Leg } from "./leg.ts";
import { entryTerms } from "./leg.ts";
import type { OrderDraft, Refusal } from "./order-draft.ts";
import { isStop, refusal } from "./order-draft.ts";
import type { WorkingOrder } from "./order-terms.ts";
import { record } from "./record.ts";
import { pricesOf } from "./register-order.ts";
import { settle } from "./settle.ts";
import type { Step } from "./step.ts";
import { andThen, noStep } from "./step.ts";
import { inTicks } from "./tick.ts";
import type { TradingContext } from "./trading-context.ts";
import { remainingOf, withOrder, without, withoutOrder } from "./working-orders.ts";

/** What an order is to become: everything but its side, instrument and account can change. */
export type OrderChange = Omit<OrderDraft, "instrument" | "side" | "externalReference"> & {
  readonly orderId: string;
  /** Says again what the order is in; checked, and otherwise without effect. */
  readonly assetType?: string;
};

export type ChangeResult =
  { readonly kind: "changed"; readonly step: Step } | { readonly kind: "refused"; readonly refusal: Refusal };

/** Changes a working order in its place, keeping its id; what is now in reach is executed at once. */
export function changeOrder(books: Books, change: OrderChange, context: TradingContext): ChangeResult {
  const judged = judgeChange(books, change, context);
  if (judged.kind === "refused") return judged;
  const { changed } = judged;
  const { at, market, scenario } = context;
  if (scenario?.kind === "late_change_rejection") {
    const entry = { at, order: changed, status: "Changed", subStatus: "Rejected" } as const;
    return { kind: "changed", step: record(books, entry) };
  }
  const resized = andThen(putChanged(books, changed, at), (current) => resizeOther(current, changed, at));
  return { kind: "changed", step: andThen(resized, (current) => settle(current, market, at)) };
}

const putChanged = (books: Books, order: WorkingOrder, at: Timestamp): Step =>
  record(withOrder(books, order), { at, order, status: "Changed", subStatus: "Confirmed" });

/** The legs of a pair share what is left to be filled: a change of one resizes both. */
function resizeOther(books: Books, changed: WorkingOrder, at: Timestamp): Step {
  const { relation } = changed;
  const isPaired = relation.kind === "Oco" || relation.kind === "IfDoneSlaveOco";
  const other = isPaired ? books.orders.get(relation.otherId) : undefined;
  if (other === undefined) return noStep(books);
  const amount = other.filledAmount.plus(remainingOf(changed));
  return other.amount.eq(amount) ? noStep(books) : putChanged(books, { ...other, amount }, at);
}

export type JudgedChange =
  | { readonly kind: "fits"; readonly changed: WorkingOrder; readonly leg: Leg }
  | { readonly kind: "refused"; readonly refusal: Refusal };

/** Whether a change would be taken; nothing is done. */
export function judgeChange(books: Books, change: OrderChange, context: TradingContext): JudgedChange {
  const order = books.orders.get(change.orderId);
  if (order === undefined) return { kind: "refused", refusal: refusal("OrderNotFound", "Order not found") };
  const instrument = instrumentOf(context.market, order.instrument);
  const draft: OrderDraft = inTicks({ ...change, instrument, side: order.side });
  const fault =
    assetTypeFault(order, change) ??
    amountFault(order, draft.amount) ??
    typeFault(order, draft) ??
    pairFault(books, order, draft);
  if (fault !== undefined) return { kind: "refused", refusal: fault };
  const others = withoutPair(books, order);
  const assessment = assessOrder(others, draft, context, roleOf(books, order, context));
  if (assessment.kind === "refused") return assessment;
  if (assessment.shortage !== undefined) return { kind: "refused", refusal: assessment.shortage };
  return {
    kind: "fits",
    leg: { draft, assessment },
    changed: changedOrder(order, draft, { order: assessment.order, context }),
  };
}

const assetTypeFault = ({ instrument }: WorkingOrder, { assetType }: OrderChange): Refusal | undefined =>
  assetType === undefined || assetType === instrument.assetType
    ? undefined
    : refusal("IllegalAssetType", `The order is in an instrument of the type ${instrument.assetType}`);

/** The books as if neither the order nor the other leg of its pair were there: only one of both is ever filled. */
function withoutPair(books: Books, { orderId, relation }: WorkingOrder): Books {
  const others = withoutOrder(books, orderId);
  return relation.kind === "Oco" ? withoutOrder(others, relation.otherId) : others;
}

function roleOf(
  books: Books,
  { relation, relatedPositionId }: WorkingOrder,
  context: TradingContext,
): OrderRole {
  const entry =
    relation.kind === "IfDoneSlave" || relation.kind === "IfDoneSlaveOco"
      ? books.orders.get(relation.entryId)
      : undefined;
  if (entry !== undefined) return { kind: "child", entry: entryTerms(entry, context) };
  const lot = relatedPositionId === undefined ? undefined : books.lots.get(relatedPositionId);
  return lot === undefined ? { kind: "plain" } : { kind: "closing", lot };
}

const amountFault = ({ filledAmount }: WorkingOrder, amount: Decimal): Refusal | undefined =>
  filledAmount.gt("0") && amount.lte(filledAmount)
    ? refusal("AmountCannotBeLessThanFilledAmount", "The amount is already filled")
    : undefined;

/** An order at the market stays one; of a pair, or of two children, the limit stays a limit and the stop a stop. */
function typeFault(order: WorkingOrder, draft: OrderDraft): Refusal | undefined {
  if (
    (order.tradesExtendedHours || draft.tradesExtendedHours === true) &&
    order.tradesExtendedHours !== draft.tradesExtendedHours
  ) {
    return refusal("ExtendedHoursTradingCannotBeChanged", "Extended hours trading cannot be changed");
  }
  const isPaired = order.relation.kind === "Oco" || order.relation.kind === "IfDoneSlaveOco";
  const isLegal =
    (order.type === "Market") === (draft.type === "Market") &&
    (!isPaired || isStop(order.type) === isStop(draft.type));
  return isLegal ? undefined : refusal("IllegalOrderTypeChange", "The order type cannot be changed to this");
}

/** Limit and stop of a pair must not pass each other. */
function pairFault(books: Books, order: WorkingOrder, { price }: OrderDraft): Refusal | undefined {
  const { side, type } = order;
  const otherPrice = oppositePrice(books, order);
  if (otherPrice === undefined || price === undefined) return undefined;
  const [stop, limit] = isStop(type) ? [price, otherPrice] : [otherPrice, price];
  if (side === "buy") {
    return limit.lt(stop)
      ? undefined
      : refusal("LimitOrderLowerThenStopOnBuy", "The limit must be below the stop");
  }
  if (limit.gt(stop)) return undefined;
  return isStop(type)
    ? refusal("StopOrderLowerLimitOnSell", "The stop must be below the limit")
    : refusal("LimitOrderHigherStopOnSell", "The limit must be above the stop");
}

/** The stop's price beside a limit, the limit's beside a stop, when both go the same way. */
function oppositePrice(books: Books, { relation, side, type }: WorkingOrder): Decimal | undefined {
  const isPaired = relation.kind === "Oco" || relation.kind === "IfDoneSlaveOco";
  const other = isPaired ? books.orders.get(relation.otherId) : undefined;
  return other?.side === side && isStop(type) !== isStop(other.type) ? other.price : undefined;
}

function changedOrder(
  order: WorkingOrder,
  draft: OrderDraft,
  {
    order: checked,
    context: { market, at },
  }: { readonly order: CheckedOrder; readonly context: TradingContext },
): WorkingOrder {
  const kept = without(order, ["price", "stopLimitPrice", "trailing", "expirationText", "expiresAt"]);
  const dayEnd = order.status === "Working" ? dayOrderEndAt(market, draft.instrument, at) : undefined;
  const end = checked.duration === "DayOrder" ? dayEnd : checked.expiresAt;
  return {
    ...kept,
    amount: draft.amount,
    type: draft.type,
    duration: draft.duration,
    notBefore: timestamp(Math.max(at, order.split === undefined ? 0 : (order.notBefore ?? 0))),
    isTriggered: order.isTriggered && order.type === draft.type,
    ...(draft.type !== "Market" && pricesOf(draft)),
    ...(draft.expiration !== undefined && { expirationText: draft.expiration.text }),
    ...(end !== undefined && { expiresAt: end }),
  };
}
