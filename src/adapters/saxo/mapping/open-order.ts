import { ZERO } from "../../../core/domain/decimal.ts";
import { orderId } from "../../../core/domain/ids.ts";
import type { OpenOrder } from "../../../core/domain/order.ts";
import { oppositeSide } from "../../../core/domain/order.ts";
import { present } from "../../../core/domain/present.ts";
import type { OpenOrder as WireOpenOrder, RelatedOrder } from "../wire/open-order.ts";
import { instrumentIdOf } from "./instrument-id.ts";

const STANDS_ALONE = "StandAlone";
const ENTRY = "IfDoneMaster";

/** Each order once: children that wait for their entry may be listed within it alone. */
export function openOrders(rows: readonly WireOpenOrder[]): readonly OpenOrder[] {
  const listed = new Map(rows.map((row) => [row.OrderId, row])); // two pages may repeat a row
  const parents = parentsOf([...listed.values()]);
  const hidden = [...parents].filter(([child]) => !listed.has(child));
  return [
    ...[...listed.values()].map((row) => openOrder(row, parents.get(row.OrderId)?.parent)),
    ...hidden.map(([, { parent, child }]) => childOf(parent, child)),
  ];
}

interface Family {
  readonly parent: WireOpenOrder;
  readonly child: RelatedOrder;
}

const parentsOf = (rows: readonly WireOpenOrder[]): ReadonlyMap<string, Family> =>
  new Map(
    rows
      .filter(({ OrderRelation }) => OrderRelation === ENTRY)
      .flatMap((parent) =>
        (parent.RelatedOpenOrders ?? []).map((child) => [child.OrderId, { parent, child }] as const),
      ),
  );

function openOrder(wire: WireOpenOrder, parent: WireOpenOrder | undefined): OpenOrder {
  const related = [
    ...(parent === undefined ? [] : [parent.OrderId]),
    ...(wire.RelatedOpenOrders ?? []).map(({ OrderId }) => OrderId),
  ];
  return {
    orderId: orderId(wire.OrderId),
    instrumentId: instrumentIdOf(wire),
    side: wire.BuySell,
    quantity: wire.Amount,
    filledQuantity: wire.FilledAmount ?? ZERO, // left out as long as nothing was filled
    status: wire.Status,
    ...present({
      externalReference: wire.ExternalReference,
      orderType: wire.OpenOrderType,
      price: wire.Price,
      marketPrice: wire.MarketPrice?.gt(ZERO) === true ? wire.MarketPrice : undefined, // 0 where nobody makes a price
      priceCurrency: wire.DisplayAndFormat?.Currency,
      durationType: wire.Duration?.DurationType,
      relation: wire.OrderRelation === STANDS_ALONE ? undefined : wire.OrderRelation,
    }),
    ...(related.length === 0 ? {} : { relatedOrderIds: related.map(orderId) }),
  };
}

/** Within its entry a child does without what it shares with it; its side is the opposite one. */
const childOf = (parent: WireOpenOrder, child: RelatedOrder): OpenOrder => ({
  orderId: orderId(child.OrderId),
  instrumentId: instrumentIdOf(parent),
  side: oppositeSide(parent.BuySell),
  quantity: child.Amount ?? parent.Amount,
  filledQuantity: ZERO, // it cannot be filled before its entry
  status: child.Status ?? "NotWorking",
  relation: "IfDoneSlave",
  relatedOrderIds: [orderId(parent.OrderId)],
  ...present({
    orderType: child.OpenOrderType,
    price: child.OrderPrice,
    durationType: child.Duration?.DurationType,
  }),
});
