import { ZERO, type Decimal } from "../core/domain/decimal.ts";
import { externalReference, isOwnReference, type OrderId } from "../core/domain/ids.ts";
import { isHeld, type Position } from "../core/domain/account.ts";
import type { Instrument } from "../core/domain/instrument.ts";
import type { Intent } from "../core/domain/order.ts";
import { present } from "../core/domain/present.ts";
import { minutes, subtractDuration } from "../core/domain/time.ts";
import type { Timestamp } from "../core/domain/time.ts";
import { ACTIVITY_LOOK_BACK } from "../core/execution/evidence.ts";
import {
  openingOrdersIn,
  originOf,
  unexplainedOwn,
  type FoundOrder,
} from "../core/execution/found-orders.ts";
import type { ApprovedOrder } from "../core/risk/decision.ts";
import type { ConnectedContext } from "./context.ts";
import { instrumentFields, orderFields } from "./event-fields.ts";
import type { IntentStanding } from "./ports/order-store.ts";
import { isWaitingForItsPrice } from "./settle-orders.ts";

/** How far back it is looked for orders of ours; what still works or is held is found however old it is. */
export const LOOK_BACK = minutes(30 * 24 * 60);
/** Why less is ours where nothing tells who has sold it. */
export const HELD_NO_MORE = "HELD_NO_MORE";
/** Why that is ours again. */
const HELD_AGAIN = "HELD_AGAIN";

/** Orders that were executed so lately that the log may not show them: their openings name them. */
export function notYetLogged(
  { ports }: ConnectedContext,
  positions: readonly Position[],
): readonly FoundOrder[] {
  const since = subtractDuration(ports.clock.now(), ACTIVITY_LOOK_BACK);
  const unknown = openingOrdersIn(positions.filter(isHeld), since).filter(
    ({ orderId }) => !ports.store.hasOrder(orderId),
  );
  return withoutGivenUp(ports, unknown);
}

/** What was given up for absent and shows up all the same is told by its own name: see `takeOverLateOrders`. */
export function withoutGivenUp(
  { store, clock }: ConnectedContext["ports"],
  found: readonly FoundOrder[],
): readonly FoundOrder[] {
  const givenUp = store
    .absentIntentsSince(subtractDuration(clock.now(), LOOK_BACK))
    .map(({ intent }) => intent.externalReference);
  return found.filter(({ externalReference: reference }) => !givenUp.includes(reference));
}

/**
 * Writes down what the store does not know.
 *
 * @param decided the same orders, where they have just been decided here as well
 * @returns the new intents, which the broker's records are to settle
 */
export const adoptFound = (
  context: ConnectedContext,
  found: readonly FoundOrder[],
  { strategy, decided = [] }: { readonly strategy: string; readonly decided?: readonly ApprovedOrder[] },
): readonly IntentStanding[] =>
  found.flatMap((order) => {
    if (context.ports.store.arrivedIntent(order.externalReference) !== undefined) return [];
    const decision = decided.find(({ externalReference: ours }) => ours === order.externalReference);
    return [writeDown(context, order, decision ?? { strategy })];
  });

/** @param decision what is known of it; of one that was made elsewhere not even its bar */
function writeDown(
  context: ConnectedContext,
  found: FoundOrder,
  decision: Pick<ApprovedOrder, "strategy"> & Partial<ApprovedOrder>,
): IntentStanding {
  const { ports, cycle, account } = context;
  const { orderId, at, instrument, side, quantity, purpose, price } = found;
  const intent = ports.store.createIntent(cycle, {
    decisionBarCloseAt: at,
    ...decision,
    accountKey: account.accountKey,
    externalReference: found.externalReference,
    instrument,
    side,
    quantity,
    purpose,
    ...present({ price }),
    createdAt: ports.clock.now(),
    requestId: ports.ids.requestId(),
  });
  return recordAsPlaced(context, intent, { orderId, at });
}

/**
 * Openings whose orders are in no record any more: what they hold is ours all the same.
 *
 * @param awaited instruments of which the log may still have something to tell
 */
export function adoptOpenings(
  context: ConnectedContext,
  positions: readonly Position[],
  awaited: ReadonlySet<string>,
): void {
  const { ports, cycle } = context;
  const { store } = ports;
  const open = store.unsettledIntents().filter((standing) => !isWaitingForItsPrice(standing));
  const underWay = new Set(open.map(({ intent }) => intent.instrument.id)); // its executions are still to be booked
  for (const { instrument, quantity, isBack, openings } of unexplainedOpenings(context, positions)) {
    if (underWay.has(instrument.id) || awaited.has(instrument.id)) continue;
    const reason = isBack ? HELD_AGAIN : "OPENING_OF_OURS";
    const { openPrice: price, openedAt } = originOf(openings);
    const profitLoss = isBack ? takenBack(context, instrument, quantity) : undefined;
    store.recordAdjustment(cycle, {
      at: ports.clock.now(),
      instrumentId: instrument.id,
      quantity,
      reason,
      ...present({ price, openedAt, profitLoss }),
    });
    ports.events.emit("execution_position_adopted", {
      ...instrumentFields(ports, instrument),
      quantity: quantity.toString(),
      reason,
    });
  }
}

/** What it was taken to have come to when it was missed: it is open again, and has come to nothing yet. */
function takenBack({ ports: { store } }: ConnectedContext, { id }: Instrument, quantity: Decimal): Decimal {
  const missed = store.adjustedFor([HELD_NO_MORE, HELD_AGAIN]).get(id);
  if (missed === undefined || missed.quantity.eq(ZERO)) return ZERO;
  return missed.profitLoss.times(quantity).div(missed.quantity);
}

/** What the account holds under our references and our records do not account for. */
export function unexplainedOpenings(
  { ports: { store } }: Pick<ConnectedContext, "ports">,
  positions: readonly Position[],
): ReturnType<typeof unexplainedOwn> {
  const isKnown = ({ sourceOrderId, externalReference: reference }: Position): boolean =>
    (sourceOrderId !== undefined && store.hasOrder(sourceOrderId)) ||
    (isOwnReference(reference) && store.arrivedIntent(externalReference(reference ?? "")) !== undefined);
  const adjusted = store.adjustedFor([HELD_NO_MORE, HELD_AGAIN]);
  const missed = new Map([...adjusted].map(([id, { quantity }]) => [id, quantity.neg()] as const));
  return unexplainedOwn(positions, { own: store.ownPositions(), missed, isKnown });
}

/** The broker has this very order already: from a store that was lost, or from another machine. */
export function recordAsPlaced(
  { ports, cycle }: ConnectedContext,
  intent: Intent,
  { orderId, at }: { readonly orderId: OrderId; readonly at: Timestamp },
): IntentStanding {
  const step = { to: "placed", reason: "ALREADY_AT_BROKER", orderId } as const;
  ports.store.recordTransition(cycle, intent.id, step, at);
  ports.events.emit("execution_reconcile_result", {
    ...orderFields(ports, intent),
    intent_state: step.to,
    reason: step.reason,
    order_id: orderId,
    execution_outcome: "SUCCESS",
  });
  return { intent, state: step.to, orderId, filledQuantity: ZERO, earlierAttempts: 0 };
}
