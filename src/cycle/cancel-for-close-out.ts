import { isProtective, type OpenOrder } from "../core/domain/order.ts";
import { mayBeLive } from "../core/execution/lifecycle.ts";
import { cancelOrders } from "./cancel-orders.ts";
import type { CloseOut } from "./close-out.ts";
import type { CloseOutLook } from "./close-out-look.ts";
import type { IntentStanding } from "./ports.ts";

/**
 * Cancels whatever works beside a position and waits for the final word on it. Those that protect come first: they
 * count as promised to sell what we hold, and keep an exit from being accepted. An exit of ours that works is left to
 * its work.
 *
 * @throws TradebotError when the broker cannot be reached
 */
export async function cancelForCloseOut(
  { context, label }: CloseOut,
  { orders, unsettled }: CloseOutLook,
): Promise<void> {
  const waiting = new Set<string | undefined>(orders.filter(waitsForPrice).map(({ orderId }) => orderId));
  const ends = unsettled
    .filter(({ intent, orderId }) => intent.purpose !== "exit" || waiting.has(orderId))
    .sort(protectiveFirst);
  await cancelOrders(context, ends, reasonOf(label));
  const known = new Set(
    context.ports.store
      .unsettledIntents()
      .filter(({ state }) => mayBeLive(state))
      .map(({ orderId }) => orderId),
  );
  const gone = new Set(ends.map(({ orderId }) => orderId));
  for (const stray of orders.filter(({ orderId }) => !known.has(orderId) && !gone.has(orderId))) {
    if (context.ports.stop.reason !== undefined) return;
    await cancelStray(context, stray, label);
  }
}

/** Whatever our records take it for: after a lost store they know what a stop was sent for by its side alone. */
const waitsForPrice = ({ orderType = MARKET }: OpenOrder): boolean => orderType !== MARKET;
const MARKET = "Market";

const protectiveFirst = (a: IntentStanding, b: IntentStanding): number =>
  Number(isProtective(b.intent.purpose)) - Number(isProtective(a.intent.purpose));

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
  ports.guard.check("exit"); // throws where nothing may be sent any more
  ports.events.emit("execution_stray_cancel_begin", { ...about, reason: reasonOf(label) });
  const outcome = (await broker.cancel(account, [orderId], ports.ids.requestId())).get(orderId);
  if (outcome?.kind !== "refused") return; // whether it is gone, the next look shows
  ports.events.emit("execution_stray_cancel_refused", {
    ...about,
    failure_reason: outcome.code,
    detail: outcome.reason,
  });
}
