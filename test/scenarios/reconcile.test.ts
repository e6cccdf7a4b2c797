import { readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import type { InstrumentId } from "../../src/core/domain/instrument.ts";
import { TradebotError } from "../../src/core/domain/errors.ts";
import type { NettingProfile } from "../../src/core/domain/account.ts";
import { actByHand } from "../../src/selftest/person.ts";
import { expectAgreement } from "../support/agreement.ts";
import { ownBooks } from "../support/books.ts";
import { advanceToNextSlot, runCycleIn, TOKEN, type CycleRun, type World } from "../support/world.ts";
import { nextStart, withBroker, world } from "./order-stories.ts";

/** Bought by the first cycle, one piece. */
const HELD = "CfdOnIndex:4913" as InstrumentId;

const PROFILES = ["FifoRealTime", "FifoEndOfDay", "AverageRealTime"] as const;

async function holding(nettingProfile: NettingProfile = "FifoRealTime", env = {}): Promise<World> {
  const held = await world({
    env,
    simulator: { account: { nettingProfile, isMarginTradingAllowed: true } },
  });
  expect((await runCycleIn(held)).exitCode).toBe(0);
  held.clock.advance(60_000);
  return held;
}

const NO_ANSWER = new TradebotError({
  code: "BROKER_UNREACHABLE",
  message: "no reply",
  exit: "broker_unreachable",
});

const trade = (held: World, side: "buy" | "sell", quantity = "1"): Promise<void> =>
  actByHand(held, { kind: "person_trades", instrument: HELD, side, quantity });

/** Closes our opening by its id, as somebody does in the broker's own platform. */
async function closeOpening(held: World): Promise<void> {
  const [lot] = held.simulator.snapshot().positions;
  const leg = {
    AccountKey: held.simulator.identity.accountKey,
    AssetType: "CfdOnIndex",
    Uic: 4913,
    BuySell: "Sell",
    Amount: 1,
    OrderType: "Market",
    OrderDuration: { DurationType: "DayOrder" },
    ManualOrder: true,
  };
  const answer = await fetch(`${held.simulator.restBase}/trade/v2/orders`, {
    method: "POST",
    headers: { authorization: `Bearer ${TOKEN}`, "content-type": "application/json" },
    body: JSON.stringify({ PositionId: lot?.positionId, Orders: [leg] }),
  });
  expect(answer.status).toBe(200);
  held.clock.advance(5_000);
}

const adjusted = ({ events }: CycleRun): readonly unknown[] =>
  events
    .of("execution_position_adjusted")
    .map(({ own_quantity: own, broker_quantity: broker, adjusted_by: by, reason }) => ({
      own,
      broker,
      by,
      reason,
    }));

const own = ({ stateDirectory }: World): Readonly<Record<string, string>> =>
  ownBooks(stateDirectory).positions;

describe("a position of ours that somebody has closed by hand", () => {
  it.each(["FifoRealTime", "AverageRealTime"] as const)(
    "is put right once, after a second look: %s",
    async (profile) => {
      const held = await holding(profile);
      await trade(held, "sell");
      const run = await nextStart(held);
      expect(run.exitCode).toBe(0);
      expect(adjusted(run)).toEqual([{ own: "1", broker: "0", by: "-1", reason: "BROKER_HOLDS_LESS" }]);
      expect(own(held)).toEqual({});
      const second = await nextStart(held);
      expect([adjusted(second), second.events.of("execution_position_differs")]).toEqual([[], []]);
    },
  );

  it("is put right when its opening is closed by its id where the day nets", async () => {
    const held = await holding("FifoEndOfDay");
    await closeOpening(held);
    expect(adjusted(await nextStart(held))).toEqual([
      { own: "1", broker: "0", by: "-1", reason: "BROKER_HOLDS_LESS" },
    ]);
    expect(own(held)).toEqual({});
  });

  it("stays ours where the day nets as long as an opposite trade has closed nothing", async () => {
    const held = await holding("FifoEndOfDay");
    await trade(held, "sell");
    expect(adjusted(await nextStart(held))).toEqual([]);
    expect(own(held)).toEqual({ [HELD]: "1" });
  });

  it.each(["FifoRealTime", "FifoEndOfDay"] as const)(
    "does not come back with what they buy later: %s",
    async (profile) => {
      const held = await holding(profile);
      if (profile === "FifoEndOfDay") await closeOpening(held);
      else await trade(held, "sell");
      await trade(held, "buy");
      expect(adjusted(await nextStart(held))).toEqual([
        { own: "1", broker: "1", by: "-1", reason: "OPENINGS_NOT_OURS" },
      ]);
      expect(own(held)).toEqual({});
    },
  );

  it("is put right in part", async () => {
    const held = await holding("FifoRealTime", { DEFAULT_QUANTITY: "3" });
    await trade(held, "sell", "1");
    expect(adjusted(await nextStart(held))).toEqual([
      { own: "3", broker: "2", by: "-1", reason: "BROKER_HOLDS_LESS" },
    ]);
    expect(own(held)).toEqual({ [HELD]: "2" });
  });

  it.each(PROFILES)("lets alone what somebody holds beside it: %s", async (profile) => {
    const held = await holding(profile);
    await trade(held, "buy", "5");
    const run = await nextStart(held);
    expect([adjusted(run), run.events.of("execution_position_differs")]).toEqual([[], []]);
    expect(own(held)).toEqual({ [HELD]: "1" });
  });

  it("leaves no stop behind that would sell what they buy later", async () => {
    const held = await holding("FifoRealTime", { STOP_LOSS_PCT: "2", TAKE_PROFIT_PCT: "5" });
    expect(held.simulator.snapshot().orders).toHaveLength(2);
    await trade(held, "sell");
    await trade(held, "buy");
    await nextStart(held);
    expect(own(held)).toEqual({});
    expect(held.simulator.snapshot().orders).toEqual([]);
  });
});

describe("a difference that one look shows", () => {
  it("is not put right when it is gone at the second look", async () => {
    const held = await holding("FifoEndOfDay"); // where openings are asked for in each cycle
    let looks = 0;
    const around = withBroker((broker) => ({
      readPositions: async (account) => {
        looks += 1;
        return looks === 1 ? [] : broker.readPositions(account);
      },
    }));
    const run = await runCycleIn(held, { around });
    expect([looks, adjusted(run), own(held)]).toEqual([2, [], { [HELD]: "1" }]);
  });

  it("is told, and not put right, when a source does not answer at the second look", async () => {
    const held = await holding();
    await trade(held, "sell");
    let looks = 0;
    const around = withBroker((broker) => ({
      readNetPositions: (account) => {
        looks += 1;
        if (looks === 2) return Promise.reject(NO_ANSWER);
        return broker.readNetPositions(account);
      },
    }));
    const run = await runCycleIn(held, { around });
    expect([run.exitCode, adjusted(run), own(held)]).toEqual([69, [], { [HELD]: "1" }]);
    expect(run.events.of("execution_position_differs")).toMatchObject([
      { own_quantity: "1", broker_quantity: "0", reason: "BROKER_HOLDS_LESS" },
    ]);
    expect(adjusted(await nextStart(held))).toHaveLength(1);
  });
});

describe("cash that moves without an order of ours", () => {
  async function payIn({ simulator }: World, balance: number): Promise<void> {
    const { accountKey } = simulator.identity;
    const path = `/port/v1/accounts/${encodeURIComponent(accountKey)}/reset`;
    const answer = await fetch(simulator.restBase + path, {
      method: "PUT",
      headers: { authorization: `Bearer ${TOKEN}`, "content-type": "application/json" },
      body: JSON.stringify({ NewBalance: balance }),
    });
    expect(answer.status).toBe(204);
  }

  it("is told of in the one cycle that sees it", async () => {
    const held = await world({ simulator: { resetsWholeAccount: false } });
    expect((await runCycleIn(held)).events.of("execution_cash_differs")).toEqual([]);
    await payIn(held, 250_000);
    const run = await nextStart(held);
    expect(run.exitCode).toBe(0);
    const [told, ...others] = run.events.of("execution_cash_differs");
    expect(told).toMatchObject({ currency: "USD", since: "2026-03-04T09:15:14.500Z" });
    expect(Number(told?.["unexplained"])).toBeGreaterThan(Number(told?.["tolerance"]));
    expect(others).toEqual([]);
    expect((await nextStart(held)).events.of("execution_cash_differs")).toEqual([]);
  });
});

describe("an older store that was put back", () => {
  it("takes over what it lacks from the log before anything is put right", async () => {
    const held = await world({ env: { WATCHLIST: "CfdOnIndex:100037,CfdOnIndex:100002" } });
    const cycles = async (count: number): Promise<void> => {
      for (let cycle = 0; cycle < count; cycle += 1) {
        await runCycleIn(held);
        advanceToNextSlot(held);
      }
    };
    await cycles(6);
    const older = readFileSync(path.join(held.stateDirectory, "tradebot.db"));
    await cycles(1); // the one that sells
    const sold = own(held);
    for (const companion of ["-wal", "-shm"])
      rmSync(path.join(held.stateDirectory, `tradebot.db${companion}`), { force: true });
    writeFileSync(path.join(held.stateDirectory, "tradebot.db"), older, { mode: 0o600 });
    expect(own(held)).not.toEqual(sold);
    const run = await runCycleIn(held);
    expect(adjusted(run)).toEqual([]);
    expect(own(held)).toEqual(sold);
    expectAgreement(held);
  });
});
