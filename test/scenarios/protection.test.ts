import { describe, expect, it } from "vitest";
import type { NettingProfile } from "../../src/core/domain/account.ts";
import {
  advanceToNextSlot,
  runCycleIn,
  type CycleRun,
  type World,
  type WorldOptions,
} from "../support/world.ts";
import { FILLED, orderCount, placements, stories, world } from "./order-stories.ts";

const ACCEPTED = "placing ABOUT_TO_SEND, placed ACCEPTED";
const TAKEN_BACK = `${ACCEPTED}, cancelling POSITION_IS_LEFT, cancelled CANCELLED`;

/** What waits at the broker. */
const waiting = ({ simulator }: World): readonly string[] =>
  simulator
    .snapshot()
    .orders.map(
      ({ type, amount, price, relation, instrument }) =>
        `${type} ${amount.toString()} ${instrument.id} at ${price?.toString() ?? "market"}, ${relation.kind}`,
    );

describe("an entry with a stop and a target", () => {
  it("goes out in one request, and leaves a pair that waits", async () => {
    const surroundings = await world({ env: { STOP_LOSS_PCT: "2", TAKE_PROFIT_PCT: "5" } });
    const { exitCode } = await runCycleIn(surroundings);
    expect(exitCode).toBe(0);
    expect(stories(surroundings)).toEqual([FILLED, ACCEPTED, ACCEPTED]);
    expect(waiting(surroundings)).toEqual([
      "Stop 1 CfdOnIndex:4913 at 1448.03, Oco",
      "Limit 1 CfdOnIndex:4913 at 1551.46, Oco",
    ]);
    expect([placements(surroundings), orderCount(surroundings)]).toEqual([1, 3]);
  });
});

/** A cycle that sells one of these and buys the other; the seed of the simulated market sees to it. */
const WATCHLIST = "CfdOnIndex:100037,CfdOnIndex:100002";
const SLOTS_BEFORE_SALE = 6;
/** So wide that the market does not come near them. */
const WIDE = { WATCHLIST, STOP_LOSS_PCT: "20", TAKE_PROFIT_PCT: "40" };

const onMargin = (nettingProfile: NettingProfile): WorldOptions => ({
  env: WIDE,
  simulator: { account: { nettingProfile, isMarginTradingAllowed: true } },
});

/** Until the next cycle is the one that sells. */
async function holding(options: WorldOptions): Promise<World> {
  const held = await world(options);
  for (let slot = 0; slot < SLOTS_BEFORE_SALE; slot += 1) {
    await runCycleIn(held);
    advanceToNextSlot(held);
  }
  return held;
}

const positions = ({ simulator }: World): readonly string[] =>
  simulator.snapshot().positions.map(({ instrument, amount }) => `${amount.toString()} ${instrument.id}`);

const placedSells = ({ events }: CycleRun): readonly unknown[] =>
  events
    .of("execution_order_placed")
    .filter(({ purpose }) => purpose === "exit")
    .map(({ instrument_id: id }) => id);

describe("a market exit", () => {
  it.each(["FifoEndOfDay", "FifoRealTime", "AverageRealTime"] as const)(
    "goes when nothing waits beside the position any more: %s",
    async (profile) => {
      const held = await holding(onMargin(profile));
      expect(positions(held)).toEqual(["1 CfdOnIndex:100037"]);
      expect(waiting(held)).toHaveLength(2);
      const run = await runCycleIn(held);
      expect(run.exitCode).toBe(0);
      expect(placedSells(run)).toEqual(["CfdOnIndex:100037"]);
      expect(stories(held)).toEqual([FILLED, TAKEN_BACK, TAKEN_BACK, FILLED, FILLED, ACCEPTED, ACCEPTED]);
      expect(positions(held)).toEqual(["1 CfdOnIndex:100002"]);
      expect(waiting(held)).toEqual([
        "Stop 1 CfdOnIndex:100002 at 2030.64, Oco",
        "Limit 1 CfdOnIndex:100002 at 3553.62, Oco",
      ]);
    },
  );
});
