import { elapsed, seconds } from "../core/domain/time.ts";
import type { Cancellation } from "../core/risk/plan-protection.ts";
import { cancelOrders } from "./cancel-orders.ts";
import type { ConnectedContext } from "./context.ts";
import { sentAtOf } from "./gather-evidence.ts";
import type { Planned } from "./guarded-positions.ts";
import type { PlacementBan } from "./ports.ts";
import type { IntentStanding } from "./ports/order-store.ts";

interface Circumstances {
  /** What was asked to end, or to change, in this cycle already. */
  readonly changed: Set<string>;
  /** Why no protective order may be sent now: then none is taken away that another one is to replace. */
  readonly ban: PlacementBan | undefined;
}

/** An entry that is still not filled so long after it was sent is not worth an open position. */
const REST_PATIENCE = seconds(30);

/** Whether less is protected now than we own. */
export const lacksProtection = ({ position: { owned, covered } }: Planned): boolean => owned.gt(covered);

/**
 * Ends what keeps a position from being protected.
 *
 * @returns whether anything was asked to end
 * @throws TradebotError when the request did not leave
 */
export async function endRests(
  context: ConnectedContext,
  state: readonly Planned[],
  circumstances: Circumstances,
): Promise<boolean> {
  const rests = restsToEnd(context, state, circumstances);
  for (const { intent } of rests) circumstances.changed.add(intent.externalReference);
  if (rests.length > 0) await cancelOrders(context, rests, "REST_UNPROTECTED");
  return rests.length > 0;
}

/**
 * What was bought of an entry is not protected while the rest of it works, since its children wait for all of it. An
 * order at the market that takes so long is ended; what there is of the position then gets orders of its own.
 */
function restsToEnd(
  { ports }: ConnectedContext,
  state: readonly Planned[],
  { changed, ban }: Circumstances,
): readonly IntentStanding[] {
  if (ban !== undefined) return []; // the children protect it, should the rest be executed yet
  return state
    .filter(lacksProtection)
    .flatMap(({ position }) => position.partlyFilled)
    .filter(({ intent }) => !changed.has(intent.externalReference))
    .filter((standing) => elapsed(sentAtOf(standing), ports.clock.now()) > REST_PATIENCE);
}

/**
 * Takes back what is too much, and what another order is to replace; the latter not where none may be sent.
 *
 * @returns whether anything was taken back
 * @throws TradebotError when the request did not leave
 */
export async function makeRoom(
  context: ConnectedContext,
  open: readonly Planned[],
  { changed, ban }: Circumstances,
): Promise<boolean> {
  const wanted = open
    .flatMap((one) => (one.plan?.cancel ?? []).filter((step) => ban === undefined || isSurplus(one, step)))
    .filter(({ order }) => !changed.has(order.orderId));
  if (wanted.length === 0) return false;
  const standings = context.ports.store.unsettledIntents();
  for (const [reason, group] of Map.groupBy(wanted, (one) => one.reason)) {
    const ids = new Set(group.map(({ order }) => order.id));
    for (const { order } of group) changed.add(order.orderId);
    await cancelOrders(
      context,
      standings.filter(({ intent }) => ids.has(intent.id)),
      reason,
    );
  }
  return true;
}

/** Whether nothing is to come in its place. */
const isSurplus = (planned: Planned, { reason }: Cancellation): boolean =>
  reason === "POSITION_GONE" || reason === "POSITION_SMALLER" || !lacksProtection(planned);
