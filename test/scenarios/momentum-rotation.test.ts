import { describe, expect, it } from "vitest";
import { expectAgreement } from "../support/agreement.ts";
import { advanceToNextSlot, runCycleIn, type World } from "../support/world.ts";
import { cycleAt, decisionsOf, loseStore, ordersOf, positionsIn, tradingBy } from "./strategy-worlds.ts";

const INDICES = [100001, 100002, 100003, 100004].map((uic) => `CfdOnIndex:${uic}`);
const [FIRST = "", SECOND = "", THIRD = "", FOURTH = ""] = INDICES;
const ENV = {
  WATCHLIST: INDICES.join(","),
  STRATEGY_NAME: "momentum_rotation",
  STRATEGY_TOP_N: "2",
  STRATEGY_EXIT_MARGIN: "0",
  STRATEGY_TOLERANCE_PCT: "25", // a day of the simulated market is a year of the real one
  BAR_MINUTES: "1440",
};
const MARCH = "2026-03-04T12:00:10Z";
const LATER_IN_MARCH = "2026-03-05T12:00:10Z";
const APRIL = "2026-04-03T12:00:10Z";

const rotating = (): Promise<World> => tradingBy(MARCH, ENV);

describe("a rotation by momentum", () => {
  it("buys the best, and a month later sells what is no longer, before it buys what is", async () => {
    const bot = await rotating();
    const bought = await cycleAt(bot, MARCH);
    expect(decisionsOf(bought)).toEqual([
      `${SECOND} buy SIG_AMONG_BEST`,
      `${FOURTH} buy SIG_AMONG_BEST`,
      `${FIRST} hold SIG_MOMENTUM_TOO_LOW`,
      `${THIRD} hold SIG_MOMENTUM_TOO_LOW`,
    ]);
    expect(Object.keys(positionsIn(bot)).sort()).toEqual([SECOND, FOURTH]);

    const rotated = await cycleAt(bot, APRIL);
    expect(decisionsOf(rotated)).toEqual([
      `${SECOND} sell SIG_MOMENTUM_TOO_LOW`,
      `${FOURTH} sell SIG_MOMENTUM_TOO_LOW`,
      `${THIRD} buy SIG_AMONG_BEST`,
      `${FIRST} hold SIG_MOMENTUM_TOO_LOW`,
    ]);
    expect(ordersOf(rotated).map((order) => order.split(" ").slice(0, 2).join(" "))).toEqual([
      `${SECOND} sell`,
      `${FOURTH} sell`,
      `${THIRD} buy`,
    ]);
    expect(Object.keys(positionsIn(bot))).toEqual([THIRD]); // the other place is cash
    expectAgreement(bot);
  });

  it("gives each place an equal share of the equity, but for what buys no whole contract", async () => {
    const bot = await rotating();
    await cycleAt(bot, MARCH);
    const { positions } = bot.simulator.snapshot();
    expect(positions).toHaveLength(2);
    for (const { amount, openPrice } of positions) {
      const [worth, price] = [Number(amount.times(openPrice).toString()), Number(openPrice.toString())];
      expect(worth).toBeGreaterThan(50_000 - 1.01 * price);
      expect(worth).toBeLessThan(50_100); // it may be filled a second after it was decided
    }
  });

  it("decides the same on every start of the month, and trades no more", async () => {
    const bot = await rotating();
    await cycleAt(bot, MARCH);
    const held = positionsIn(bot);
    for (let slot = 0; slot < 3; slot += 1) {
      advanceToNextSlot(bot);
      expect(ordersOf(await runCycleIn(bot))).toEqual([]);
    }
    for (const iso of [LATER_IN_MARCH, "2026-03-18T12:00:10Z", "2026-04-01T12:00:10Z"]) {
      const later = await cycleAt(bot, iso);
      expect(ordersOf(later)).toEqual([]);
      expect(decisionsOf(later).filter((line) => line.endsWith("SIG_MOMENTUM_TOO_LOW"))).toHaveLength(2);
    }
    expect(positionsIn(bot)).toEqual(held);
  });

  it("knows what it holds after its store was lost, and neither buys it again nor lets it be", async () => {
    const bot = await rotating();
    await cycleAt(bot, MARCH);
    const held = positionsIn(bot);
    loseStore(bot);
    expect(ordersOf(await cycleAt(bot, LATER_IN_MARCH))).toEqual([]);
    expect(positionsIn(bot)).toEqual(held);
    await cycleAt(bot, APRIL);
    expect(Object.keys(positionsIn(bot))).toEqual([THIRD]);
  });
});
