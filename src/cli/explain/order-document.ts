import type { IntentHistory } from "../../adapters/store/history.ts";
import { isoFromTimestamp } from "../../core/domain/time.ts";
import type { IntentStanding } from "../../cycle/ports/order-store.ts";

/** What became of an order. */
export const outcomeDocument = ({ standing, transitions, fills }: IntentHistory) => ({
  state: standing.state,
  order_id: standing.orderId,
  filled_quantity: standing.filledQuantity.toString(),
  steps: transitions.map(({ to, at, reason, detail }) => ({ at: isoFromTimestamp(at), to, reason, detail })),
  fills: fills.map(({ logId, quantity, price, at }) => ({
    log_id: logId,
    quantity: quantity.toString(),
    price: price.toString(),
    at: isoFromTimestamp(at),
  })),
});

/** Where an order of ours stands. */
export const standingDocument = ({ intent, state, orderId, filledQuantity }: IntentStanding) => ({
  external_reference: intent.externalReference,
  order_id: orderId,
  instrument_id: intent.instrument.id,
  side: intent.side,
  purpose: intent.purpose,
  price: intent.price?.toString(),
  quantity: intent.quantity.toString(),
  filled_quantity: filledQuantity.toString(),
  state,
  created_at: isoFromTimestamp(intent.createdAt),
});

/** Which way it goes and, where it waits beside a position, what for. */
export const sideInWords = ({
  side,
  purpose,
  price,
}: Pick<ReturnType<typeof standingDocument>, "side" | "purpose" | "price">): string =>
  price === undefined ? side : `${side} (${purpose} at ${price})`;
