import { rmSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { storePath } from "../../src/adapters/store/store-files.ts";
import type { CycleSettings } from "../../src/cycle/settings.ts";
import { coin } from "../../src/selftest/coin-strategy.ts";
import { actByHand } from "../../src/selftest/person.ts";
import { instrument } from "../../src/core/domain/instrument.ts";
import { ownBooks } from "../support/books.ts";
import { closeOutIn } from "../support/close-out.ts";
import { advanceToNextSlot, localSettings, runCycleIn, TOKEN, type World } from "../support/world.ts";
import { nextStart, world } from "./order-stories.ts";
import { holding, onMargin, positions, waitByHand, waiting } from "./protected-worlds.ts";

const { id: HELD, uic, assetType } = instrument("CfdOnIndex", 4913);

/** Sold under a reference of ours, by a program that knew nothing of the orders beside the position. */
async function sellUnderOurName({ simulator, clock }: World): Promise<void> {
  const answer = await fetch(`${simulator.restBase}/trade/v2/orders`, {
    method: "POST",
    headers: { authorization: `Bearer ${TOKEN}`, "content-type": "application/json" },
    body: JSON.stringify({
      AccountKey: simulator.identity.accountKey,
      AssetType: assetType,
      Uic: uic,
      BuySell: "Sell",
      Amount: 1,
      OrderType: "Market",
      OrderDuration: { DurationType: "DayOrder" },
      ManualOrder: false,
      ExternalReference: "ATB-ELSEWHERE",
    }),
  });
  expect(answer.status).toBe(200);
  clock.advance(5_000);
}

describe("what waits beside a position", () => {
  it("is taken back when the position was left without it, before it can open another one", async () => {
    const held = await holding(onMargin("FifoRealTime"));
    await sellUnderOurName(held);
    expect([positions(held), waiting(held).length]).toEqual([[], 2]);
    expect((await nextStart(held)).exitCode).toBe(0);
    expect(ownBooks(held.stateDirectory).positions).toEqual({});
    expect(waiting(held)).toEqual([]);
  });
});

describe("a position that somebody has sold in part, or all of it", () => {
  const ENV = { WATCHLIST: HELD, DEFAULT_QUANTITY: "3", STOP_LOSS_PCT: "0", TAKE_PROFIT_PCT: "0" };

  function tossing(odds: { readonly buys: number; readonly sells: number }): {
    readonly settings: CycleSettings;
  } {
    const settings = localSettings(ENV);
    const decision = { ...settings.decision, strategy: coin, parameters: { seed: 1, ...odds } };
    return { settings: { ...settings, decision } };
  }

  it.each([
    { sold: "2", bought: "0", exits: ["1"], left: [] },
    { sold: "3", bought: "2", exits: [], left: [`2 ${HELD}`] },
  ])(
    "is left with an order for what is still there and ours, in the cycle that first sees it: $sold sold, $bought bought",
    async ({ sold, bought, exits, left }) => {
      const held = await world({ ...onMargin("FifoRealTime"), env: ENV });
      await runCycleIn(held, tossing({ buys: 100, sells: 0 }));
      expect(positions(held)).toEqual([`3 ${HELD}`]);
      const byHand = { kind: "person_trades", instrument: HELD } as const;
      await actByHand(held, { ...byHand, side: "sell", quantity: sold });
      if (bought !== "0") await actByHand(held, { ...byHand, side: "buy", quantity: bought });
      advanceToNextSlot(held);
      const { events } = await runCycleIn(held, tossing({ buys: 0, sells: 100 }));
      expect(events.of("execution_order_placed").map(({ quantity }) => quantity)).toEqual(exits);
      expect(positions(held)).toEqual(left);
    },
  );
});

describe("a close-out", () => {
  it("with a store that has just begun waits until the log can show all that was sent before", async () => {
    const held = await holding(onMargin("FifoRealTime"));
    rmSync(storePath(held.stateDirectory));
    const { report, events } = await closeOutIn(held);
    expect(events.of("execution_known_orders_awaited")).toHaveLength(1);
    expect([report.isFlat, positions(held), waiting(held)]).toEqual([true, [], []]);
  });

  it("of everything leaves no order behind that waits, whoever has placed it", async () => {
    const held = await holding(onMargin("FifoRealTime"));
    await waitByHand(held, "Limit", 3_000);
    const { report } = await closeOutIn(held, { scope: "all" });
    expect([report.isFlat, positions(held), waiting(held)]).toEqual([true, [], []]);
  });
});
