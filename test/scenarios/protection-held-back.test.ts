import { describe, expect, it } from "vitest";
import { ORDER_PURPOSES } from "../../src/core/domain/order.ts";
import type { CycleSettings } from "../../src/cycle/settings.ts";
import { coin } from "../../src/selftest/coin-strategy.ts";
import { localSettings, runCycleIn, type World } from "../support/world.ts";
import { stories, withBroker, world } from "./order-stories.ts";
import { ACCEPTED, banned, holding, onMargin, positions, waiting } from "./protected-worlds.ts";

const HELD = "CfdOnIndex:4913";
const PAIR = [`Stop 1 ${HELD} at 1182.07, Oco`, `Limit 1 ${HELD} at 2068.62, Oco`];
const BAR_MS = 300_000;

/** A strategy that leaves whatever is held. */
function leaving(): CycleSettings {
  const settings = localSettings({ STOP_LOSS_PCT: "20", TAKE_PROFIT_PCT: "40", WATCHLIST: HELD });
  const parameters = { seed: 1, buys: 0, sells: 100 };
  return { ...settings, decision: { ...settings.decision, strategy: coin, parameters } };
}

/** Died when the request to take the stop and the target back was announced: it has never left. */
async function interruptedExit(): Promise<World> {
  const held = await holding(onMargin("FifoRealTime"));
  held.clock.advance(BAR_MS);
  const around = withBroker(() => ({ cancel: () => Promise.reject(new Error("killed")) }));
  await expect(runCycleIn(held, { settings: leaving(), around })).rejects.toThrow("killed");
  held.clock.advance(60_000);
  return held;
}

const BEGUN = `${ACCEPTED}, cancelling POSITION_IS_LEFT`;

describe("a stop that was asked to end, and works all the same", () => {
  it("is left to work while no other may be sent in its place", async () => {
    const held = await interruptedExit();
    const { exitCode, events } = await runCycleIn(held, { around: banned(ORDER_PURPOSES) });
    expect(exitCode).toBe(0);
    expect(waiting(held)).toEqual(PAIR);
    expect(events.of("execution_cancel_begin")).toEqual([]);
    expect(events.of("execution_position_unprotected")).toMatchObject([
      { instrument_id: HELD, quantity: "1", reason: "KILL_SWITCH_ON" },
    ]);
  });

  it("is replaced once another one may be sent", async () => {
    const held = await interruptedExit();
    await runCycleIn(held, { around: banned(ORDER_PURPOSES) });
    const { exitCode, events } = await runCycleIn(held);
    expect(exitCode).toBe(0);
    expect(waiting(held)).toHaveLength(2);
    expect(events.of("execution_position_unprotected")).toEqual([]);
    const replaced = `${BEGUN}, cancelling END_NOT_CONFIRMED, cancelled CANCELLED`;
    expect(stories(held).slice(1)).toEqual([replaced, replaced, ACCEPTED, ACCEPTED]);
  });
});

describe("a kill switch that is turned on while a position is left", () => {
  it("before its orders are taken back leaves them where they are", async () => {
    const held = await holding(onMargin("FifoRealTime"));
    held.clock.advance(BAR_MS);
    let isOn = false;
    const turnedOnMeanwhile = withBroker((broker) => ({
      waitForOrderTurn: async () => {
        await broker.waitForOrderTurn();
        isOn = true;
      },
    }));
    const { exitCode } = await runCycleIn(held, {
      settings: leaving(),
      around: (ports) => banned(ORDER_PURPOSES, () => isOn)(turnedOnMeanwhile(ports)),
    });
    expect(exitCode).toBe(0);
    expect([positions(held), waiting(held)]).toEqual([[`1 ${HELD}`], PAIR]);
  });

  it("after they were taken back is told as what keeps the position without them", async () => {
    const held = await holding(onMargin("FifoRealTime"));
    held.clock.advance(BAR_MS);
    let isOn = false;
    const turnedOnAfterwards = withBroker((broker) => ({
      cancel: async (account, orderIds, id) => {
        const outcomes = await broker.cancel(account, orderIds, id);
        isOn = true;
        return outcomes;
      },
    }));
    const { exitCode, report, events } = await runCycleIn(held, {
      settings: leaving(),
      around: (ports) => banned(ORDER_PURPOSES, () => isOn)(turnedOnAfterwards(ports)),
    });
    expect(exitCode).toBe(0);
    expect(report.result).toEqual({ kind: "done", reason: "KILL_SWITCH_ON" });
    expect([positions(held), waiting(held)]).toEqual([[`1 ${HELD}`], []]);
    expect(events.of("execution_position_unprotected")).toMatchObject([
      { instrument_id: HELD, quantity: "1", reason: "KILL_SWITCH_ON" },
    ]);
    held.clock.advance(60_000);
    expect((await runCycleIn(held)).exitCode).toBe(0);
    expect(waiting(held)).toHaveLength(2);
  });
});

describe("the rest of an entry whose cancel never arrived", () => {
  it("is cancelled again, and what was bought is protected", async () => {
    const held = await world(onMargin("FifoRealTime", { DEFAULT_QUANTITY: "CfdOnIndex=10" }));
    held.simulator.faults.next({ kind: "partial_fill", parts: ["0.4", "0.6"], everySeconds: 36_000 });
    await runCycleIn(held);
    held.clock.advance(60_000);
    held.simulator.faults.next({ kind: "drop", endpoint: "cancel_orders", when: "before" });
    const lost = await runCycleIn(held);
    expect(lost.events.of("execution_position_unprotected")).toMatchObject([{ quantity: "4" }]);
    held.clock.advance(BAR_MS);
    const { exitCode, events } = await runCycleIn(held);
    expect(exitCode).toBe(0);
    expect(events.of("execution_position_unprotected")).toEqual([]);
    expect(positions(held)).toEqual([`4 ${HELD}`]);
    expect(waiting(held)).toEqual([`Stop 4 ${HELD} at 1182.03, Oco`, `Limit 4 ${HELD} at 2068.55, Oco`]);
    expect(stories(held)[0]).toContain("cancelling REST_UNPROTECTED, cancelling REST_UNPROTECTED, cancelled");
  });
});
