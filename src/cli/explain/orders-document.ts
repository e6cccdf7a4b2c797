import type { OpenOrder } from "../../core/domain/order.ts";
import { isoFromTimestamp, type Timestamp } from "../../core/domain/time.ts";
import { isFinal } from "../../core/execution/lifecycle.ts";
import type { IntentStanding } from "../../cycle/ports/order-store.ts";
import { standingDocument } from "./order-document.ts";
import type { Whose } from "./own-records.ts";

export interface OrderRecords {
  readonly environment: string;
  readonly asOf: Timestamp;
  /** What the broker lists; absent when it was not asked. */
  readonly listed?: readonly { readonly order: OpenOrder; readonly whose: Whose }[];
  /** Ours that are not final; absent when there is no store. */
  readonly unsettled?: readonly IntentStanding[];
  /** Ours that were made in the time asked for; absent when no time was, or there is no store. */
  readonly made?: readonly IntentStanding[];
}

export type OrdersDocument = ReturnType<typeof ordersDocument>;

/** The broker's list beside our own records; what was not asked is not there, which is not the same as empty. */
export function ordersDocument({ environment, asOf, listed, unsettled, made }: OrderRecords) {
  const isListed = ({ intent, orderId }: IntentStanding): boolean =>
    (listed ?? []).some(
      ({ order }) => order.orderId === orderId || order.externalReference === intent.externalReference,
    );
  const settled = made?.filter(({ state }) => isFinal(state));
  return {
    environment,
    as_of: isoFromTimestamp(asOf),
    source: listed === undefined ? ("store" as const) : ("broker" as const),
    ...(listed === undefined ? {} : { working: listed.map(workingDocument) }),
    ...(unsettled === undefined
      ? {}
      : { unsettled: unsettled.filter((standing) => !isListed(standing)).map(standingDocument) }),
    ...(settled === undefined ? {} : { settled: settled.map(standingDocument) }),
  };
}

const workingDocument = ({ order, whose }: { readonly order: OpenOrder; readonly whose: Whose }) => ({
  order_id: order.orderId,
  whose,
  instrument_id: order.instrumentId,
  side: order.side,
  quantity: order.quantity.toString(),
  filled_quantity: order.filledQuantity.toString(),
  status: order.status,
  order_type: order.orderType,
  price: order.price?.toString(),
  duration_type: order.durationType,
  relation: order.relation,
  related_order_ids: order.relatedOrderIds,
  external_reference: order.externalReference,
});
