import { TradebotError } from "../../../core/domain/errors.ts";
import { isOnTick } from "../../../core/domain/price-ticks.ts";
import { quantityFault } from "../../../core/domain/quantity-steps.ts";
import type { OrderRequest, Placement, PricedOrder } from "../../../core/domain/order.ts";
import { ordersIn } from "./orders-in.ts";
import { DURATION_TYPES, orderTypeOf } from "./order-body.ts";

/** @throws TradebotError `ORDER_AGAINST_RULES` when an order, or the way they hang together, cannot be accepted */
export function refuseAgainstRules(placement: Placement): void {
  refuseOrdersAgainstRules(ordersIn(placement));
  const fault = faultTogether(placement);
  if (fault !== undefined) throw againstRules("the orders", fault);
}

/**
 * An order that the broker would refuse is not sent: the wasted write would count against its limit of one a second.
 * Of a market order its gates have judged the quantity already.
 *
 * @throws TradebotError `ORDER_AGAINST_RULES`
 */
export function refuseOrdersAgainstRules(orders: readonly OrderRequest[]): void {
  for (const order of orders) {
    const fault = order.kind === "market" ? undefined : pricedFault(order);
    if (fault !== undefined)
      throw againstRules(`the ${order.kind} order "${order.externalReference}"`, fault);
  }
}

function pricedFault(order: PricedOrder): string | undefined {
  const { details, kind, side, quantity } = order;
  const type = orderTypeOf(order);
  if (!details.supportedOrderTypes.includes(type))
    return `the instrument takes ${details.supportedOrderTypes.join(", ")}, not ${type}`;
  const duration = durationFault(order, details.orderDurations?.[type]);
  if (duration !== undefined) return duration;
  const fault = quantityFault(quantity, side, details);
  if (fault !== undefined) return `its quantity "${quantity.toString()}" is ${fault.replaceAll("_", " ")}`;
  // where no tick is published, the broker alone can tell
  const isTick = isOnTick(order.price, kind, details.pricing) ?? true;
  return isTick ? undefined : `its price "${order.price.toString()}" is not a multiple of the tick there`;
}

const EXCHANGE_DAY = /^\d{4}-\d{2}-\d{2}$/;

function durationFault({ duration }: PricedOrder, legal: readonly string[] | undefined): string | undefined {
  const type = DURATION_TYPES[duration.kind];
  if (legal?.includes(type) === false) return `it may last ${legal.join(", ")}, not ${type}`;
  return duration.kind === "until_date" && !EXCHANGE_DAY.test(duration.date)
    ? `its last day "${duration.date}" is not written like 2026-11-20`
    : undefined;
}

function faultTogether(placement: Placement): string | undefined {
  if (placement.kind === "single") return undefined;
  if (placement.kind !== "entry") return faultAmong(placement.orders);
  const { entry, children } = placement;
  const strays = children.some(
    ({ side, instrument }) => side === entry.side || instrument.id !== entry.instrument.id,
  );
  return strays ? "a child must be on the other side of the same instrument" : faultAmong(children);
}

function faultAmong(orders: readonly OrderRequest[]): string | undefined {
  if (orders.length === 0 || orders.length > 2) return `there must be one or two, not ${orders.length}`;
  const [first, second] = orders;
  if (second === undefined) return undefined;
  if (first?.instrument.id !== second.instrument.id) return "both must be of one instrument";
  return first.kind === second.kind ? `there must be at most one ${second.kind} among them` : undefined;
}

const againstRules = (what: string, fault: string): TradebotError =>
  new TradebotError({
    code: "ORDER_AGAINST_RULES",
    message: `${what} would be refused by the broker: ${fault}; nothing was sent`,
    exit: "configuration",
    hint: "`tradebot instruments show <id>` shows order types, durations, lots and ticks of the instrument",
  });
