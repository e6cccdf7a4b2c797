import { expect, it } from "vitest";
import { cycleAt, decisionsOf, loseStore, ordersOf, positionsIn, tradingBy } from "./strategy-worlds.ts";

const HELD = "CfdOnIndex:4913";
const MONDAY = "2026-03-02T12:00:10Z";
const TUESDAY = "2026-03-03T12:00:10Z";
const ENV = { WATCHLIST: HELD, STRATEGY_NAME: "buy_and_hold", BAR_MINUTES: "60" };
/** So near that the simulated market reaches one of them within a day. */
const NEAR = { STOP_LOSS_PCT: "0.5", TAKE_PROFIT_PCT: "0.5" };

it("buys once and holds, also after its store was lost", async () => {
  const bot = await tradingBy(MONDAY, ENV);
  expect(ordersOf(await cycleAt(bot, MONDAY))).toEqual([`${HELD} buy 1`]);
  for (const time of ["12:05:10", "12:35:10", "13:05:10"]) {
    expect(ordersOf(await cycleAt(bot, `2026-03-02T${time}Z`))).toEqual([]);
  }
  loseStore(bot);
  expect(decisionsOf(await cycleAt(bot, TUESDAY))).toEqual([`${HELD} hold SIG_HELD`]);
  expect(positionsIn(bot)).toEqual({ [HELD]: 1 });
});

it("leaves closed what a stop or a target has closed, within the same bar and after it", async () => {
  const bot = await tradingBy(MONDAY, { ...ENV, ...NEAR });
  await cycleAt(bot, MONDAY);
  for (const iso of ["2026-03-02T12:30:10Z", "2026-03-02T13:05:10Z", TUESDAY]) {
    expect(decisionsOf(await cycleAt(bot, iso))).toEqual([`${HELD} hold SIG_BOUGHT_BEFORE`]);
    expect(positionsIn(bot)).toEqual({});
  }
});

it("buys it again where it is told so, at the next bar", async () => {
  const bot = await tradingBy(MONDAY, { ...ENV, ...NEAR, STRATEGY_BUY_AGAIN: "true" });
  await cycleAt(bot, MONDAY);
  const sameBar = await cycleAt(bot, "2026-03-02T12:30:10Z");
  expect(decisionsOf(sameBar)).toEqual([`${HELD} hold ALREADY_DECIDED`]);
  expect(ordersOf(await cycleAt(bot, "2026-03-02T13:05:10Z"))[0]).toBe(`${HELD} buy 1`);
});
