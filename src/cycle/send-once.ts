import type { InstrumentDetails } from "../core/domain/instrument.ts";
import { present } from "../core/domain/present.ts";
import type { ApprovedOrder } from "../core/risk/decision.ts";
import { recordAsPlaced } from "./adopt-orders.ts";
import { writeDown } from "./bundle.ts";
import type { ConnectedContext } from "./context.ts";
import { executeOrder, type Rules } from "./execute-order.ts";
import { lastLookFor, type KnownOrders } from "./last-look.ts";
import type { Moment } from "./standstill.ts";

interface Sending extends Pick<Rules, "dryRun" | "disclaimerPolicy" | "overruns">, KnownOrders {
  readonly details: InstrumentDetails | undefined;
  /** Absent where that is now. */
  readonly decided?: Moment;
}

/** Writes orders down that go together, and sends them; what the broker knows is not sent again, nor what goes with it. */
export async function sendOnce(
  context: ConnectedContext,
  orders: readonly ApprovedOrder[],
  { details, decided, ...sending }: Sending,
): Promise<void> {
  const { known, dryRun, disclaimerPolicy, overruns } = sending;
  const arrived = orders.filter(({ externalReference }) => known?.has(externalReference) === true);
  if (arrived.length === 0) {
    const lastLook = known === undefined ? {} : { lastLook: lastLookFor(context, orders, sending) };
    const bundle = { ...writeDown(context, orders, details), ...present({ decided }) };
    await executeOrder(context, bundle, {
      dryRun,
      disclaimerPolicy,
      ...lastLook,
      ...present({ bound: orders[0]?.bound, overruns }),
    });
    return;
  }
  // a child of an entry that was refused late may have been taken over for itself
  const { store } = context.ports;
  const forgotten = arrived.filter(
    ({ externalReference }) => store.arrivedIntent(externalReference) === undefined,
  );
  if (forgotten.length === 0) return;
  const bundle = writeDown(context, forgotten, details);
  for (const intent of bundle.intents) {
    const orderId = known?.get(intent.externalReference);
    if (orderId !== undefined) recordAsPlaced(context, intent, { orderId, at: context.ports.clock.now() });
  }
}
