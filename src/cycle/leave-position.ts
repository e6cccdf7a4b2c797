import type { NetPosition } from "../core/domain/account.ts";
import { ZERO } from "../core/domain/decimal.ts";
import { isProtective } from "../core/domain/order.ts";
import { roundQuantityDown } from "../core/domain/quantity-steps.ts";
import type { ApprovedOrder } from "../core/risk/decision.ts";
import type { MarketView } from "../core/risk/decision-input.ts";
import { lessOf } from "../core/risk/split-exit.ts";
import { cancelOrders } from "./cancel-orders.ts";
import type { ConnectedContext } from "./context.ts";
import { instrumentFields } from "./event-fields.ts";
import { exitsByLot } from "./exits-by-lot.ts";
import type { IntentStanding } from "./ports.ts";

interface Leaving {
  readonly positions: readonly NetPosition[];
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
  { positions, markets, dryRun }: Leaving,
): Promise<readonly ApprovedOrder[]> {
  const left = dryRun ? order : await clearTheWay(context, order, markets);
  return left === undefined ? [] : exitsByLot(context, [left], positions);
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
  markets: readonly MarketView[],
): Promise<ApprovedOrder | undefined> {
  const { ports, broker } = context;
  const protection = protectionOf(context, order.instrument.id);
  if (protection.length === 0) return order;
  await broker.waitForOrderTurn();
  // an exit that may not be sent leaves the protection where it is; the placement says why
  if (ports.guard.check(order.purpose) !== undefined) return order;
  const before = ownQuantity(context, order);
  const working = await cancelOrders(context, protection, "POSITION_IS_LEFT");
  if (working.length > 0) {
    postpone(context, order, "PROTECTION_STILL_WORKS");
    return undefined;
  }
  const closed = before.minus(ownQuantity(context, order));
  return closed.eq(ZERO) ? order : reduced(context, order, { closed, markets });
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
