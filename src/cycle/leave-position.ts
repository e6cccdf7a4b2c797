import type { NetPosition } from "../core/domain/account.ts";
import { ZERO } from "../core/domain/decimal.ts";
import { isProtective, type OpenOrder } from "../core/domain/order.ts";
import { roundQuantityDown } from "../core/domain/quantity-steps.ts";
import { durationMs } from "../core/domain/time.ts";
import { VISIBILITY_GRACE } from "../core/execution/verdict.ts";
import type { ApprovedOrder } from "../core/risk/decision.ts";
import type { MarketView } from "../core/risk/decision-input.ts";
import { lessOf } from "../core/risk/split-exit.ts";
import { cancelOrders } from "./cancel-orders.ts";
import type { ConnectedContext } from "./context.ts";
import { instrumentFields } from "./event-fields.ts";
import { exitsByLot } from "./exits-by-lot.ts";
import { isOutOfTheWay, type Listed } from "./out-of-the-way.ts";
import type { IntentStanding } from "./ports/order-store.ts";

interface Leaving {
  readonly positions: readonly NetPosition[];
  /** Read together with the positions. */
  readonly openOrders: readonly OpenOrder[];
  readonly markets: readonly MarketView[];
  readonly dryRun: boolean;
}

/**
 * The orders that close a position, when nothing of ours waits to close it any more: a stop left behind would be
 * refused together with the exit, or would later open a new position. What a stop has closed meanwhile is not closed
 * again.
 *
 * @returns none where the position is gone, or while a protective order may still work
 * @throws TradebotError when orders could not be cancelled, or openings not be read: then nothing is sent
 */
export async function leavePosition(
  context: ConnectedContext,
  order: ApprovedOrder,
  leaving: Leaving,
): Promise<readonly ApprovedOrder[]> {
  const left = leaving.dryRun ? order : await clearTheWay(context, order, leaving);
  return left === undefined ? [] : exitsByLot(context, [left], leaving.positions);
}

/** Orders of ours that wait beside a position in the instrument, as the broker has accepted them. */
const protectionOf = (
  { ports }: Pick<ConnectedContext, "ports">,
  instrumentId: string,
): readonly IntentStanding[] =>
  ports.store
    .unsettledIntents()
    .filter(
      ({ intent, state }) =>
        intent.instrument.id === instrumentId &&
        isProtective(intent.purpose) &&
        (state === "placed" || state === "cancelling"),
    );

async function clearTheWay(
  context: ConnectedContext,
  order: ApprovedOrder,
  { positions, openOrders, markets }: Leaving,
): Promise<ApprovedOrder | undefined> {
  const { ports, broker } = context;
  const protection = protectionOf(context, order.instrument.id);
  if (protection.length === 0) return order;
  await broker.waitForOrderTurn();
  // an exit that may not be sent leaves the protection where it is; the placement says why
  if (ports.guard.check(order.purpose) !== undefined) return order;
  const before = ownQuantity(context, order);
  const beganMs = ports.clock.monotonicMs();
  const open = await cancelOrders(context, protection, "POSITION_IS_LEFT");
  if (
    open.length > 0 &&
    !(await hasLeft(context, open, { first: { net: positions, orders: openOrders }, beganMs }))
  ) {
    postpone(context, order, "PROTECTION_STILL_WORKS");
    return undefined;
  }
  const closed = before.minus(ownQuantity(context, order));
  return closed.eq(ZERO) ? order : reduced(context, order, { closed, markets });
}

/**
 * Where the log is late to tell the end of what we have cancelled, the lists tell it: once they have had as long to
 * follow an execution as silence needs to count.
 */
async function hasLeft(
  context: ConnectedContext,
  open: readonly IntentStanding[],
  { first, beganMs }: { readonly first: Listed; readonly beganMs: number },
): Promise<boolean> {
  const { broker, account, ports } = context;
  if (open.some(({ state }) => state !== "cancelling") || ports.stop.reason !== undefined) return false;
  const waitMs = beganMs + VISIBILITY_GRACE - ports.clock.monotonicMs();
  if (waitMs > 0) await ports.clock.sleep(durationMs(waitMs));
  const [orders, net] = await Promise.all([broker.readOpenOrders(account), broker.readNetPositions(account)]);
  return open.every((standing) => isOutOfTheWay(standing, first, { net, orders }));
}

const ownQuantity = ({ ports }: ConnectedContext, { instrument }: ApprovedOrder) =>
  ports.store.ownPositions().get(instrument.id) ?? ZERO;

function reduced(
  context: ConnectedContext,
  order: ApprovedOrder,
  { closed, markets }: Pick<Leaving, "markets"> & { readonly closed: ApprovedOrder["quantity"] },
): ApprovedOrder | undefined {
  const details = markets.find(({ instrument }) => instrument.id === order.instrument.id)?.details;
  const wanted = order.quantity.minus(closed);
  const quantity =
    details === undefined || wanted.lte(ZERO) ? ZERO : roundQuantityDown(wanted, order.side, details);
  if (quantity.gt(ZERO)) return lessOf(order, quantity);
  postpone(context, order, "PROTECTION_WAS_FASTER");
  return undefined;
}

function postpone({ ports }: ConnectedContext, { instrument }: ApprovedOrder, reason: string): void {
  ports.events.emit("execution_exit_not_sent", { ...instrumentFields(ports, instrument), reason });
}
