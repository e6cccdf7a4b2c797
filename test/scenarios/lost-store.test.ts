import { describe, expect, it } from "vitest";
import { seconds } from "../../src/core/domain/time.ts";
import type { CycleSettings } from "../../src/cycle/settings.ts";
import { coin } from "../../src/selftest/coin-strategy.ts";
import { TOKEN } from "../../src/selftest/world.ts";
import { expectAgreement } from "../support/agreement.ts";
import { ownBooks } from "../support/books.ts";
import { advanceToNextSlot, localSettings, runCycleIn, type World } from "../support/world.ts";
import { stories, world } from "./order-stories.ts";

const ONE = { WATCHLIST: "CfdOnIndex:4913" };

const settings = localSettings(ONE);
/** Decides to do nothing, each time. */
const IDLE: CycleSettings = {
  ...settings,
  decision: { ...settings.decision, strategy: coin, parameters: { seed: 1, buys: 0, sells: 0 } },
};

/** Orders as the machine sent them whose store is lost. */
async function sendAsBefore({ simulator, clock }: World, side: "Buy" | "Sell", reference: string) {
  const answer = await fetch(`${simulator.restBase}/trade/v2/orders`, {
    method: "POST",
    headers: { authorization: `Bearer ${TOKEN}`, "content-type": "application/json" },
    body: JSON.stringify({
      AccountKey: simulator.identity.accountKey,
      AssetType: "CfdOnIndex",
      Uic: 4913,
      BuySell: side,
      Amount: 1,
      OrderType: "Market",
      OrderDuration: { DurationType: "DayOrder" },
      ManualOrder: false,
      ExternalReference: reference,
    }),
  });
  expect(answer.status).toBe(200);
  await answer.arrayBuffer();
  clock.advance(seconds(2));
}

/** How often a cycle asked the broker for its log of orders. */
async function looksOf(surroundings: World): Promise<number> {
  const before = surroundings.requests.length;
  const { exitCode } = await runCycleIn(surroundings, { settings: IDLE });
  expect(exitCode).toBe(0);
  return surroundings.requests.slice(before).filter(({ target }) => target.includes("/orderactivities"))
    .length;
}

describe("what was bought and sold again right before the store was lost", () => {
  it("is booked by the first look that the broker's log can answer, though no list shows it", async () => {
    const surroundings = await world({ env: ONE, simulator: { activityDelay: seconds(12) } });
    await sendAsBefore(surroundings, "Buy", "ATB-BOUGHT");
    await sendAsBefore(surroundings, "Sell", "ATB-SOLD");
    await looksOf(surroundings);
    expect(stories(surroundings)).toEqual([]);
    surroundings.clock.advance(60_000);
    await looksOf(surroundings);
    const { fills, positions } = ownBooks(surroundings.stateDirectory);
    expect(fills.map(({ reference, side, quantity }) => [reference, side, quantity])).toEqual([
      ["ATB-BOUGHT", "buy", "1"],
      ["ATB-SOLD", "sell", "1"],
    ]);
    expect(positions).toEqual({});
    expectAgreement(surroundings);
    advanceToNextSlot(surroundings);
    expect(await looksOf(surroundings)).toBe(0);
  });
});
