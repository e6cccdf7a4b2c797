import { assert } from "../core/domain/assert.ts";
import type { InstrumentDetails } from "../core/domain/instrument.ts";
import type { Intent, OrderRequest, Placement, PricedOrder } from "../core/domain/order.ts";
import { isProtective } from "../core/domain/order.ts";
import { placementRequestId } from "../core/execution/external-reference.ts";
import type { ApprovedOrder } from "../core/risk/decision.ts";
import { durationOf, KIND_OF } from "../core/risk/protection.ts";
import type { ConnectedContext } from "./context.ts";
import { orderFields } from "./event-fields.ts";
import { momentOf, type Moment } from "./standstill.ts";

/** Orders that go to the broker in one request: one alone, an entry with its children, or a pair. */
export interface Bundle {
  /** At least one; an entry comes before its children. They share a request id. */
  readonly intents: readonly Intent[];
  /** What it rests on was seen no later than this. */
  readonly decided: Moment;
  /** Needed by orders that wait for a price. */
  readonly details?: InstrumentDetails;
}

/** The order that the others depend on, or the first of several equals. */
export function leadOf({ intents: [lead] }: Bundle): Intent {
  assert(lead !== undefined, "nothing is sent without an order");
  return lead;
}

/** What the lead can do without, where the broker takes it alone: the children of an entry, the target beside a stop. */
export const companionsIn = ({ intents }: Bundle): readonly Intent[] => intents.slice(1);

/** Writes intents down that are to be sent together: all of them, or none. */
export function writeDown(
  { ports, cycle }: ConnectedContext,
  orders: readonly (ApprovedOrder | Intent)[],
  details: InstrumentDetails | undefined,
): Bundle {
  const [lead] = orders;
  assert(lead !== undefined, "nothing is written down without an order");
  const { externalReference: reference } = lead;
  const requestId = placementRequestId(reference, ports.store.attemptsUnder(reference));
  const decided = momentOf(ports.clock);
  const made = { createdAt: decided.at, requestId };
  const intents = ports.store.createIntents(
    cycle,
    orders.map((order) => ({ ...order, ...made })),
  );
  for (const intent of intents) ports.events.emit("execution_intent_created", orderFields(ports, intent));
  return { intents, decided, ...(details === undefined ? {} : { details }) };
}

/** The orders as the broker gets them: closing one opening where each is closed for itself. */
export function placementOf(bundle: Bundle): Placement {
  const { intents, details } = bundle;
  const lead = leadOf(bundle);
  const orders = intents.map((intent) => requestOf(intent, details));
  const [first, second] = orders;
  assert(first !== undefined && orders.length <= 3, "a request holds an order, and two beside it at most");
  if (lead.positionId !== undefined) return { kind: "on_position", positionId: lead.positionId, orders };
  if (second === undefined) return { kind: "single", order: first };
  if (lead.purpose === "entry") return { kind: "entry", entry: first, children: orders.slice(1).map(priced) };
  return { kind: "pair", orders: [priced(first), priced(second)] };
}

export function requestOf(intent: Intent, details: InstrumentDetails | undefined): OrderRequest {
  const { accountKey, instrument, side, quantity, externalReference, purpose, price } = intent;
  const identity = { accountKey, instrument, side, quantity, externalReference };
  if (!isProtective(purpose)) return { kind: "market", ...identity };
  assert(details !== undefined && price !== undefined, "an order that waits has a price, and rules for it");
  const duration = durationOf(purpose, details);
  assert(duration !== undefined, "an order that waits is written down only where the instrument takes it");
  return { kind: KIND_OF[purpose], ...identity, price, duration, details };
}

function priced(order: OrderRequest): PricedOrder {
  assert(order.kind !== "market", "what goes with another order waits for its price");
  return order;
}
