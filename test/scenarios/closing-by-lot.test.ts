import { describe, expect, it } from "vitest";
import { isoFromTimestamp } from "../../src/core/domain/time.ts";
import { expectAgreement } from "../support/agreement.ts";
import { KillSwitch, runUnder } from "../support/kill-switch.ts";
import { stepOf } from "../support/points.ts";
import {
  advanceToNextSlot,
  runCycleIn,
  startWorld,
  TOKEN,
  type World,
  type WorldOptions,
} from "../support/world.ts";
import { FILLED, stories, world } from "./order-stories.ts";

/** A cycle that sells one of these and buys the other; the seed of the simulated market sees to it. */
const WATCHLIST = "CfdOnIndex:100037,CfdOnIndex:100002";
const SLOTS_BEFORE_SALE = 6;

const BEGIN: WorldOptions = {
  env: { WATCHLIST },
  simulator: { account: { nettingProfile: "FifoEndOfDay", isMarginTradingAllowed: true } },
};

/** Until the next cycle is the one that sells. */
async function holding(before: (held: World) => Promise<void> = () => Promise.resolve()): Promise<World> {
  const held = await world(BEGIN);
  await before(held);
  for (let slot = 0; slot < SLOTS_BEFORE_SALE; slot += 1) {
    await runCycleIn(held);
    advanceToNextSlot(held);
  }
  return held;
}

/** An order in the instrument that the bot is about to sell, sent by somebody else. */
async function order(
  { simulator, clock }: World,
  side: "Buy" | "Sell",
  { reference, positionId }: { readonly reference: string; readonly positionId?: string },
): Promise<void> {
  const leg = {
    AccountKey: simulator.identity.accountKey,
    AssetType: "CfdOnIndex",
    Uic: 100037,
    BuySell: side,
    Amount: 1,
    OrderType: "Market",
    ManualOrder: false,
    ExternalReference: reference,
  };
  const answer = await fetch(`${simulator.restBase}/trade/v2/orders`, {
    method: "POST",
    headers: { authorization: `Bearer ${TOKEN}`, "content-type": "application/json" },
    body: JSON.stringify(positionId === undefined ? leg : { PositionId: positionId, Orders: [leg] }),
  });
  expect(answer.status).toBe(200);
  clock.advance(5_000);
}

/** Two purchases whose store was lost: the first cycle learns of both from the broker's log. */
async function boughtTwice(held: World): Promise<void> {
  for (const reference of ["ATB-FIRST", "ATB-SECOND"]) await order(held, "Buy", { reference });
}

const lotsLeft = ({ simulator }: World): readonly string[] =>
  simulator.snapshot().positions.map(({ instrument, amount }) => `${instrument.id} ${amount.toString()}`);

describe("an account that nets by the end of the day", () => {
  it("has its openings closed by their ids, so that nothing is left beside them", async () => {
    const held = await holding();
    const { exitCode, events } = await runCycleIn(held);
    expect(exitCode).toBe(0);
    const sold = events.of("execution_order_placed").filter(({ side }) => side === "sell");
    expect(sold).toHaveLength(1);
    expect(sold[0]?.["position_id"]).toMatch(/^\d+$/);
    expect(stories(held)).toEqual([FILLED, FILLED, FILLED]);
    expect(lotsLeft(held)).toEqual(["CfdOnIndex:100002 1"]);
    expectAgreement(held);
  });

  it("has two openings closed by two orders, each with a reference of its own", async () => {
    const held = await holding(boughtTwice);
    expect(lotsLeft(held)).toEqual(["CfdOnIndex:100037 1", "CfdOnIndex:100037 1"]);
    const { exitCode, events } = await runCycleIn(held);
    expect(exitCode).toBe(0);
    const sold = events.of("execution_order_placed").filter(({ side }) => side === "sell");
    expect(sold.map(({ quantity }) => quantity)).toEqual(["1", "1"]);
    expect(new Set(sold.map((order) => order["position_id"])).size).toBe(2);
    expect(new Set(sold.map((order) => order["external_reference"])).size).toBe(2);
    expect(lotsLeft(held)).toEqual(["CfdOnIndex:100002 1"]);
    expectAgreement(held);
  });

  it("has a person's own opening left alone, also where ours is gone", async () => {
    const held = await holding();
    const [ours] = held.simulator.snapshot().positions;
    await order(held, "Sell", { reference: "person-closes", positionId: ours?.positionId ?? "none" });
    await order(held, "Buy", { reference: "person-buys" });
    const { exitCode, events } = await runCycleIn(held);
    expect(exitCode).toBe(0);
    expect(events.of("execution_order_placed").filter(({ side }) => side === "sell")).toEqual([]);
    expect(events.of("strategy_decision_made")).toContainEqual(
      expect.objectContaining({
        instrument_id: "CfdOnIndex:100037",
        reason: "SELL_WITHOUT_OWN_POSITION",
      }),
    );
    expect(lotsLeft(held)).toContain("CfdOnIndex:100037 1");
  });

  it("is asked for its openings once in a cycle that trades nothing", async () => {
    const held = await holding();
    await runCycleIn(held);
    const asked = () => held.requests.filter(({ target }) => target.includes("/port/v1/positions")).length;
    const before = asked();
    held.clock.advance(60_000);
    await runCycleIn(held);
    expect(asked() - before).toBe(1);
  });

  it("closes each opening once, wherever the cycle is killed after an effect", async () => {
    const held = await holding(boughtTwice);
    const startIso = isoFromTimestamp(held.clock.now());
    let points = 0;
    const step = stepOf(3);
    for (let n = 1; ; n += step) {
      const copy = await startWorld({ ...BEGIN, copyOf: held.stateDirectory, startIso });
      const killSwitch = new KillSwitch(n, "after");
      await runUnder(killSwitch, copy);
      copy.clock.advance(60_000);
      expect((await runCycleIn(copy)).exitCode).toBe(0);
      expectAgreement(copy);
      expect(lotsLeft(copy)).toEqual(["CfdOnIndex:100002 1"]);
      await copy.close();
      if (killSwitch.victim === undefined) break;
      points += 1;
    }
    expect(points).toBeGreaterThan(20 / step);
  });
});
