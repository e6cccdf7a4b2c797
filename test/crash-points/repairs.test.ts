import { describe, expect, it } from "vitest";
import { cancelByHand, closeByHand } from "../scenarios/protected-worlds.ts";
import { killAtEachPoint } from "./enumerate.ts";
import { after } from "./holding.ts";

/** So wide that the market does not come near them. */
const PROTECTED = { STOP_LOSS_PCT: "20", TAKE_PROFIT_PCT: "40", DEFAULT_QUANTITY: "3" };

describe("a command killed at each of its points has repaired a protection exactly once", () => {
  it("a pair of which a person has cancelled both", async () => {
    const begin = await after(1, {
      env: PROTECTED,
      byHand: async (world) => {
        await cancelByHand(world, "Stop");
        await cancelByHand(world, "Limit");
      },
    });
    const instants = await killAtEachPoint({ title: "pair cancelled by hand", env: PROTECTED, begin });
    expect(instants).toContain("after POST /sim/openapi/trade/v2/orders");
  });

  it("a pair that is too large since a person has closed some", async () => {
    const begin = await after(1, {
      env: PROTECTED,
      byHand: (world) => closeByHand(world, 1, "FifoRealTime"),
    });
    const instants = await killAtEachPoint({
      title: "pair too large",
      env: PROTECTED,
      begin,
      isShared: true,
    });
    expect(instants).toContain("after PATCH /sim/openapi/trade/v2/orders");
  });
});
