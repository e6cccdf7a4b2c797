import type { NetPosition } from "../core/domain/account.ts";
import { sumDecimals } from "../core/domain/decimal.ts";
import type { ApprovedOrder } from "../core/risk/decision.ts";
import { closesByLot, isOwnLot, splitByLot, splitForceOpen } from "../core/risk/split-exit.ts";
import type { ConnectedContext } from "./context.ts";
import { instrumentFields } from "./event-fields.ts";

/**
 * The orders as they are to be sent: where the account nets by the end of the day, an exit becomes one order for each
 * opening of ours that it closes, because a plain opposite order would only stand beside it until the night. So does
 * one for openings that net with nothing, whatever the account does with others.
 *
 * @param held the net positions, which say where there are such openings
 * @throws TradebotError when the openings cannot be read: then nothing is sent
 */
export async function exitsByLot(
  context: ConnectedContext,
  orders: readonly ApprovedOrder[],
  held: readonly NetPosition[],
): Promise<readonly ApprovedOrder[]> {
  const { account, broker, ports } = context;
  const forceOpen = new Set(held.filter((net) => net.hasForceOpen).map(({ instrumentId }) => instrumentId));
  const isSplit = ({ purpose, instrument }: ApprovedOrder): boolean =>
    purpose === "exit" && (closesByLot(account) || forceOpen.has(instrument.id));
  if (!orders.some(isSplit)) return orders;
  const positions = await broker.readPositions(account);
  const lots = positions.filter((position) => isOwnLot(position, (id) => ports.store.hasOrder(id)));
  return orders.flatMap((order) => {
    if (!isSplit(order)) return [order];
    const parts = closesByLot(account) ? splitByLot(order, lots) : splitForceOpen(order, lots, positions);
    reportMissing(context, order, parts);
    return parts.filter((part) => !isSentAlready(context, part));
  });
}

/** What was sent for the opening on the same decision was refused or has run its course: it is not sent again. */
function isSentAlready({ ports }: ConnectedContext, part: ApprovedOrder): boolean {
  const { externalReference, instrument, positionId } = part;
  const isSent = ports.store.arrivedIntent(externalReference) !== undefined;
  if (isSent) {
    const about = { external_reference: externalReference, position_id: positionId };
    ports.events.emit("execution_lot_closed_before", { ...instrumentFields(ports, instrument), ...about });
  }
  return isSent;
}

function reportMissing(
  { ports }: ConnectedContext,
  order: ApprovedOrder,
  parts: readonly ApprovedOrder[],
): void {
  const covered = sumDecimals(parts.map(({ quantity }) => quantity));
  if (covered.gte(order.quantity)) return;
  ports.events.emit("execution_lots_missing", {
    ...instrumentFields(ports, order.instrument),
    quantity: order.quantity.toString(),
    broker_quantity: covered.toString(),
  });
}
