import { describe, expect, it } from "vitest";
import type { CycleSettings } from "../../src/cycle/settings.ts";
import { coin } from "../../src/selftest/coin-strategy.ts";
import { localSettings, runCycleIn, type World } from "../support/world.ts";
import { withBroker, world } from "./order-stories.ts";
import { cancelByHand, onMargin, waiting } from "./protected-worlds.ts";

const HELD = "CfdOnIndex:4913";
const ENV = { STOP_LOSS_PCT: "20", TAKE_PROFIT_PCT: "40", DUPLICATE_BUY_POLICY: "allow", WATCHLIST: HELD };

/** A strategy that buys with this chance in a hundred. */
function buying(buys: number): CycleSettings {
  const settings = localSettings(ENV);
  return {
    ...settings,
    decision: { ...settings.decision, strategy: coin, parameters: { seed: 1, buys, sells: 0 } },
  };
}

/** Two openings, each with the orders of its own entry. */
async function twoOpenings(): Promise<World> {
  const held = await world(onMargin("FifoEndOfDay", ENV));
  for (let entry = 0; entry < 2; entry += 1) {
    await runCycleIn(held, { settings: buying(100) });
    held.clock.advance(300_000);
  }
  expect(waiting(held)).toHaveLength(4);
  return held;
}

/** Takes back by hand what waits beside one of the openings. */
async function strip(held: World, opening: 0 | 1): Promise<void> {
  held.clock.advance(60_000); // so soon after a cycle the broker takes no further order
  const orders = held.simulator.snapshot().orders.slice(opening * 2, opening * 2 + 2);
  for (const { orderId } of orders) await cancelByHand(held, orderId);
}

/** The openings beside which a cycle places orders, while the broker does not name what waits beside any. */
async function repaired(held: World): Promise<readonly string[]> {
  const placed: string[] = [];
  const around = withBroker((broker) => ({
    readPositions: async (account) =>
      (await broker.readPositions(account)).map((lot) => ({ ...lot, relatedOrderIds: [] })),
    place: (placement, id) => {
      if (placement.kind === "on_position") placed.push(placement.positionId);
      return broker.place(placement, id);
    },
  }));
  const { exitCode, events } = await runCycleIn(held, { settings: buying(0), around });
  expect(exitCode).toBe(0);
  expect(events.of("execution_position_unprotected")).toEqual([]);
  expect(waiting(held)).toHaveLength(4);
  return placed;
}

const openings = ({ simulator }: World): readonly string[] =>
  simulator.snapshot().positions.map(({ positionId }) => positionId);

describe("where the broker does not name what waits beside an opening", () => {
  it("the one without orders gets them, and not the one that has those of its entry", async () => {
    const held = await twoOpenings();
    await strip(held, 1);
    expect(await repaired(held)).toEqual([openings(held)[1]]);
  });

  it("the one without orders gets them, and not the one that has got some later", async () => {
    const held = await twoOpenings();
    await strip(held, 0);
    expect(await repaired(held)).toEqual([openings(held)[0]]);
    await strip(held, 0); // by age, the first are now those of the second opening
    expect(await repaired(held)).toEqual([openings(held)[1]]);
  });
});
