import type { OrderId } from "../core/domain/ids.ts";
import type { InstrumentId } from "../core/domain/instrument.ts";
import type { Intent } from "../core/domain/order.ts";
import type { ApprovedOrder } from "../core/risk/decision.ts";
import { adoptFound } from "./adopt-orders.ts";
import { writeDown } from "./bundle.ts";
import type { ConnectedContext } from "./context.ts";
import { orderFields } from "./event-fields.ts";
import { noteTakenOver, type OwnRecords } from "./known-orders.ts";
import { giveUpUnsent } from "./record-placement.ts";

/**
 * Takes over what the broker knows under our references and this store does not: another machine has ordered it, or
 * somebody with the store that was lost. What was decided here without knowing of it is not sent; the next cycle decides
 * with the whole of it.
 *
 * @returns the orders that may still be sent
 */
export function takeOverFound(
  context: ConnectedContext,
  orders: readonly ApprovedOrder[],
  { found, asOf }: OwnRecords,
): readonly ApprovedOrder[] {
  const [first] = orders;
  if (first === undefined) return [];
  const adopted = adoptFound(context, found, { strategy: first.strategy, decided: orders });
  noteTakenOver(context, asOf);
  for (const { intent, orderId } of adopted) {
    if (orderId !== undefined) tell(context, intent, orderId);
  }
  const touched = new Set(adopted.map(({ intent }) => intent.instrument.id));
  const [kept, overtaken] = split(orders, touched);
  for (const order of overtaken) giveUp(context, order);
  return kept;
}

const split = (orders: readonly ApprovedOrder[], touched: ReadonlySet<InstrumentId>) =>
  [
    orders.filter(({ instrument }) => !touched.has(instrument.id)),
    orders.filter(({ instrument }) => touched.has(instrument.id)),
  ] as const;

/** The order itself may be the one that was found: then it stands already. */
function giveUp(context: ConnectedContext, order: ApprovedOrder): void {
  context.tally.approved += 1;
  if (context.ports.store.arrivedIntent(order.externalReference) !== undefined) return;
  const reason = "ORDERED_ELSEWHERE";
  giveUpUnsent(context, writeDown(context, [order], undefined), { to: "dropped", reason });
}

function tell({ ports }: ConnectedContext, intent: Intent, orderId: OrderId): void {
  ports.events.emit("execution_order_adopted", { ...orderFields(ports, intent), order_id: orderId });
}
