import { assert } from "../core/domain/assert.ts";
import { TradebotError } from "../core/domain/errors.ts";
import type { Decimal } from "../core/domain/decimal.ts";
import type { InstrumentDetails } from "../core/domain/instrument.ts";
import type { OpenOrder, PricedOrder } from "../core/domain/order.ts";
import type { Resize, WaitingOrder } from "../core/risk/plan-protection.ts";
import { requestOf } from "./bundle.ts";
import type { ConnectedContext } from "./context.ts";
import { orderFields } from "./event-fields.ts";
import type { ChangeOutcome } from "./ports/broker-answers.ts";
import type { IntentStanding } from "./ports/order-store.ts";

interface Changed {
  readonly standing: IntentStanding;
  readonly quantity: Decimal;
  readonly request: PricedOrder;
}

/**
 * Changes how much the orders of one pair wait for, both in one request. Their prices stay what they are at the
 * broker, also where a person has moved them. What has come of it the next look at the records says.
 *
 * @throws TradebotError when the request certainly did not leave, or breaks a rule of the instrument
 */
export async function resizeOrders(
  context: ConnectedContext,
  { orders, remaining }: Resize,
  {
    details,
    openOrders,
  }: {
    readonly details: InstrumentDetails;
    readonly openOrders: readonly OpenOrder[];
  },
): Promise<void> {
  const { broker, ports } = context;
  const changes = orders.map((order) => changeOf(context, order, { remaining, details, openOrders }));
  const [first, ...others] = changes;
  assert(first !== undefined, "a change is about an order");
  await broker.waitForOrderTurn();
  ports.guard.requireWritable();
  record(context, changes, ({ quantity }) => ({
    reason: "ABOUT_TO_CHANGE",
    detail: `to ${quantity.toString()}`,
  }));
  for (const { standing, quantity } of changes) {
    ports.events.emit("execution_change_begin", {
      ...orderFields(ports, standing.intent),
      order_id: orderIdOf(standing),
      quantity: quantity.toString(),
    });
  }
  const children = others.map(({ standing, request }) => ({ orderId: orderIdOf(standing), order: request }));
  try {
    const outcome = await broker.change(
      {
        orderId: orderIdOf(first.standing),
        order: first.request,
        ...(children.length === 0 ? {} : { children }),
      },
      ports.ids.requestId(),
    );
    recordAnswer(context, changes, outcome);
  } catch (error) {
    if (error instanceof TradebotError)
      record(context, changes, () => ({ reason: error.code, detail: error.message }));
    throw error;
  }
}

function changeOf(
  { ports }: ConnectedContext,
  order: WaitingOrder,
  {
    remaining,
    details,
    openOrders,
  }: {
    readonly remaining: Decimal;
    readonly details: InstrumentDetails;
    readonly openOrders: readonly OpenOrder[];
  },
): Changed {
  const standing = ports.store.unsettledIntents().find(({ intent }) => intent.id === order.id);
  assert(standing !== undefined, "an order that waits is one the store knows");
  const price = openOrders.find(({ orderId }) => orderId === order.orderId)?.price ?? standing.intent.price;
  const quantity = order.filledQuantity.plus(remaining);
  const request = requestOf({ ...standing.intent, quantity, ...(price && { price }) }, details);
  assert(request.kind !== "market", "an order that waits has a price");
  return { standing, quantity, request };
}

function orderIdOf({ orderId }: IntentStanding) {
  assert(orderId !== undefined, "an order the broker has accepted has an id");
  return orderId;
}

function recordAnswer(context: ConnectedContext, changes: readonly Changed[], outcome: ChangeOutcome): void {
  if (outcome.kind === "requested") return;
  const { code, reason } =
    outcome.kind === "refused" ? outcome : { code: outcome.cause.code, reason: outcome.cause.message };
  record(context, changes, () => ({ reason: code, detail: reason }));
  for (const { standing } of changes) {
    context.ports.events.emit("execution_change_refused", {
      ...orderFields(context.ports, standing.intent),
      order_id: orderIdOf(standing),
      failure_reason: code,
      detail: reason,
    });
  }
}

/** The order works on, as before or changed: that it is still placed is certain. */
function record(
  { ports, cycle }: ConnectedContext,
  changes: readonly Changed[],
  why: (change: Changed) => { readonly reason: string; readonly detail: string },
): void {
  const steps = changes.map((change) => ({
    intent: change.standing.intent.id,
    transition: { to: "placed" as const, ...why(change) },
  }));
  ports.store.recordTransitions(cycle, steps, ports.clock.now());
}
