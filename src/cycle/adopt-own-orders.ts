import type { Position } from "../core/domain/account.ts";
import { ZERO, type Decimal } from "../core/domain/decimal.ts";
import { TradebotError } from "../core/domain/errors.ts";
import { addDuration, minutes, subtractDuration } from "../core/domain/time.ts";
import { ownOrdersIn } from "../core/execution/found-orders.ts";
import { VISIBILITY_GRACE } from "../core/execution/verdict.ts";
import { adoptFound, adoptOpenings, LOOK_BACK, notYetLogged, withoutGivenUp } from "./adopt-orders.ts";
import type { ConnectedContext } from "./context.ts";
import { noteTakenOver } from "./known-orders.ts";
import { takeOverLateOrders } from "./late-orders.ts";
import { settleOrders } from "./settle-orders.ts";

/** Cached without an end in sight: a store that has looked has looked. */
const FOR_GOOD = minutes(100 * 365 * 24 * 60);
const LOOKED = "own-orders-adopted";

/**
 * Rebuilds what a new store lacks: orders of ours in the broker's records become intents with their fills, so that what
 * was bought before the store was lost is still ours to sell, and what waits beside it still ours to cancel. A look that
 * came too early to see what was sent right before is repeated once: what was bought then may have been sold again by
 * its stop, so that no list shows it, and the log alone tells of it.
 *
 * @throws TradebotError when the records cannot be read: a store that may lack positions decides nothing
 */
export async function adoptOwnOrders(context: ConnectedContext, strategy: string): Promise<void> {
  const { store, clock } = context.ports;
  const now = clock.now();
  const looked = store.cache.read(LOOKED, now);
  if (looked === "enough") return;
  const isEarly = now < addDuration(store.beganAt(), VISIBILITY_GRACE);
  if (looked === undefined) await look(context, { strategy, isEarly, isSecond: false });
  else if (isEarly || !(await lookAgain(context, strategy))) return;
  store.cache.write(LOOKED, isEarly ? "early" : "enough", addDuration(now, FOR_GOOD));
}

/** @returns whether that was possible: where our records explain all that is held, it can wait for the next cycle */
async function lookAgain(context: ConnectedContext, strategy: string): Promise<boolean> {
  try {
    await takeOverLateOrders(context);
    if (holdsUnexplained(context) || (await logTellsMore(context)))
      await look(context, { strategy, isEarly: false, isSecond: true });
    return true;
  } catch (error) {
    if (!(error instanceof TradebotError) || error.exit !== "broker_unreachable" || holdsUnexplained(context))
      throw error;
    return false;
  }
}

/** Where our records explain all that is held: of what is over the log alone tells. */
async function logTellsMore({ broker, account, ports }: ConnectedContext): Promise<boolean> {
  const since = subtractDuration(ports.clock.now(), LOOK_BACK);
  const lines = await broker.readOrderActivities(account, since);
  const found = withoutGivenUp(ports, ownOrdersIn({ openOrders: [], lines, since }));
  return found.some(({ externalReference: reference }) => ports.store.arrivedIntent(reference) === undefined);
}

/** By the newest snapshot, which is as old as the cycle before; a first cycle that did not come to take one tells nothing. */
function holdsUnexplained({ ports: { store, clock } }: ConnectedContext): boolean {
  const own: ReadonlyMap<string, Decimal> = store.ownPositions();
  const snapshot = store.snapshotBefore(clock.now());
  if (snapshot === undefined) return true;
  return snapshot.positions.some(({ instrumentId, quantity }) => !quantity.eq(own.get(instrumentId) ?? ZERO));
}

interface Look {
  readonly strategy: string;
  /** Whether the log may not yet show all that was sent before the store began. */
  readonly isEarly: boolean;
  /** By now some of what the broker's records tell was ordered with this very store. */
  readonly isSecond: boolean;
}

async function look(context: ConnectedContext, { strategy, isEarly, isSecond }: Look): Promise<void> {
  const { broker, account, ports } = context;
  const asOf = ports.clock.now();
  const since = subtractDuration(asOf, LOOK_BACK); // not since the store began, which may be years ago
  const [openOrders, lines, positions] = await Promise.all([
    broker.readOpenOrders(account),
    broker.readOrderActivities(account, since),
    broker.readPositions(account),
  ]);
  const all = ownOrdersIn({ openOrders, lines, since });
  const logged = isSecond ? withoutGivenUp(ports, all).filter(({ isRefused }) => !isRefused) : all;
  const adopted = adoptFound(context, [...logged, ...notYetLogged(context, positions)], { strategy });
  noteTakenOver(context, asOf);
  await settleOrders(context, adopted, "resume");
  const unloggedFrom = isEarly ? since : subtractDuration(asOf, VISIBILITY_GRACE);
  const mayBeLogged = ({ openedAt }: Position): boolean =>
    openedAt === undefined ? isEarly : openedAt >= unloggedFrom;
  const awaited = positions.filter(mayBeLogged).map(({ instrumentId }) => instrumentId);
  adoptOpenings(context, positions, new Set(awaited));
}
