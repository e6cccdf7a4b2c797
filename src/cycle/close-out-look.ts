import { isHeld } from "../core/domain/account.ts";
import { isOwnReference } from "../core/domain/ids.ts";
import { instrumentFromId } from "../core/domain/instrument.ts";
import { isProtective, type OpenOrder } from "../core/domain/order.ts";
import { holdingsIn, type HeldView, type Holding } from "../core/risk/close-out.ts";
import { isInDoubt, mayBeLive } from "../core/execution/lifecycle.ts";
import { unexplainedOpenings } from "./adopt-orders.ts";
import { bookForeign } from "./book-foreign.ts";
import type { CloseOut } from "./close-out.ts";
import { isOutOfTheWay, type Listed } from "./out-of-the-way.ts";
import type { IntentStanding } from "./ports/order-store.ts";

/** What the broker shows at one moment of what is to be closed, and what our records say beside it. */
export interface CloseOutLook {
  readonly view: HeldView;
  readonly holdings: readonly Holding[];
  /** Working orders in the scope. */
  readonly orders: readonly OpenOrder[];
  /** Orders of ours that may still be executed, or of which nobody knows. */
  readonly unsettled: readonly IntentStanding[];
  /** Held under our references, and in none of our records: how much of it is ours to close is open. */
  readonly unexplained: readonly string[];
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
    unexplained: unexplainedOpenings(context, lots.filter(isHeld)).map(({ instrument }) => instrument.id),
  };
}

type InInstrument = Pick<Holding, "instrumentId">;

/**
 * Whether nothing may be closed in the instrument for now, whatever becomes of what protects it: an outcome or an
 * execution that nobody knows, an exit that works, an opening of ours that no record explains, or what this program
 * cannot close at all.
 *
 * @param first how it stood before anything was cancelled
 */
export const isBlocked = (look: CloseOutLook, { instrumentId }: InInstrument, first: CloseOutLook): boolean =>
  look.view.account.nettingProfile === "Unknown" ||
  instrumentFromId(instrumentId) === undefined ||
  look.unexplained.includes(instrumentId) ||
  inTheWay(look, { instrumentId }, first).some(
    (standing) => isInDoubt(standing) || !isProtective(standing.intent.purpose),
  );

/** An order that may be executed, or whose outcome nobody knows, closes the position too, or opens it again. */
export const isBusy = (
  look: CloseOutLook,
  { instrumentId }: InInstrument,
  first: CloseOutLook = look,
): boolean =>
  isBlocked(look, { instrumentId }, first) ||
  look.orders.some((order) => order.instrumentId === instrumentId) ||
  inTheWay(look, { instrumentId }, first).length > 0;

const inTheWay = (
  look: CloseOutLook,
  { instrumentId }: InInstrument,
  first: CloseOutLook,
): readonly IntentStanding[] =>
  look.unsettled.filter(
    (standing) =>
      standing.intent.instrument.id === instrumentId &&
      !isOutOfTheWay(standing, listedIn(first), listedIn(look)),
  );

const listedIn = ({ view: { net }, orders }: CloseOutLook): Listed => ({ net, orders });
