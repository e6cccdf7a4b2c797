import type { NetPosition } from "../core/domain/account.ts";
import { ZERO } from "../core/domain/decimal.ts";
import type { OrderId } from "../core/domain/ids.ts";
import type { OpenOrder } from "../core/domain/order.ts";
import {
  addDuration,
  durationMs,
  minutes,
  subtractDuration,
  timestamp,
  type Timestamp,
} from "../core/domain/time.ts";
import { ACTIVITY_LOOK_BACK } from "../core/execution/evidence.ts";
import { ownOrdersIn, type FoundOrder } from "../core/execution/found-orders.ts";
import { VISIBILITY_GRACE } from "../core/execution/verdict.ts";
import type { ApprovedOrder } from "../core/risk/decision.ts";
import type { ConnectedContext } from "./context.ts";

/**
 * Waits, when the store is so new that an order of ours could be in nobody's records yet: sent by whoever lost the
 * store before, and not yet in the broker's log. Its position shows at once, so without one there is nothing to wait for.
 */
export async function waitUntilKnowable(
  { ports }: ConnectedContext,
  orders: readonly ApprovedOrder[],
  positions: readonly NetPosition[],
): Promise<void> {
  const own = ports.store.ownPositions();
  const isUnexplained = ({ instrument }: ApprovedOrder): boolean => {
    const held = positions.find(({ instrumentId }) => instrumentId === instrument.id)?.quantity ?? ZERO;
    return !held.eq(own.get(instrument.id) ?? ZERO);
  };
  if (orders.some(isUnexplained)) await waitForLog(ports);
}

/** Until the broker's log shows all that was sent before this store began. */
export async function waitForLog({ store, clock, events }: ConnectedContext["ports"]): Promise<void> {
  const untilMs = addDuration(store.beganAt(), VISIBILITY_GRACE) - clock.now();
  const waitMs = Math.min(untilMs, VISIBILITY_GRACE); // the clock may have been set back since
  if (waitMs <= 0) return;
  events.emit("execution_known_orders_awaited", { wait_ms: waitMs });
  await clock.sleep(durationMs(waitMs));
}

/** What the broker's own records hold of ours, right before something is sent. */
export interface OwnRecords {
  /** When the reading began. */
  readonly asOf: Timestamp;
  /** On the clock that never jumps. */
  readonly askedAtMs: number;
  readonly found: readonly FoundOrder[];
}

interface Question {
  readonly openOrders: readonly OpenOrder[];
  /** The earliest decision bar's close among the orders to come; none of them can have been sent before it. */
  readonly decidedFrom: Timestamp;
}

/**
 * References of ours that the broker's own records contain, with the order each belongs to. Read once before the first
 * placement of a cycle: what the broker knows is never sent again, whatever happened to the store. What it only knows
 * to have refused has reached nobody: whether that may be sent again, the store says.
 *
 * @throws TradebotError when the records cannot be read: then nothing may be sent
 */
export const readKnownOrders = async (
  context: ConnectedContext,
  question: Question,
): Promise<ReadonlyMap<string, OrderId>> => knownIn(await readOwnRecords(context, question));

export const knownIn = ({ found }: OwnRecords): ReadonlyMap<string, OrderId> =>
  new Map(found.map(({ externalReference, orderId }) => [externalReference, orderId]));

/**
 * The same, read back to the last time that all of it was taken over, so that nothing another machine has ordered under
 * our name in the meantime goes unseen. @throws TradebotError when the records cannot be read
 */
export async function readOwnRecords(
  context: ConnectedContext,
  { openOrders, decidedFrom }: Question,
): Promise<OwnRecords> {
  const { broker, account, ports } = context;
  const began = { asOf: ports.clock.now(), askedAtMs: ports.clock.monotonicMs() };
  const from = Math.min(decidedFrom, takenOverAt(context) ?? decidedFrom);
  const since = subtractDuration(timestamp(from), ACTIVITY_LOOK_BACK);
  const lines = await broker.readOrderActivities(account, since);
  const found = ownOrdersIn({ openOrders, lines, since }).filter(({ isRefused }) => !isRefused);
  return { ...began, found };
}

const TAKEN_OVER_AT = "own-orders-taken-over-at";
/** Far longer than a bot stands still without a person looking at it. */
const KEPT = minutes(365 * 24 * 60);

export function takenOverAt({ ports: { store, clock } }: ConnectedContext): Timestamp | undefined {
  const value = store.cache.read(TAKEN_OVER_AT, clock.now());
  return typeof value === "number" ? timestamp(value) : undefined;
}

/** Everything of ours that the broker's records held at that time is in the store. */
export function noteTakenOver({ ports: { store } }: ConnectedContext, at: Timestamp): void {
  store.cache.write(TAKEN_OVER_AT, at, addDuration(at, KEPT));
}
