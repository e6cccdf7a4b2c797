import { describe, expect, it } from "vitest";
import type { InstrumentId } from "../../src/core/domain/instrument.ts";
import { expectAgreement } from "../support/agreement.ts";
import { runCycleIn, type World } from "../support/world.ts";
import { cycleAt, decisionsOf, loseStore, ordersOf, positionsIn, tradingBy } from "./strategy-worlds.ts";

const SHARE = "Stock:211" as InstrumentId;
const ENV = {
  WATCHLIST: SHARE,
  STRATEGY_NAME: "core_dca",
  STRATEGY_WEEKLY_BUDGET: "2000",
  DUPLICATE_BUY_POLICY: "allow",
  BAR_MINUTES: "60",
};
/** 15:00 UTC is in the session of New York, in winter and in summer. */
const on = (date: string): string => `${date}T15:00:10Z`;

const buying = (env: Readonly<Record<string, string>> = {}): Promise<World> =>
  tradingBy(on("2026-02-09"), { ...ENV, ...env });

/** What a cycle on each of the days has bought. */
async function boughtOn(bot: World, dates: readonly string[]): Promise<readonly string[]> {
  const lines: string[] = [];
  for (const date of dates) {
    const run = await cycleAt(bot, on(date));
    const bought = ordersOf(run).map((order) => order.split(" ").slice(0, 2).join(" "));
    lines.push(`${date} ${bought.join(", ") || decisionsOf(run).join(", ")}`);
  }
  return lines;
}

describe("purchases every week", () => {
  it("come once in each, on the first day of trading, however often it is started", async () => {
    const bot = await buying();
    expect(await boughtOn(bot, ["2026-02-09", "2026-02-10", "2026-02-13"])).toEqual([
      "2026-02-09 Stock:211 buy",
      "2026-02-10 Stock:211 hold SIG_BOUGHT_THIS_WEEK",
      "2026-02-13 Stock:211 hold SIG_BOUGHT_THIS_WEEK",
    ]);
    // Presidents' Day: New York is closed
    expect(await boughtOn(bot, ["2026-02-16", "2026-02-17"])).toEqual([
      "2026-02-16 Stock:211 hold MARKET_NOT_OPEN",
      "2026-02-17 Stock:211 buy",
    ]);
    for (const time of ["15:05:10", "15:35:10", "16:05:10", "20:35:10"]) {
      expect(ordersOf(await cycleAt(bot, `2026-02-17T${time}Z`))).toEqual([]); // within the same hourly bar and after it
    }
    expect(await boughtOn(bot, ["2026-02-18", "2026-02-23"])).toEqual([
      "2026-02-18 Stock:211 hold SIG_BOUGHT_THIS_WEEK",
      "2026-02-23 Stock:211 buy",
    ]);
    expectAgreement(bot);
  });

  it("wait for their day", async () => {
    const bot = await buying({ STRATEGY_WEEKDAY: "wednesday" });
    expect(await boughtOn(bot, ["2026-02-09", "2026-02-10", "2026-02-11", "2026-02-12"])).toEqual([
      "2026-02-09 Stock:211 hold SIG_NOT_YET_DUE",
      "2026-02-10 Stock:211 hold SIG_NOT_YET_DUE",
      "2026-02-11 Stock:211 buy",
      "2026-02-12 Stock:211 hold SIG_BOUGHT_THIS_WEEK",
    ]);
  });

  it("are made up for in the same week, where nobody was there on their day", async () => {
    const bot = await buying();
    expect(await boughtOn(bot, ["2026-02-12", "2026-02-13", "2026-02-16"])).toEqual([
      "2026-02-12 Stock:211 buy",
      "2026-02-13 Stock:211 hold SIG_BOUGHT_THIS_WEEK",
      "2026-02-16 Stock:211 hold MARKET_NOT_OPEN",
    ]);
  });

  it.each(["2026-02-09T15:05:10Z", "2026-02-10T15:00:10Z", "2026-02-13T15:00:10Z"])(
    "come once also where the store is lost before %s",
    async (iso) => {
      const bot = await buying();
      await cycleAt(bot, on("2026-02-09"));
      const held = positionsIn(bot);
      loseStore(bot);
      const after = await cycleAt(bot, iso);
      expect(ordersOf(after)).toEqual([]);
      expect(positionsIn(bot)).toEqual(held);
      expect(await boughtOn(bot, ["2026-02-17"])).toEqual(["2026-02-17 Stock:211 buy"]);
    },
  );

  it("come once also where a stop or a target closes them on the same day", async () => {
    const bot = await buying({ STOP_LOSS_PCT: "0.5", TAKE_PROFIT_PCT: "0.5" });
    const [bought] = await boughtOn(bot, ["2026-02-09"]);
    expect(bought).toContain("Stock:211 buy");
    const [tuesday] = await boughtOn(bot, ["2026-02-10"]);
    expect(positionsIn(bot)).toEqual({});
    expect(tuesday).toBe("2026-02-10 Stock:211 hold SIG_BOUGHT_THIS_WEEK");
    expect(await boughtOn(bot, ["2026-02-17"])).toEqual([expect.stringMatching(/^2026-02-17 Stock:211 buy/)]);
  });

  it("go for the parts of the budget that are set for each instrument", async () => {
    const index = "CfdOnIndex:100001" as InstrumentId;
    const bot = await buying({ WATCHLIST: `${SHARE},${index}`, STRATEGY_WEEKLY_BUDGET: "20000" });
    const { decision } = bot.settings;
    const overrides = new Map([
      [SHARE, { ...decision.parameters, weight: 3 }],
      [index, { ...decision.parameters, weight: 1 }],
    ]);
    await runCycleIn(bot, { settings: { ...bot.settings, decision: { ...decision, overrides } } });
    const spent = Object.fromEntries(
      bot.simulator
        .snapshot()
        .positions.map(({ instrument, amount, openPrice }) => [
          instrument.id,
          Math.round(Number(amount.times(openPrice).toString()) / 2_500),
        ]),
    );
    expect(spent).toEqual({ [SHARE]: 6, [index]: 2 });
  });
});
