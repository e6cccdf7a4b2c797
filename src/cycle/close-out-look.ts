import { isOwnReference } from "../core/domain/ids.ts";
import type { OpenOrder } from "../core/domain/order.ts";
import { holdingsIn, type HeldView, type Holding } from "../core/risk/close-out.ts";
import { mayBeLive } from "../core/execution/lifecycle.ts";
import { bookForeign } from "./book-foreign.ts";
import type { CloseOut } from "./close-out.ts";
import type { IntentStanding } from "./ports.ts";

/** What the broker shows at one moment of what is to be closed, and what our records say beside it. */
export interface CloseOutLook {
  readonly view: HeldView;
  readonly holdings: readonly Holding[];
  /** Working orders in the scope. */
  readonly orders: readonly OpenOrder[];
  /** Orders of ours that may still be executed, or of which nobody knows. */
  readonly unsettled: readonly IntentStanding[];
}

/**
 * Where everything is to be closed, our records are rid of what was closed for somebody else.
 *
 * @throws TradebotError when a source does not answer: what is not seen is never called flat
 */
export async function lookAtHoldings(closing: CloseOut): Promise<CloseOutLook> {
  const seen = await look(closing);
  const isOld = closing.scope === "all" && bookForeign(closing, seen);
  return isOld ? look(closing) : seen;
}

async function look({ context, scope }: CloseOut): Promise<CloseOutLook> {
  const { broker, account, ports } = context;
  const { store } = ports;
  const [net, lots, openOrders] = await Promise.all([
    broker.readNetPositions(account),
    broker.readPositions(account),
    broker.readOpenOrders(account),
  ]);
  const view: HeldView = {
    account,
    scope,
    net,
    lots,
    own: store.ownPositions(),
    isOwnOrder: (orderId) => store.hasOrder(orderId),
  };
  const isOwn = ({ orderId, externalReference }: OpenOrder): boolean =>
    isOwnReference(externalReference) || store.hasOrder(orderId);
  return {
    view,
    holdings: holdingsIn(view),
    orders: openOrders.filter((order) => scope === "all" || isOwn(order)),
    unsettled: store.unsettledIntents().filter(({ state }) => mayBeLive(state)),
  };
}

/** An order that may be executed, or whose outcome nobody knows, closes the position too, or opens it again. */
export const isBusy = (
  { orders, unsettled }: CloseOutLook,
  { instrumentId }: Pick<Holding, "instrumentId">,
): boolean =>
  orders.some((order) => order.instrumentId === instrumentId) ||
  unsettled.some(({ intent }) => intent.instrument.id === instrumentId);
