import { sumDecimals } from "../core/domain/decimal.ts";
import type { ApprovedOrder } from "../core/risk/decision.ts";
import { closesByLot, splitByLot } from "../core/risk/split-exit.ts";
import type { ConnectedContext } from "./context.ts";
import { instrumentFields } from "./event-fields.ts";

/**
 * The orders as they are to be sent: where the account nets by the end of the day, an exit becomes one order for each
 * opening it closes, because a plain opposite order would only stand beside it until the night.
 *
 * @throws TradebotError when the openings cannot be read: then nothing is sent
 */
export async function exitsByLot(
  context: ConnectedContext,
  orders: readonly ApprovedOrder[],
): Promise<readonly ApprovedOrder[]> {
  const { account, broker } = context;
  if (!closesByLot(account) || orders.every(({ purpose }) => purpose === "entry")) return orders;
  const positions = await broker.readPositions(account);
  return orders.flatMap((order) => {
    if (order.purpose === "entry") return [order];
    const parts = splitByLot(order, positions);
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
