import { decimalFromNumber } from "../../../core/domain/decimal.ts";
import type { Decimal } from "../../../core/domain/decimal.ts";
import { TradebotError } from "../../../core/domain/errors.ts";
import type {
  MarketOrder,
  OrderChange,
  OrderDuration,
  OrderRequest,
  Placement,
  PricedOrder,
} from "../../../core/domain/order.ts";
import { waitingTypeIn } from "../../../core/domain/waiting-orders.ts";

type Body = Readonly<Record<string, unknown>>;

/** A placement in the words of Saxo's order placement; each shape is told by what stands at the root. */
export function placementBody(placement: Placement): Body {
  switch (placement.kind) {
    case "single":
      return orderBody(placement.order);
    case "entry":
      return { ...orderBody(placement.entry), Orders: placement.children.map(orderBody) };
    case "pair":
      return { Orders: placement.orders.map(orderBody) };
    case "on_order":
      return { OrderId: placement.orderId, Orders: placement.orders.map(orderBody) };
    case "on_position":
      return { PositionId: placement.positionId, Orders: placement.orders.map(orderBody) };
  }
}

/** The whole order, not what differs: a property that is missing does not mean "as before". */
export function changeBody({ orderId, order, children }: OrderChange): Body {
  return {
    OrderId: orderId,
    ...orderBody(order),
    ...(children === undefined
      ? {}
      : { Orders: children.map((child) => ({ OrderId: child.orderId, ...orderBody(child.order) })) }),
  };
}

function orderBody(order: OrderRequest): Body {
  return {
    AccountKey: order.accountKey,
    Uic: order.instrument.uic,
    AssetType: order.instrument.assetType,
    BuySell: order.side === "buy" ? "Buy" : "Sell",
    Amount: exactNumber(order.quantity, "quantity"),
    ...(order.kind === "market" ? MARKET : priced(order)),
    ManualOrder: false, // on every child as well
    IsForceOpen: false, // said, because the client's own default may be another
    ExternalReference: order.externalReference,
  };
}

const MARKET: Body = { OrderType: "Market", OrderDuration: { DurationType: "DayOrder" } };

const priced = (order: PricedOrder): Body => ({
  OrderType: orderTypeOf(order),
  OrderPrice: exactNumber(order.price, "price"),
  OrderDuration: durationBody(order.duration),
});

/** What Saxo calls the order; a stop has another name where the exchange triggers it by trades. */
export function orderTypeOf(order: MarketOrder | Pick<PricedOrder, "kind" | "details">): string {
  if (order.kind === "market") return "Market";
  return waitingTypeIn(order.kind, order.details) ?? (order.kind === "limit" ? "Limit" : "Stop");
}

export const DURATION_TYPES: Readonly<Record<OrderDuration["kind"], string>> = {
  day: "DayOrder",
  until_cancelled: "GoodTillCancel",
  until_date: "GoodTillDate",
};

const durationBody = (duration: OrderDuration): Body => ({
  DurationType: DURATION_TYPES[duration.kind],
  ...(duration.kind === "until_date"
    ? { ExpirationDateTime: duration.date, ExpirationDateContainsTime: false }
    : {}),
});

/** @throws TradebotError when JSON would carry another number than the one decided on */
function exactNumber(value: Decimal, what: "quantity" | "price"): number {
  const number = Number(value.toFixed());
  if (Number.isFinite(number) && decimalFromNumber(number).eq(value)) return number;
  throw new TradebotError({
    code: what === "quantity" ? "QUANTITY_NOT_EXACT" : "PRICE_NOT_EXACT",
    message: `the ${what} "${value.toFixed()}" has more digits than a JSON number can carry; nothing was sent`,
    exit: "configuration",
    hint: `Use a ${what} of at most 15 significant digits`,
  });
}
