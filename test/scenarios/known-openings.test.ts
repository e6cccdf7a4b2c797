import path from "node:path";
import { DatabaseSync } from "node:sqlite";
import { describe, expect, it } from "vitest";
import type { NettingProfile } from "../../src/core/domain/account.ts";
import type { InstrumentId } from "../../src/core/domain/instrument.ts";
import { actByHand } from "../../src/selftest/person.ts";
import { ownBooks } from "../support/books.ts";
import { runCycleIn, type World } from "../support/world.ts";
import { nextStart, world } from "./order-stories.ts";

/** Bought by the first cycle, one piece. */
const HELD = "CfdOnIndex:4913" as InstrumentId;
const OTHER = "CfdOnIndex:100034" as InstrumentId;
const WARM = { WATCHLIST: "CfdOnIndex:4913,Stock:211,FxSpot:21", STOP_LOSS_PCT: "0", TAKE_PROFIT_PCT: "0" };

/** One opening, known since the second cycle. */
async function holding(nettingProfile: NettingProfile = "FifoRealTime"): Promise<World> {
  const held = await world({
    env: WARM,
    simulator: { account: { nettingProfile, isMarginTradingAllowed: true } },
  });
  await runCycleIn(held);
  expect(held.simulator.snapshot().positions).toHaveLength(1);
  await nextStart(held, WARM);
  return held;
}

/** What the next cycle asks for. */
async function asked(held: World): Promise<readonly string[]> {
  const before = held.requests.length;
  expect((await nextStart(held, WARM)).exitCode).toBe(0);
  return held.requests.slice(before).map(({ target }) => /\/v\d\/([^?]*)/.exec(target)?.[1] ?? target);
}

const asksForOpenings = async (held: World): Promise<boolean> => (await asked(held)).includes("positions");

const trade = (held: World, side: "buy" | "sell", instrument = HELD): Promise<void> =>
  actByHand(held, { kind: "person_trades", instrument, side, quantity: "1" });

describe("a warm cycle that holds one opening", () => {
  it.each(["FifoRealTime", "AverageRealTime"] as const)(
    "asks for three kinds of prices, the balance, the orders and the net positions alone: %s",
    async (profile) => {
      const held = await holding(profile);
      expect((await asked(held)).toSorted()).toEqual([
        "balances",
        "infoprices/list",
        "infoprices/list",
        "infoprices/list",
        "netpositions",
        "orders",
      ]);
    },
  );

  it("asks for the openings where orders belong to them", async () => {
    expect(await asksForOpenings(await holding("FifoEndOfDay"))).toBe(true);
  });

  it("asks for them again after an hour", async () => {
    const held = await holding();
    expect(await asksForOpenings(held)).toBe(false);
    held.clock.advance(3_600_000);
    expect(await asksForOpenings(held)).toBe(true);
  });

  it.each(["no JSON", '[{"quantity":"1"}]', '{"$d":"x"}'])(
    "asks for them where what it knows cannot be read: %s",
    async (text) => {
      const held = await holding();
      const database = new DatabaseSync(path.join(held.stateDirectory, "tradebot.db"));
      const { changes } = database
        .prepare("UPDATE cached_values SET value = ? WHERE name = 'openings'")
        .run(JSON.stringify(text));
      database.close();
      expect(changes).toBe(1);
      expect(await asksForOpenings(held)).toBe(true);
    },
  );

  it("asks for them once where somebody has bought something else", async () => {
    const held = await holding();
    await trade(held, "buy", OTHER);
    expect(await asksForOpenings(held)).toBe(true);
    expect(await asksForOpenings(held)).toBe(false);
  });

  it("asks for them as long as there are several in one instrument", async () => {
    const held = await holding();
    await trade(held, "buy");
    expect(await asksForOpenings(held)).toBe(true);
    expect(await asksForOpenings(held)).toBe(true);
  });

  it("sees that somebody has closed it and opened one like it", async () => {
    const held = await holding();
    await trade(held, "sell");
    await trade(held, "buy");
    expect(ownBooks(held.stateDirectory).positions).toEqual({ [HELD]: "1" });
    expect(await asksForOpenings(held)).toBe(true);
    expect(ownBooks(held.stateDirectory).positions).toEqual({});
  });
});
