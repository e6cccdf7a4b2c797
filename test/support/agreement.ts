import { expect } from "vitest";
import { isFinal, isResting } from "../../src/core/execution/lifecycle.ts";
import type { SimulatorSnapshot } from "../../src/simulator/snapshot.ts";
import type { BookedIntent } from "../../src/selftest/books.ts";
import { arrived, brokerBooks, brokerOrderIds, ownBooks, type OwnBooks } from "./books.ts";
import type { World } from "./world.ts";

/**
 * Demands that bot and broker tell the same story: cash, positions and fills to the last digit, one order for each
 * intent that arrived and one intent for each order that was not refused, nothing left open but what waits for its price.
 */
export function expectAgreement({
  stateDirectory,
  simulator,
}: Pick<World, "stateDirectory" | "simulator">): OwnBooks {
  const snapshot = simulator.snapshot();
  const broker = brokerBooks(snapshot);
  const own = ownBooks(stateDirectory);
  const { cash, positions, fills, orders } = own;
  expect({ cash, positions, fills, orders }).toEqual(broker);
  expect(own.snapshotPositions).toEqual(broker.positions);
  expect(own.intents.filter(isOpen)).toEqual([]);
  const ids = new Set(arrived(own).flatMap(({ orderId }) => orderId ?? []));
  const known = brokerOrderIds(snapshot).filter((id) => ids.has(id) || !wasRefused(snapshot, id));
  expect([...ids].sort()).toEqual([...known].sort());
  return own;
}

/** On an account on which a person trades as well: the same for our own orders alone. */
export function expectOwnOrdersAgree({
  stateDirectory,
  simulator,
}: Pick<World, "stateDirectory" | "simulator">): OwnBooks {
  const own = ownBooks(stateDirectory);
  const { none, ...orders } = brokerBooks(simulator.snapshot()).orders; // a person names no reference
  expect(none).toBeDefined();
  expect(own.orders).toEqual(orders);
  expect(own.intents.filter(isOpen)).toEqual([]);
  return own;
}

/** It may have got an id that the answer never told. */
const wasRefused = ({ activities }: SimulatorSnapshot, id: string): boolean =>
  activities.some(
    ({ orderId, status, subStatus }) => orderId === id && status === "Placed" && subStatus === "Rejected",
  );

const isOpen = ({ state, intent: { purpose } }: BookedIntent): boolean =>
  !isFinal(state) && !isResting({ state, purpose });
