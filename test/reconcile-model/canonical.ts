import { existsSync } from "node:fs";
import { storePath } from "../../src/adapters/store/store-files.ts";
import { ZERO } from "../../src/core/domain/decimal.ts";
import { brokerOrders, type BrokerOrder } from "../../src/selftest/broker-orders.ts";
import type { SimulatorSnapshot } from "../../src/simulator/snapshot.ts";
import { ownBooks, type BookedIntent, type OwnBooks } from "../../src/selftest/books.ts";
import type { World } from "../support/world.ts";

/** Since the newest line of the log: before anybody can see it, before silence counts, soon after, and long after. */
const AGES_MS = [3_000, 15_000, 300_000];

/**
 * The two books and how they stand to each other, without what can be different in no way that matters: ids, prices, and
 * the hour. Two situations that look the same here are taken for one.
 */
export function canonical({ simulator, stateDirectory, clock }: World): string {
  const snapshot = simulator.snapshot();
  const orders = brokerOrders(snapshot);
  const own = existsSync(storePath(stateDirectory)) ? ownBooks(stateDirectory) : undefined;
  const newest = Math.max(0, ...snapshot.activities.map(({ at }) => at));
  const age = AGES_MS.filter((limit) => clock.now() - newest > limit).length;
  return JSON.stringify({ age, atBroker: atBroker(snapshot, orders), ours: own && ours(own, orders) });
}

function atBroker({ positions }: SimulatorSnapshot, orders: readonly BrokerOrder[]): unknown {
  const openers = new Map(orders.map((order) => [order.orderId, order]));
  return {
    openings: positions
      .filter(({ amount }) => !amount.eq(ZERO))
      .map(({ amount, orderId }) => `${amount.toString()} ${nameOf(openers.get(orderId))}`)
      .sort(),
    orders: orders
      .filter(({ isOurs, endedAt }) => isOurs || endedAt === undefined)
      .map(inWords)
      .sort(),
  };
}

const nameOf = (order: BrokerOrder | undefined): string => (order?.isOurs === true ? "ours" : "theirs");

const inWords = (order: BrokerOrder): string =>
  [
    nameOf(order),
    order.terms.side,
    order.terms.type,
    order.terms.amount.toString(),
    filled(order),
    order.isRefused
      ? "refused"
      : order.isCancelled
        ? "cancelled"
        : order.endedAt === undefined
          ? "works"
          : "over",
  ].join(" ");

const filled = ({ fills }: Pick<BrokerOrder, "fills">): string =>
  fills.reduce((sum, { quantity }) => sum.plus(quantity), ZERO).toString();

function ours({ positions, snapshotPositions, intents }: OwnBooks, orders: readonly BrokerOrder[]): unknown {
  const atBroker = new Map(orders.map((order) => [order.orderId, order]));
  return {
    positions,
    snapshotPositions,
    intents: intents.map((intent) => standing(intent, atBroker)).sort(),
  };
}

const standing = (
  { intent, state, fills, orderId }: BookedIntent,
  orders: ReadonlyMap<string, BrokerOrder>,
): string => {
  const booked = fills.reduce((sum, { quantity }) => sum.plus(quantity), ZERO).toString();
  const order = orders.get(orderId ?? "");
  const there = order === undefined ? "nowhere" : filled(order);
  return [intent.purpose, intent.quantity.toString(), state, booked, "of", there].join(" ");
};
