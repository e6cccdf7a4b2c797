import { ZERO, type Decimal } from "../core/domain/decimal.ts";
import { isOwnReference, externalReference, type OrderId } from "../core/domain/ids.ts";
import { instrumentFromId } from "../core/domain/instrument.ts";
import type { Intent, OrderActivity } from "../core/domain/order.ts";
import { addDuration, minutes, subtractDuration, type Timestamp } from "../core/domain/time.ts";
import { VISIBILITY_GRACE } from "../core/execution/verdict.ts";
import type { ConnectedContext } from "./context.ts";
import { orderFields } from "./event-fields.ts";
import type { IntentStanding } from "./ports.ts";
import { settleOrders } from "./settle-orders.ts";

/** How far back a new store looks for orders of ours. */
const LOOK_BACK = minutes(30 * 24 * 60);
/** Cached without an end in sight: a store that has looked has looked. */
const FOR_GOOD = minutes(100 * 365 * 24 * 60);
const LOOKED = "own-orders-adopted";

/**
 * Rebuilds what a new store lacks: orders of ours in the broker's log become intents with their fills, so that what
 * was bought before the store was lost is still ours to sell. A look that came too early to see what was sent right
 * before is repeated once, where the account holds something that nothing explains.
 *
 * @throws TradebotError when the log cannot be read: a store that may lack positions decides nothing
 */
export async function adoptOwnOrders(context: ConnectedContext, strategy: string): Promise<void> {
  const { store, clock } = context.ports;
  const now = clock.now();
  const looked = store.cache.read(LOOKED, now);
  if (looked === "enough") return;
  const isEarly = now < addDuration(store.beganAt(), VISIBILITY_GRACE);
  if (looked === undefined || (!isEarly && holdsUnexplained(context))) await look(context, strategy);
  store.cache.write(LOOKED, isEarly ? "early" : "enough", addDuration(now, FOR_GOOD));
}

/** By the newest snapshot, which is as old as the cycle before. */
function holdsUnexplained({ ports: { store, clock } }: ConnectedContext): boolean {
  const own: ReadonlyMap<string, Decimal> = store.ownPositions();
  const positions = store.snapshotBefore(clock.now())?.positions ?? [];
  return positions.some(({ instrumentId, quantity }) => !quantity.eq(own.get(instrumentId) ?? ZERO));
}

async function look(context: ConnectedContext, strategy: string): Promise<void> {
  const { broker, account, ports } = context;
  const since = subtractDuration(ports.store.beganAt(), LOOK_BACK);
  const adopted = firstLines(await broker.readOrderActivities(account, since))
    .map((line) => writeDown(context, line, strategy))
    .filter((standing) => standing !== undefined);
  await settleOrders(context, adopted, "resume");
}

/** The first line of the newest order under each reference of ours: an earlier one was refused and sent once more. */
function firstLines(activities: readonly OrderActivity[]): readonly OrderActivity[] {
  const lines = new Map<string, OrderActivity>();
  for (const line of activities) {
    const { externalReference: reference } = line;
    if (reference === undefined || !isOwnReference(reference)) continue;
    if (lines.get(reference)?.orderId !== line.orderId) lines.set(reference, line);
  }
  return [...lines.values()];
}

/** @returns `undefined` for an order the store knows, or of an instrument we could not have ordered */
function writeDown(
  context: ConnectedContext,
  line: OrderActivity,
  strategy: string,
): IntentStanding | undefined {
  const { ports, cycle, account } = context;
  const reference = externalReference(line.externalReference ?? "");
  const instrument = instrumentFromId(line.instrumentId);
  if (instrument === undefined || ports.store.arrivedIntent(reference) !== undefined) return undefined;
  const intent = ports.store.createIntent(cycle, {
    accountKey: account.accountKey,
    instrument,
    side: line.side,
    quantity: line.quantity,
    externalReference: reference,
    purpose: line.side === "buy" ? "entry" : "exit",
    strategy,
    decisionBarCloseAt: line.at, // the bar is not known any more; the order was decided no later than this
    createdAt: ports.clock.now(),
    requestId: ports.ids.requestId(),
  });
  return recordAsPlaced(context, intent, { orderId: line.orderId, at: line.at });
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
