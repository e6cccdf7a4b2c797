import { describe, expect, it } from "vitest";
import { decimal } from "../../src/core/domain/decimal.ts";
import { TradebotError } from "../../src/core/domain/errors.ts";
import { instrument } from "../../src/core/domain/instrument.ts";
import { ORDER_PURPOSES } from "../../src/core/domain/order.ts";
import { DEFAULT_TRADING_RULES } from "../../src/simulator/exchange/trading-rules.ts";
import { localSettings, runCycleIn, type World, type WorldOptions } from "../support/world.ts";
import { FILLED, stories, withBroker, world } from "./order-stories.ts";
import { ACCEPTED, banned, cancelByHand, holding, onMargin, PROFILES, waiting } from "./protected-worlds.ts";

const HELD = "CfdOnIndex:4913";
const { id } = instrument("CfdOnIndex", 4913);

/** A broker that takes no child further from its entry than this fraction. */
const nearChildren = (options: WorldOptions, fraction: string): WorldOptions => ({
  ...options,
  simulator: {
    ...options.simulator,
    rules: { ...DEFAULT_TRADING_RULES, childDistanceMaxOf: new Map([[id, decimal(fraction)]]) },
  },
});

const NO_ANSWER = new TradebotError({
  code: "BROKER_UNREACHABLE",
  message: "no reply",
  exit: "broker_unreachable",
});

const REFUSED = "placing ABOUT_TO_SEND, rejected TooFarFromEntryOrder";

describe.each(PROFILES)("a broker that refuses a child of an entry, on an account with %s", (profile) => {
  it("gets the entry with its stop alone where the target is too far away", async () => {
    const surroundings = await world(nearChildren(onMargin(profile), "0.3"));
    const { exitCode, events } = await runCycleIn(surroundings);
    expect(exitCode).toBe(0);
    const again = (code: string) => `placing ABOUT_TO_SEND, absent ${code}`;
    expect(stories(surroundings).slice(0, 5)).toEqual([
      again("TooFarFromEntryOrder"),
      FILLED,
      again("OrderNotPlaced"),
      ACCEPTED,
      REFUSED,
    ]);
    const joins = profile === "FifoEndOfDay"; // after the fill there is no such limit, and the target joins the stop
    expect(waiting(surroundings)).toHaveLength(joins ? 2 : 1);
    expect(events.of("execution_target_missing")).toHaveLength(joins ? 0 : 1);
    expect(events.of("execution_position_unprotected")).toEqual([]);
  });

  it("is not asked for the target again where the entry without it was lost on the way", async () => {
    const surroundings = await world(nearChildren(onMargin(profile), "0.3"));
    let placed = 0;
    const losingTheSecond = withBroker((broker) => ({
      place: (placement, requestId) => {
        placed += 1;
        return placed === 2
          ? Promise.resolve({ kind: "unknown", cause: NO_ANSWER })
          : broker.place(placement, requestId);
      },
    }));
    expect((await runCycleIn(surroundings, { around: losingTheSecond })).report.tally.filled).toBe(0);
    surroundings.clock.advance(60_000);
    const { exitCode, events } = await runCycleIn(surroundings);
    expect([exitCode, events.of("execution_position_unprotected")]).toEqual([0, []]);
    expect(stories(surroundings)).toContain(FILLED);
    expect(waiting(surroundings)[0]).toContain("Stop 1");
  });

  it("gets the entry alone where the stop is too far away, and a pair after its fill", async () => {
    const surroundings = await world(nearChildren(onMargin(profile, { TAKE_PROFIT_PCT: "10" }), "0.15"));
    const { exitCode, events } = await runCycleIn(surroundings);
    expect(exitCode).toBe(0);
    expect(events.of("execution_position_unprotected")).toEqual([]);
    expect(waiting(surroundings)).toEqual([
      `Stop 1 ${HELD} at 1181.99, Oco`,
      `Limit 1 ${HELD} at 1625.23, Oco`,
    ]);
  });
});

describe("an entry that is taken without one of its children", () => {
  it.each(PROFILES)("is protected after its fill: %s", async (profile) => {
    const surroundings = await world(onMargin(profile));
    surroundings.simulator.faults.next({ kind: "partial_acceptance", child: 0 });
    const { exitCode, events } = await runCycleIn(surroundings);
    expect(exitCode).toBe(0);
    expect(events.of("execution_position_unprotected")).toEqual([]);
    expect(waiting(surroundings)).toEqual([
      `Stop 1 ${HELD} at 1182.03, Oco`,
      `Limit 1 ${HELD} at 2068.55, Oco`,
    ]);
  });
});

const without = async (held: World): Promise<void> => {
  await cancelByHand(held, "Stop");
  await cancelByHand(held, "Limit");
};

describe("a position without its orders", () => {
  it("is told of loudly while nothing may be sent, and protected again afterwards", async () => {
    const held = await holding(onMargin("AverageRealTime"));
    await without(held);
    const around = banned(ORDER_PURPOSES);
    const { exitCode, events } = await runCycleIn(held, { around });
    expect(exitCode).toBe(0);
    expect(waiting(held)).toEqual([]);
    expect(events.of("execution_position_unprotected")).toMatchObject([
      { instrument_id: HELD, quantity: "1", own_quantity: "1", reason: "KILL_SWITCH_ON" },
    ]);
    expect((await runCycleIn(held)).exitCode).toBe(0);
    expect(waiting(held)).toHaveLength(2);
  });

  it("gets its orders while only entries are forbidden", async () => {
    const held = await holding(onMargin("AverageRealTime"));
    await without(held);
    expect((await runCycleIn(held, { around: banned(["entry"]) })).exitCode).toBe(0);
    expect(waiting(held)).toHaveLength(2);
  });

  it("is told of by a dry run, which sends nothing", async () => {
    const held = await holding(onMargin("AverageRealTime"));
    await without(held);
    const dry = { ...held.settings, dryRun: true };
    const writes = () => held.requests.filter(({ method }) => method !== "GET").length;
    const before = writes();
    const { events } = await runCycleIn(held, { settings: dry });
    expect(writes()).toBe(before);
    expect(events.of("execution_position_unprotected")).toMatchObject([{ reason: "DRY_RUN" }]);
  });

  it("is protected outside the trading hours as well, by our books, and costs no request once it is", async () => {
    const held = await holding(onMargin("AverageRealTime"));
    await without(held);
    await runCycleIn(held, { around: banned(["stop", "target"]) }); // the books know that both are gone
    const asleep = localSettings({ STOP_LOSS_PCT: "20", TAKE_PROFIT_PCT: "40", TRADING_HOURS_MODE: "fixed" });
    expect(waiting(held)).toEqual([]);
    expect((await runCycleIn(held, { settings: asleep })).report.result.kind).toBe("skipped");
    expect(waiting(held)).toHaveLength(2);
    const before = held.requests.length;
    await runCycleIn(held, { settings: asleep });
    expect(held.requests).toHaveLength(before);
  });

  it("costs no more requests in a warm cycle than nothing to look after does", async () => {
    const [held, bare] = [await holding(onMargin("AverageRealTime")), await holding({})];
    const costOf = async (surroundings: World): Promise<number> => {
      const before = surroundings.requests.length;
      await runCycleIn(surroundings);
      return surroundings.requests.length - before;
    };
    expect(await costOf(held)).toBe(await costOf(bare));
  });
});
