import type { OrderId } from "../core/domain/ids.ts";
import type { OpenOrder } from "../core/domain/order.ts";
import type { FoundOrder } from "../core/execution/found-orders.ts";
import type { ApprovedOrder } from "../core/risk/decision.ts";
import type { ConnectedContext } from "./context.ts";
import { readOwnRecords } from "./known-orders.ts";
import type { Placing } from "./place-bundle.ts";

/** References of ours that the broker's own records hold, and when that was asked. */
export interface KnownOrders {
  /** Absent where nothing is sent. */
  readonly known: ReadonlyMap<string, OrderId> | undefined;
  /** On the clock that never jumps. */
  readonly lookedAtMs: number;
  readonly openOrders: readonly OpenOrder[];
}

/**
 * What another machine sends is in the log some seconds later, and for fifteen seconds the broker's guard against
 * duplicates knows of it, if both share a session: then looks no older than this leave no time between the two.
 */
const LOOK_LASTS_MS = 5_000;

/** A broker that takes longer than that for each answer is not asked for ever. */
const LOOKS = 3;

export const isOld = (
  { ports }: ConnectedContext,
  { lookedAtMs }: Pick<KnownOrders, "lookedAtMs">,
): boolean => ports.clock.monotonicMs() - lookedAtMs > LOOK_LASTS_MS;

/** Right before orders leave: what came before, a precheck for one, may have taken so long that the look is old. */
export const lastLookFor =
  (
    context: ConnectedContext,
    orders: readonly ApprovedOrder[],
    { lookedAtMs, openOrders }: KnownOrders,
  ): NonNullable<Placing["lastLook"]> =>
  async () => {
    const decidedFrom = orders.map((order) => order.decisionBarCloseAt).reduce((a, b) => (b < a ? b : a));
    let last = lookedAtMs;
    for (let look = 0; look < LOOKS && isOld(context, { lookedAtMs: last }); look += 1) {
      last = context.ports.clock.monotonicMs();
      const { found } = await readOwnRecords(context, { openOrders, decidedFrom });
      if (found.some((order) => concerns(context, orders, order))) return { reason: "ORDERED_ELSEWHERE" };
    }
    return isOld(context, { lookedAtMs: last }) ? { reason: "BROKER_TOO_SLOW" } : undefined;
  };

/** The order itself, or one in its instrument that we do not know of: it was decided without that. */
const concerns = (
  { ports }: ConnectedContext,
  orders: readonly ApprovedOrder[],
  { externalReference: reference, instrument }: FoundOrder,
): boolean =>
  orders.some((order) => order.externalReference === reference) ||
  (ports.store.arrivedIntent(reference) === undefined &&
    orders.some((order) => order.instrument.id === instrument.id));
