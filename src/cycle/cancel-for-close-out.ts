import { ZERO } from "../core/domain/decimal.ts";
import { TradebotError } from "../core/domain/errors.ts";
import { isProtective, type OpenOrder } from "../core/domain/order.ts";
import { cancelOrders } from "./cancel-orders.ts";
import type { CloseOut } from "./close-out.ts";
import { isBlocked, lookAtHoldings, type CloseOutLook } from "./close-out-look.ts";

/**
 * Cancels whatever works and waits for the final word on it. What protects a position comes last, since it counts as
 * promised to sell what we hold and keeps an exit from being accepted; where the position cannot be closed for now, it
 * is left to protect it. An exit of ours that works is left to its work.
 *
 * @param first how it stood before anything was cancelled
 * @returns why the final word is not known, where it is not: the next look then tells what still works
 * @throws TradebotError when nothing more can be sent
 */
export async function cancelForCloseOut(
  closing: CloseOut,
  look: CloseOutLook,
  first: CloseOutLook,
): Promise<TradebotError | undefined> {
  const others = await cancelWhere(closing, look, ({ isGuard }) => !isGuard);
  const seen = others.count === 0 ? look : await lookAtHoldings(closing);
  const guards = await cancelWhere(
    closing,
    seen,
    ({ isGuard, instrumentId }) => isGuard && !isBlocked(seen, { instrumentId }, first),
  );
  return others.failure ?? guards.failure;
}

interface Working {
  readonly instrumentId: string;
  /** Whether it waits to close what the account holds. */
  readonly isGuard: boolean;
}

interface Cancelled {
  readonly count: number;
  readonly failure: TradebotError | undefined;
}

async function cancelWhere(
  { context, label }: CloseOut,
  look: CloseOutLook,
  isWanted: (order: Working) => boolean,
): Promise<Cancelled> {
  const { orders, unsettled } = look;
  const waiting = new Set<string | undefined>(orders.filter(waitsForPrice).map(({ orderId }) => orderId));
  const ends = unsettled.filter(({ intent: { purpose, side, instrument }, orderId }) => {
    const waits = isProtective(purpose) || waiting.has(orderId);
    if (purpose === "exit" && !waits) return false;
    return isWanted(working(look, { side, instrumentId: instrument.id }, waits));
  });
  const failure = await cancelOrders(context, ends, reasonOf(label)).then(() => undefined, unlessAllEnds);
  const known = new Set(unsettled.map(({ orderId }) => orderId));
  const strays = orders
    .filter(({ orderId }) => !known.has(orderId))
    .filter((order) => isWanted(working(look, order, waitsForPrice(order))));
  for (const stray of strays) {
    if (context.ports.stop.reason !== undefined) break;
    await cancelStray(context, stray, label);
  }
  return { count: ends.length + strays.length, failure };
}

function working(
  { view }: CloseOutLook,
  { side, instrumentId }: Pick<OpenOrder, "side" | "instrumentId">,
  waits: boolean,
): Working {
  const held = view.net.find((position) => position.instrumentId === instrumentId)?.quantity ?? ZERO;
  return { instrumentId, isGuard: waits && (side === "sell" ? held.gt(ZERO) : held.lt(ZERO)) };
}

/** @throws the error where it ends everything */
export function unlessAllEnds(error: unknown): TradebotError {
  if (error instanceof TradebotError && !ENDS_ALL.has(error.exit)) return error;
  throw error;
}

/** Failures after which no order can be sent any more. */
export const ENDS_ALL: ReadonlySet<TradebotError["exit"]> = new Set([
  "lock_held",
  "storage_unwritable",
  "login_needed",
]);

/** Whatever our records take it for: after a lost store they know what a stop was sent for by its side alone. */
const waitsForPrice = ({ orderType = MARKET }: OpenOrder): boolean => orderType !== MARKET;
const MARKET = "Market";

/** `selloff@1` as a stable code. */
const reasonOf = (label: string): string => (label.split("@")[0] ?? label).toUpperCase().replaceAll("-", "_");

/** An order that the store does not know: foreign, where those are meant too, or ours from a store that was lost. */
async function cancelStray(
  { broker, account, ports }: CloseOut["context"],
  { orderId, instrumentId }: OpenOrder,
  label: string,
): Promise<void> {
  const about = { order_id: orderId, instrument_id: instrumentId };
  await broker.waitForOrderTurn();
  ports.guard.requireWritable();
  ports.events.emit("execution_stray_cancel_begin", { ...about, reason: reasonOf(label) });
  const outcome = (await broker.cancel(account, [orderId], ports.ids.requestId())).get(orderId);
  if (outcome?.kind !== "refused") return; // whether it is gone, the next look shows
  ports.events.emit("execution_stray_cancel_refused", {
    ...about,
    failure_reason: outcome.code,
    detail: outcome.reason,
  });
}
