import { expect } from "vitest";
import { isFinal, isResting } from "../../src/core/execution/lifecycle.ts";
import type { BookedIntent } from "../../src/selftest/books.ts";
import { arrived, brokerBooks, brokerOrderIds, ownBooks, type OwnBooks } from "./books.ts";
import type { World } from "./world.ts";

/**
 * Demands that bot and broker tell the same story: cash, positions and fills to the last digit, one order for each
 * intent that arrived and one intent for each order, nothing left open but what waits for its price.
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
  const ids = arrived(own).map(({ orderId }) => orderId ?? "none");
  expect(ids.sort()).toEqual([...brokerOrderIds(snapshot)].sort());
  return own;
}

const isOpen = ({ state, intent: { purpose } }: BookedIntent): boolean =>
  !isFinal(state) && !isResting({ state, purpose });
