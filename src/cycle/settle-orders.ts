import { durationMs } from "../core/domain/time.ts";
import type { SentOrder } from "../core/execution/evidence.ts";
import { isFinal, isInDoubt, isResting, type Transition } from "../core/execution/lifecycle.ts";
import { detailOf, settle, type Settlement } from "../core/execution/settle.ts";
import { VISIBILITY_GRACE, type Verdict } from "../core/execution/verdict.ts";
import type { ConnectedContext } from "./context.ts";
import { evidenceAbout, gatherEvidence, loggedFrom, sentAtOf, type Look } from "./gather-evidence.ts";
import { orderFields } from "./event-fields.ts";
import type { Ports } from "./ports.ts";
import type { IntentStanding } from "./ports/order-store.ts";
import { quietSinceMs } from "./silence.ts";
import type { Tally } from "./tally.ts";

/** How long a cycle waits for an accepted order to be filled, and for its lines to become visible (about 3 s). */
const FILL_PATIENCE = durationMs(8_000);
/** A doubt is worth waiting for until silence becomes evidence. */
const DOUBT_PATIENCE = durationMs(VISIBILITY_GRACE + 1_000);
const POLL_DELAYS_MS = [500, 1_000, 1_000, 1_000];
const LAST_POLL_DELAY_MS = 2_000;

/** `read_back`: the orders were just sent. `resume`: they are left over, so one look at an undoubted one is enough. */
export type SettlingOccasion = "read_back" | "resume";

/** An order in question, and what the newest look said about it. */
interface Open {
  readonly standing: IntentStanding;
  readonly verdict?: Verdict;
  /** Whether it was among the open orders. */
  readonly isListed: boolean;
}

/** Whether it is a stop or target that was accepted: what becomes of it the list of open orders says first. */
export const isWaitingForItsPrice = ({ state, intent: { purpose } }: IntentStanding): boolean =>
  isResting({ state, purpose });

/**
 * Compares orders that were sent with the broker's records until each is final or patience ends, and commits what
 * the records say. What stays open is settled by the next cycle.
 *
 * @throws TradebotError when no source answers: no information settles nothing
 */
export async function settleOrders(
  context: ConnectedContext,
  standings: readonly IntentStanding[],
  occasion: SettlingOccasion,
): Promise<void> {
  const { clock, stop, events } = context.ports;
  if (standings.length === 0) return;
  events.emit("execution_reconcile_begin", { unknown: standings.filter(isInDoubt).length });
  const beganMs = clock.monotonicMs();
  let open: readonly Open[] = standings.map((standing) => ({ standing, isListed: false }));
  for (let poll = 0; ; poll += 1) {
    const orders = open.map(({ standing }) => standing);
    const sources = occasion === "read_back" && open.every(isToldByLog) ? "log" : "all";
    open = applyEvidence(context, orders, await gatherEvidence(context, orders, sources));
    const waitUntilMs = Math.max(...open.map((one) => patienceEndMs(context, one, { beganMs, occasion })));
    if (stop.reason !== undefined || clock.monotonicMs() >= waitUntilMs) break;
    await clock.sleep(durationMs(POLL_DELAYS_MS[poll] ?? LAST_POLL_DELAY_MS));
  }
  reportUnsettled(context, open);
}

/** The log has the last word on an order that is executed at once; one that waits for its price is listed sooner. */
const isToldByLog = ({ standing }: Open): boolean => !isInDoubt(standing) && !isWaitingForItsPrice(standing);

/** Until when another look at the order can tell more: of records that contradict each other, no longer than usual. */
function patienceEndMs(
  context: ConnectedContext,
  { standing, verdict, isListed }: Open,
  { beganMs, occasion }: { readonly beganMs: number; readonly occasion: SettlingOccasion },
): number {
  const isDoubtful = isInDoubt(standing) && verdict?.kind !== "contradiction";
  if (isDoubtful || isExecuted(standing)) return quietSinceMs(context, standing) + DOUBT_PATIENCE;
  const isSeenWaiting = isWaitingForItsPrice(standing) && isListed; // the log goes on calling it live for a while
  return occasion === "read_back" && !isSeenWaiting ? beganMs + FILL_PATIENCE : beganMs;
}

/** Whether all of it was executed, which only its lines, still to come, can book. */
const isExecuted = ({ filledQuantity, intent: { quantity } }: IntentStanding): boolean =>
  filledQuantity.gte(quantity);

/** Commits what one look at the records says. @returns the orders that are still not final */
function applyEvidence(
  context: ConnectedContext,
  orders: readonly IntentStanding[],
  look: Look,
): readonly Open[] {
  return orders
    .map((standing) => {
      const settlement = settle(sentOrder(context, standing, look), evidenceAbout(context, standing, look));
      const after = commitSettlement(context, standing, settlement);
      const isListed = look.openOrders?.some(({ orderId }) => orderId === after.orderId) === true;
      return { standing: after, verdict: settlement.verdict, isListed };
    })
    .filter(({ standing }) => !isFinal(standing.state));
}

export const sentOrder = (context: ConnectedContext, standing: IntentStanding, look: Look): SentOrder => ({
  reference: standing.intent.externalReference,
  instrument: standing.intent.instrument,
  side: standing.intent.side,
  quantity: standing.intent.quantity,
  state: standing.state,
  sentAt: sentAtOf(standing),
  loggedFrom: loggedFrom(standing),
  quietFor: durationMs(look.askedAtMs - quietSinceMs(context, standing)),
  earlierAttempts: standing.earlierAttempts,
  isOtherOrder: (orderId) => orderId !== standing.orderId && context.ports.store.hasOrder(orderId),
  filledQuantity: standing.filledQuantity,
  ...(standing.orderId === undefined ? {} : { orderId: standing.orderId }),
});

function commitSettlement(
  context: ConnectedContext,
  standing: IntentStanding,
  settlement: Settlement,
): IntentStanding {
  const { ports, cycle, tally } = context;
  const { intent } = standing;
  bookFills(context, standing, settlement);
  let after = standing;
  for (const transition of settlement.transitions) {
    ports.store.recordTransition(cycle, intent.id, transition, ports.clock.now());
    after = standingAfter(after, transition);
    const { state, orderId, filledQuantity } = after;
    const outcome = outcomeOf(after);
    ports.events.emit("execution_reconcile_result", {
      ...orderFields(ports, intent),
      intent_state: state,
      reason: transition.reason,
      execution_outcome: outcome,
      failure_reason: outcome === "FAILED" ? transition.reason : undefined,
      order_id: orderId,
      filled_quantity: filledQuantity.toString(),
      detail: transition.detail,
    });
  }
  if (isFinal(after.state)) {
    tally.settled += 1;
    if (after.state === "filled") tally.filled += 1;
    if (after.state === "rejected") tellLateRefusal(ports, after, tally);
  }
  return after;
}

/** The standing once the step is recorded. */
function standingAfter(before: IntentStanding, step: Transition): IntentStanding {
  const { to: state, orderId = before.orderId, filledQuantity = before.filledQuantity } = step;
  const intent = step.quantity === undefined ? before.intent : { ...before.intent, quantity: step.quantity };
  return { ...before, intent, state, filledQuantity, ...(orderId === undefined ? {} : { orderId }) };
}

/** The answer had called it accepted: whoever reads warnings alone must hear of it as of a refusal in the answer. */
function tellLateRefusal(ports: Ports, { intent, orderId }: IntentStanding, tally: Tally): void {
  tally.rejected += 1;
  ports.events.emit("execution_order_rejected", {
    ...orderFields(ports, intent),
    order_id: orderId,
    execution_outcome: "FAILED",
    failure_reason: "REFUSED_LATE",
    detail: "the broker's order log says that it was refused after it had been accepted, and gives no reason",
  });
}

function bookFills({ ports }: ConnectedContext, { intent }: IntentStanding, { fills }: Settlement): void {
  for (const fill of ports.store.recordFills(intent.id, fills)) {
    ports.events.emit("execution_order_filled", {
      ...orderFields(ports, intent),
      order_id: fill.orderId,
      filled_quantity: fill.quantity.toString(),
      fill_price: fill.price.toString(),
    });
  }
}

function outcomeOf({ state }: IntentStanding): string {
  if (state === "filled" || state === "placed") return "SUCCESS";
  return isFinal(state) ? "FAILED" : "RECONCILIATION_NEEDED";
}

/** Says loudly which orders nobody can speak for. An accepted order that is simply not filled yet is no doubt. */
function reportUnsettled(context: ConnectedContext, open: readonly Open[]): void {
  for (const { standing, verdict } of open) {
    if (!isInDoubt(standing)) continue;
    context.ports.events.emit("execution_order_unknown", {
      ...orderFields(context.ports, standing.intent),
      saxo_request_id: standing.intent.requestId,
      order_id: standing.orderId,
      execution_outcome: "RECONCILIATION_NEEDED",
      failure_reason: verdict !== undefined && "reason" in verdict ? verdict.reason : "NO_EVIDENCE_YET",
      detail: verdict === undefined ? undefined : detailOf(verdict),
    });
  }
}
