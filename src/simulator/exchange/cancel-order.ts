import type { Instrument } from "../../core/domain/instrument.ts";
import type { Books } from "./books.ts";
import { endOrder, endOrders } from "./end-order.ts";
import { fill } from "./settle.ts";
import type { Step } from "./step.ts";
import type { TradingContext } from "./trading-context.ts";
import { without } from "./working-orders.ts";

/** Takes an order out of the market, its children with it; `undefined` when there is none of that id. */
export function cancelOrder(books: Books, orderId: string, context: CancelContext): Step | undefined {
  const order = books.orders.get(orderId);
  if (order === undefined) return undefined;
  const isOvertaken = context.scenario?.kind === "fill_wins_over_cancel" && order.status === "Working";
  return isOvertaken
    ? fill(books, without(order, ["split"]), context)
    : endOrder(books, order, { status: "Cancelled", at: context.at });
}

type CancelContext = Pick<TradingContext, "at" | "market" | "scenario">;

/** Everything that waits on one instrument. */
export function cancelInstrument(books: Books, instrument: Instrument, { at }: CancelContext): Step {
  const ids = [...books.orders.values()]
    .filter((order) => order.instrument.id === instrument.id)
    .map((order) => order.orderId);
  return endOrders(books, ids, { status: "Cancelled", at });
}
