import { describe, expect, it } from "vitest";
import { runCycleIn, type World } from "../support/world.ts";
import { FILLED, orderCount, placements, stories, world } from "./order-stories.ts";

const PROTECTED = { STOP_LOSS_PCT: "2", TAKE_PROFIT_PCT: "5" };
const ACCEPTED = "placing ABOUT_TO_SEND, placed ACCEPTED";

/** What waits at the broker, as `type quantity@price relation`. */
const waiting = ({ simulator }: World): readonly string[] =>
  simulator
    .snapshot()
    .orders.map(
      ({ type, amount, price, relation }) =>
        `${type} ${amount.toString()}@${price?.toString() ?? "market"} ${relation.kind}`,
    );

describe("an entry with a stop and a target", () => {
  it("goes out in one request, and leaves a pair that waits", async () => {
    const surroundings = await world({ env: PROTECTED });
    const { exitCode } = await runCycleIn(surroundings);
    expect(exitCode).toBe(0);
    expect(stories(surroundings)).toEqual([FILLED, ACCEPTED, ACCEPTED]);
    expect(waiting(surroundings)).toEqual(["Stop 1@1448.03 Oco", "Limit 1@1551.46 Oco"]);
    expect([placements(surroundings), orderCount(surroundings)]).toEqual([1, 3]);
  });
});
