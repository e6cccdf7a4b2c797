import { ZERO } from "../core/domain/decimal.ts";
import { TradebotError } from "../core/domain/errors.ts";
import { isProtective, type OpenOrder } from "../core/domain/order.ts";
import { cancelOrders } from "./cancel-orders.ts";
import type { CloseOut } from "./close-out.ts";
import { isBlocked, type CloseOutLook } from "./close-out-look.ts";
import type { IntentStanding } from "./ports.ts";

/**
 * Cancels whatever works beside a position and waits for the final word on it. Those that protect come first: they
 * count as promised to sell what we hold, and keep an exit from being accepted. An exit of ours that works is left to
 * its work, and what protects a position that cannot be closed for now is left to protect it.
 *
 * @returns why the final word is not known, where it is not: the next look then tells what still works
 * @throws TradebotError when nothing more can be sent
 */
export async function cancelForCloseOut(
  { context, label }: CloseOut,
  look: CloseOutLook,
): Promise<TradebotError | undefined> {
  const { orders, unsettled } = look;
  const waiting = new Set<string | undefined>(orders.filter(waitsForPrice).map(({ orderId }) => orderId));
  const ends = unsettled
    .filter(({ intent, orderId }) => intent.purpose !== "exit" || waiting.has(orderId))
    .filter(({ intent: { purpose, side, instrument } }) => {
      const guards = isProtective(purpose) && closesHeld(look, { side, instrumentId: instrument.id });
      return !(guards && isBlocked(look, instrument.id));
    })
    .sort(protectiveFirst);
  const failure = await cancelOrders(context, ends, reasonOf(label)).then(() => undefined, unlessAllEnds);
  const known = new Set(unsettled.map(({ orderId }) => orderId));
  const strays = orders.filter(({ orderId }) => !known.has(orderId));
  for (const stray of strays) {
    const guards = waitsForPrice(stray) && closesHeld(look, stray);
    if (guards && isBlocked(look, stray.instrumentId)) continue;
    if (context.ports.stop.reason !== undefined) break;
    await cancelStray(context, stray, label);
  }
  return failure;
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

/** Whether an order on that side takes away from what the account holds. */
function closesHeld(
  { view }: CloseOutLook,
  { side, instrumentId }: Pick<OpenOrder, "side" | "instrumentId">,
): boolean {
  const held = view.net.find((position) => position.instrumentId === instrumentId)?.quantity ?? ZERO;
  return side === "sell" ? held.gt(ZERO) : held.lt(ZERO);
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
