import { describe, expect, it } from "vitest";
import type { NettingProfile } from "../../src/core/domain/account.ts";
import { killAtEachPoint } from "./enumerate.ts";
import { after } from "./holding.ts";

/** A cycle that sells one of these and buys the other; the seed of the simulated market sees to it. */
const WATCHLIST = "CfdOnIndex:100037,CfdOnIndex:100002";
const SLOTS_BEFORE_SALE = 6;
/** So wide that the market does not come near them. */
const PROTECTED = { WATCHLIST, STOP_LOSS_PCT: "20", TAKE_PROFIT_PCT: "40" };
const BARE = { WATCHLIST, STOP_LOSS_PCT: "0", TAKE_PROFIT_PCT: "0" };

const onMargin = (nettingProfile: NettingProfile) => ({
  account: { nettingProfile, isMarginTradingAllowed: true },
});

describe("a command killed at each of its points has sent each order exactly once", () => {
  it.each(["FifoRealTime", "FifoEndOfDay"] as const)(
    "an exit from which a stop and a target are taken back, and an entry: %s",
    async (profile) => {
      const simulator = onMargin(profile);
      const begin = await after(SLOTS_BEFORE_SALE, { env: PROTECTED, simulator });
      const instants = await killAtEachPoint({
        title: `exit and entry, ${profile}`,
        env: PROTECTED,
        simulator,
        begin,
      });
      expect(instants.filter((one) => one === "after POST /sim/openapi/trade/v2/orders")).toHaveLength(2);
      expect(instants.some((one) => one.startsWith("after DELETE /sim/openapi/trade/v2/orders"))).toBe(true);
    },
  );

  it("an exit and an entry without protection", async () => {
    const begin = await after(SLOTS_BEFORE_SALE, { env: BARE });
    const instants = await killAtEachPoint({ title: "exit and entry, bare", env: BARE, begin });
    expect(instants.filter((one) => one === "after POST /sim/openapi/trade/v2/orders")).toHaveLength(2);
  });
});
