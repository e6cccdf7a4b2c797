import { ZERO, type Decimal } from "../core/domain/decimal.ts";
import type { NetPosition } from "../core/domain/account.ts";
import type { OpenOrder, OrderActivity } from "../core/domain/order.ts";
import {
  addDuration,
  durationMs,
  subtractDuration,
  type DurationMs,
  type Timestamp,
} from "../core/domain/time.ts";
import { isFinal } from "../core/execution/lifecycle.ts";
import { ACTIVITY_LOOK_BACK, type Evidence } from "../core/execution/evidence.ts";
import { settle, type Settlement } from "../core/execution/settle.ts";
import { VISIBILITY_GRACE } from "../core/execution/verdict.ts";
import type { ConnectedContext } from "./context.ts";
import { orderFields } from "./order-fields.ts";
import type { IntentStanding } from "./ports.ts";

/** How long a cycle waits for an accepted order to be filled, and for its lines to become visible (about 3 s). */
const FILL_PATIENCE = durationMs(8_000);
/** A doubt is worth waiting for: once the grace is over, silence becomes evidence. */
const DOUBT_PATIENCE = addMs(VISIBILITY_GRACE, 2_000);
const POLL_DELAYS_MS = [500, 1_000, 1_000, 1_000];
const LAST_POLL_DELAY_MS = 2_000;

function addMs(duration: DurationMs, milliseconds: number): DurationMs {
  return durationMs(duration + milliseconds);
}

interface Look {
  readonly asOf: Timestamp;
  readonly openOrders?: readonly OpenOrder[];
  readonly activities: { readonly since: Timestamp; readonly lines: readonly OrderActivity[] };
  readonly positions?: readonly NetPosition[];
}

/** `read_back`: the orders were just sent. `resume`: they are left over, so one look at an undoubted one is enough. */
export type SettlingOccasion = "read_back" | "resume";

/**
 * Compares orders that were sent with the broker's records until each is final or patience ends, and commits what
 * the records say. What stays open is settled by the next cycle.
 *
 * @throws TradebotError when a source does not answer: no information settles nothing
 */
export async function settleOrders(
  context: ConnectedContext,
  standings: readonly IntentStanding[],
  occasion: SettlingOccasion,
): Promise<void> {
  const { clock, stop, events } = context.ports;
  if (standings.length === 0) return;
  events.emit("execution_reconcile_begin", { unknown: standings.filter(isInDoubt).length });
  const began = clock.now();
  let open = standings;
  for (let poll = 0; ; poll += 1) {
    const look = await readEvidence(context, open, occasion);
    open = applyEvidence(context, open, look);
    if (open.length === 0 || stop.reason !== undefined) break;
    if (clock.now() >= addDuration(began, patience(open, occasion))) break;
    await clock.sleep(durationMs(POLL_DELAYS_MS[poll] ?? LAST_POLL_DELAY_MS));
  }
  reportUnsettled(context, open);
}

function patience(open: readonly IntentStanding[], occasion: SettlingOccasion): DurationMs {
  if (open.some(isInDoubt)) return DOUBT_PATIENCE;
  return occasion === "read_back" ? FILL_PATIENCE : durationMs(0);
}

const isInDoubt = ({ state }: IntentStanding): boolean => state === "placing" || state === "unknown";

/** The moment before which nothing had been sent. */
const sentAtOf = ({ intent, placingAt }: IntentStanding): Timestamp => placingAt ?? intent.decisionBarCloseAt; // adopted: sent by someone who had decided the same, not before the bar closed

/** For an order just accepted the log alone tells what became of it; a doubt needs every source. */
async function readEvidence(
  { broker, account, ports }: ConnectedContext,
  open: readonly IntentStanding[],
  occasion: SettlingOccasion,
): Promise<Look> {
  const asOf = ports.clock.now();
  const sentFrom = open.map(sentAtOf).reduce((earliest, at) => (at < earliest ? at : earliest), asOf);
  const since = subtractDuration(sentFrom, ACTIVITY_LOOK_BACK);
  if (occasion === "read_back" && !open.some(isInDoubt)) {
    return { asOf, activities: { since, lines: await broker.readOrderActivities(account, since) } };
  }
  const [openOrders, lines, positions] = await Promise.all([
    broker.readOpenOrders(account),
    broker.readOrderActivities(account, since),
    broker.readNetPositions(account),
  ]);
  return { asOf, activities: { since, lines }, openOrders, positions };
}

/** Commits what one look at the records says. @returns the orders that are still not final */
function applyEvidence(
  context: ConnectedContext,
  open: readonly IntentStanding[],
  look: Look,
): readonly IntentStanding[] {
  return open.map((standing) => applyTo(context, standing, look)).filter(({ state }) => !isFinal(state));
}

function applyTo(context: ConnectedContext, standing: IntentStanding, look: Look): IntentStanding {
  const { intent, state, orderId, filledQuantity } = standing;
  const order = {
    reference: intent.externalReference,
    instrument: intent.instrument,
    side: intent.side,
    quantity: intent.quantity,
    state,
    sentAt: sentAtOf(standing),
    filledQuantity,
    ...(orderId === undefined ? {} : { orderId }),
  };
  const settlement = settle(order, evidenceFor(context, standing, look));
  return commitSettlement(context, standing, settlement);
}

function evidenceFor({ ports }: ConnectedContext, standing: IntentStanding, look: Look): Evidence {
  const { asOf, openOrders, activities, positions } = look;
  const seen = { asOf, activities, ...(openOrders === undefined ? {} : { openOrders }) };
  const before = ports.store.snapshotBefore(sentAtOf(standing));
  if (before === undefined || positions === undefined) return seen;
  const { id } = standing.intent.instrument;
  return { ...seen, positionShift: quantityOf(id, positions).minus(quantityOf(id, before.positions)) };
}

const quantityOf = (id: string, positions: readonly NetPosition[]): Decimal =>
  positions.find(({ instrumentId }) => instrumentId === id)?.quantity ?? ZERO;

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
    const { to: state, orderId = after.orderId, filledQuantity = after.filledQuantity } = transition;
    after = { ...after, state, filledQuantity, ...(orderId === undefined ? {} : { orderId }) };
    ports.events.emit("execution_reconcile_result", {
      ...orderFields(intent),
      intent_state: state,
      reason: transition.reason,
      execution_outcome: outcomeOf(after),
      order_id: orderId,
      filled_quantity: filledQuantity.toString(),
      detail: transition.detail,
    });
  }
  if (isFinal(after.state)) {
    tally.settled += 1;
    if (after.state === "filled") tally.filled += 1;
    if (after.state === "rejected") tally.rejected += 1;
  }
  return after;
}

function bookFills({ ports }: ConnectedContext, { intent }: IntentStanding, { fills }: Settlement): void {
  for (const fill of ports.store.recordFills(intent.id, fills)) {
    ports.events.emit("execution_order_filled", {
      ...orderFields(intent),
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
function reportUnsettled(context: ConnectedContext, open: readonly IntentStanding[]): void {
  for (const standing of open.filter(isInDoubt)) {
    context.ports.events.emit("execution_order_unknown", {
      ...orderFields(standing.intent),
      order_id: standing.orderId,
      execution_outcome: "RECONCILIATION_NEEDED",
      failure_reason: "NO_EVIDENCE_YET",
    });
  }
}
