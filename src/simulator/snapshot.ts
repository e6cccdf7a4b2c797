import { assert } from "../core/domain/assert.ts";
import type { Decimal } from "../core/domain/decimal.ts";
import type { Side } from "../core/domain/order.ts";
import type { Instrument } from "../core/domain/instrument.ts";
import type { Timestamp } from "../core/domain/time.ts";
import type { Activity } from "./exchange/activity.ts";
import type { ClosedPosition, Lot } from "./exchange/books.ts";
import type { WorkingOrder } from "./exchange/order-terms.ts";
import type { LoggedActivity } from "./persistence/stored.ts";
import type { WorldStore } from "./persistence/world-store.ts";
import type { Desk } from "./server/desk.ts";

interface SnapshotOf {
  readonly now: Timestamp;
  /** The first account when absent. */
  readonly accountKey: string | undefined;
}

/** The whole truth about a simulated account, for comparison with what a client believes. */
export interface SimulatorSnapshot {
  readonly cash: Decimal;
  readonly positions: readonly Lot[];
  readonly orders: readonly WorkingOrder[];
  /** Closed since the last end of day. */
  readonly closedPositions: readonly ClosedPosition[];
  /** Every line of the order log, also those that clients cannot see yet. */
  readonly activities: readonly Activity[];
  /** The same lines, each with its order as it stood then. */
  readonly log: readonly LoggedActivity[];
  readonly fills: readonly SimulatedFill[];
}

interface SimulatedFill {
  readonly logId: string;
  readonly orderId: string;
  readonly externalReference: string | undefined;
  readonly instrument: Instrument;
  readonly side: Side;
  readonly amount: Decimal;
  readonly price: Decimal;
  readonly commission: Decimal;
  /** Negative when paid; commission included. */
  readonly cashChange: Decimal;
  readonly at: Timestamp;
}

export function takeSnapshot(
  desk: Desk,
  store: WorldStore,
  { now, accountKey }: SnapshotOf,
): SimulatorSnapshot {
  const at = desk.instant(now);
  desk.settle(at);
  const books = accountKey === undefined ? desk.defaultAccount : desk.accountByKey(accountKey);
  assert(books !== undefined, "a snapshot is taken of an account that there is");
  const lines = store.activities({
    upTo: at,
    from: undefined,
    orderId: undefined,
    correlationKey: undefined,
    account: books.account.number,
    afterLogId: undefined,
  });
  return {
    cash: books.cash,
    positions: [...books.lots.values()],
    orders: [...books.orders.values()],
    closedPositions: [...books.closedPositions.values()],
    activities: lines.map(({ activity }) => activity),
    log: lines,
    fills: lines.flatMap(fillOf),
  };
}

function fillOf({ activity, order }: LoggedActivity): readonly SimulatedFill[] {
  const { logId, orderId, at, execution } = activity;
  if (execution === undefined) return [];
  const { amount, price, commission, cashChange } = execution;
  const { externalReference, instrument, side } = order;
  return [{ logId, orderId, externalReference, instrument, side, amount, price, commission, cashChange, at }];
}
