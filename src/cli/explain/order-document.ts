import type { IntentHistory } from "../../adapters/store/history.ts";
import { isoFromTimestamp } from "../../core/domain/time.ts";

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
