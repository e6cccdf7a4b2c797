import { describe, expect, it } from "vitest";
import { diedAt, killAtEachPoint, type Scenario } from "./enumerate.ts";

const FIRST_ENTRY: Scenario = {
  title: "first entry",
  env: { STOP_LOSS_PCT: "20", TAKE_PROFIT_PCT: "40" },
};
const PLACEMENT = "POST /sim/openapi/trade/v2/orders";

describe("a command killed at each of its points after one that was killed", () => {
  it.each([`before ${PLACEMENT}`, `after ${PLACEMENT}`])("%s", async (instant) => {
    const begin = await diedAt(FIRST_ENTRY, instant);
    const instants = await killAtEachPoint({ ...FIRST_ENTRY, title: `after a death ${instant}`, begin });
    expect(instants.includes(`before ${PLACEMENT}`)).toBe(instant.startsWith("before"));
  });
});
