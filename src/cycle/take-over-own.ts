import { isHeld, type Position } from "../core/domain/account.ts";
import { durationMs, minutes, subtractDuration, timestamp, type Timestamp } from "../core/domain/time.ts";
import { ACTIVITY_LOOK_BACK } from "../core/execution/evidence.ts";
import { ownOrdersIn } from "../core/execution/found-orders.ts";
import { VISIBILITY_GRACE } from "../core/execution/verdict.ts";
import { adoptFound, adoptOpenings, notYetLogged, unexplainedOpenings } from "./adopt-orders.ts";
import type { ConnectedContext } from "./context.ts";
import { orderFields } from "./event-fields.ts";
import { noteTakenOver, takenOverAt } from "./known-orders.ts";
import { takeOverLateOrders } from "./late-orders.ts";
import { settleOrders } from "./settle-orders.ts";

/** As far back as a backup is likely to be put back from. */
const LOOK_BACK = minutes(30 * 24 * 60);
const LOOK_EVERY = durationMs(1_000);

/**
 * Takes over all that the broker shows under our references and this store does not know, whatever made it: another
 * machine, or this one before an older store was put back. A position may be older than its line in the log: the log
 * is given the time to catch up before the position is taken for what no order explains.
 *
 * @throws TradebotError when the records cannot be read: then there may be more of ours than our store knows
 */
export async function takeOverOwn(context: ConnectedContext, strategy: string): Promise<void> {
  const { clock, stop } = context.ports;
  const beganMs = clock.monotonicMs();
  const since = lookedThroughFrom(context);
  for (;;) {
    await takeOverLateOrders(context); // what was given up for absent is called by its own name
    const lots = await takeOverOrders(context, { strategy, since });
    const open = new Set<string>(unexplainedOpenings(context, lots).map(({ instrument }) => instrument.id));
    const mayBeLogged = lots.some(
      ({ instrumentId, openedAt }) => open.has(instrumentId) && (openedAt === undefined || openedAt >= since),
    );
    if (!mayBeLogged || clock.monotonicMs() - beganMs >= VISIBILITY_GRACE) {
      if (isNamedByOpener(context)) adoptOpenings(context, lots, new Set());
      return;
    }
    if (stop.reason !== undefined) return;
    await clock.sleep(LOOK_EVERY);
  }
}

/** All before it was taken over already; what still works or is held shows however old it is. */
function lookedThroughFrom(context: ConnectedContext): Timestamp {
  const longAgo = subtractDuration(context.ports.clock.now(), LOOK_BACK);
  const from = Math.max(longAgo, takenOverAt(context) ?? longAgo);
  return subtractDuration(timestamp(from), ACTIVITY_LOOK_BACK);
}

interface Search {
  readonly strategy: string;
  readonly since: Timestamp;
}

/** @returns the openings that are held now */
async function takeOverOrders(
  context: ConnectedContext,
  { strategy, since }: Search,
): Promise<readonly Position[]> {
  const { broker, account, ports } = context;
  const asOf = ports.clock.now();
  const [openOrders, lines, positions] = await Promise.all([
    broker.readOpenOrders(account),
    broker.readOrderActivities(account, since),
    broker.readPositions(account),
  ]);
  const found = ownOrdersIn({ openOrders, lines, since }).filter(({ isRefused }) => !isRefused);
  const adopted = adoptFound(context, [...found, ...notYetLogged(context, positions)], { strategy });
  noteTakenOver(context, asOf);
  for (const { intent, orderId } of adopted) {
    if (orderId !== undefined)
      ports.events.emit("execution_order_adopted", { ...orderFields(ports, intent), order_id: orderId });
  }
  await settleOrders(context, adopted, "resume");
  return positions.filter(isHeld);
}

/** Where all are averaged into one, it bears the name of whoever came first, and may hold somebody else's as well. */
const isNamedByOpener = ({ account }: ConnectedContext): boolean =>
  account.nettingProfile !== "AverageRealTime";
