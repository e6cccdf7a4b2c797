import { describe, expect, it } from "vitest";
import { runCycleIn, type CycleRun } from "../support/world.ts";
import { FILLED, orderCount, placements, stories, world } from "./order-stories.ts";
import {
  aboutToSell,
  ACCEPTED,
  onMargin,
  positions,
  PROFILES,
  SELLING,
  waiting,
} from "./protected-worlds.ts";

const TAKEN_BACK = `${ACCEPTED}, cancelling POSITION_IS_LEFT, cancelled CANCELLED`;

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

const placedSells = ({ events }: CycleRun): readonly unknown[] =>
  events
    .of("execution_order_placed")
    .filter(({ purpose }) => purpose === "exit")
    .map(({ instrument_id: id }) => id);

describe("a market exit", () => {
  it.each(PROFILES)("goes when nothing waits beside the position any more: %s", async (profile) => {
    const held = await aboutToSell(onMargin(profile, SELLING));
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
  });
});
