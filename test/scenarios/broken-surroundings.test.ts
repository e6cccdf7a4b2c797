import { rmSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { seconds } from "../../src/core/domain/time.ts";
import { expectAgreement } from "../support/agreement.ts";
import { brokerOrderIds, ownBooks } from "../support/books.ts";
import { advanceToNextSlot, runCycleIn, type World } from "../support/world.ts";
import { FILLED, nextStart, orderCount, placements, stories, world } from "./order-stories.ts";

describe("a broker that goes away", () => {
  const CUT_OFF = "placing ABOUT_TO_SEND, unknown BROKER_UNREACHABLE";

  /** A world whose broker ends, the first time, when a request to this path has had its effect. */
  async function worldEndingAt(pathEnd: string): Promise<World> {
    let hasEnded = false;
    const surroundings = await world({
      simulator: {
        onRequest: ({ target }) => {
          const [requested = ""] = target.split("?");
          if (hasEnded || !requested.endsWith(pathEnd)) return;
          hasEnded = true;
          void surroundings.stopSimulator();
        },
      },
    });
    return surroundings;
  }

  it("ends the cycle with 69 in the middle of observing; the next one trades", async () => {
    const surroundings = await worldEndingAt("/infoprices/list");
    const { exitCode, events } = await runCycleIn(surroundings);
    expect(exitCode).toBe(69);
    expect(events.of("cycle_failed")).toMatchObject([{ failure_reason: "BROKER_UNREACHABLE" }]);
    expect(stories(surroundings)).toEqual([]);
    await surroundings.restartSimulator();
    expect((await nextStart(surroundings)).exitCode).toBe(0);
    expect(stories(surroundings)).toEqual([FILLED]);
    expectAgreement(surroundings);
  });

  it("leaves the intent dropped when it ends at the precheck; the next cycle decides anew", async () => {
    const surroundings = await worldEndingAt("/orders/precheck");
    expect((await runCycleIn(surroundings)).exitCode).toBe(69);
    expect(stories(surroundings)).toEqual(["dropped BROKER_UNREACHABLE"]);
    await surroundings.restartSimulator();
    expect((await nextStart(surroundings)).exitCode).toBe(0);
    expect(stories(surroundings)).toEqual(["dropped BROKER_UNREACHABLE", FILLED]);
    expectAgreement(surroundings);
  });

  it("leaves the order unknown, with 80 in every cycle, until it is back", async () => {
    const surroundings = await worldEndingAt("/trade/v2/orders");
    expect((await runCycleIn(surroundings)).exitCode).toBe(80);
    expect(stories(surroundings)).toEqual([CUT_OFF]);
    const { exitCode, report } = await nextStart(surroundings);
    expect([exitCode, report.tally.unknown]).toEqual([80, 1]);
    expect(stories(surroundings)).toEqual([CUT_OFF]);
    await surroundings.restartSimulator();
    expect((await nextStart(surroundings)).exitCode).toBe(0);
    expect(stories(surroundings)).toEqual([`${CUT_OFF}, filled FILLED`]);
    expect([placements(surroundings), orderCount(surroundings)]).toEqual([1, 1]);
    expectAgreement(surroundings);
  });
});

describe("a store that is lost right after an order", () => {
  function loseStore({ stateDirectory }: World): void {
    for (const ending of ["", "-wal", "-shm"]) {
      rmSync(path.join(stateDirectory, `tradebot.db${ending}`), { force: true });
    }
  }

  it("leads to no second order: the first is taken over from the broker's log", async () => {
    const surroundings = await world();
    await runCycleIn(surroundings);
    loseStore(surroundings);
    const { exitCode, events } = await nextStart(surroundings);
    expect(exitCode).toBe(0);
    expect(events.of("strategy_decision_made")).toContainEqual(
      expect.objectContaining({
        instrument_id: "CfdOnIndex:4913",
        action: "hold",
        reason: "ALREADY_DECIDED",
      }),
    );
    expect(stories(surroundings)).toEqual(["placed ALREADY_AT_BROKER, filled FILLED"]);
    expect(placements(surroundings)).toBe(1);
    expectAgreement(surroundings);
  });

  it("leaves the position ours to sell", async () => {
    const surroundings = await world({ env: { WATCHLIST: "CfdOnIndex:4913" } });
    await runCycleIn(surroundings);
    loseStore(surroundings);
    const sold: string[] = [];
    for (let cycle = 0; cycle < 19 && sold.length === 0; cycle += 1) {
      advanceToNextSlot(surroundings);
      const { exitCode, events } = await runCycleIn(surroundings);
      expect(exitCode).toBe(0);
      sold.push(
        ...events
          .of("execution_order_filled")
          .filter(({ side }) => side === "sell")
          .map(String),
      );
    }
    expect(sold).toHaveLength(1);
    expect(brokerOrderIds(surroundings.simulator.snapshot())).toHaveLength(2);
    expectAgreement(surroundings);
  });

  it("leads to no second order where purchases may be repeated: the broker knows its reference", async () => {
    const surroundings = await world({ env: { DUPLICATE_BUY_POLICY: "allow" } });
    await runCycleIn(surroundings);
    const [before] = ownBooks(surroundings.stateDirectory).intents;
    loseStore(surroundings);
    expect((await nextStart(surroundings)).exitCode).toBe(0);
    expect(stories(surroundings)).toEqual(["placed ALREADY_AT_BROKER, filled FILLED"]);
    const [after] = expectAgreement(surroundings).intents;
    expect([after?.reference, after?.orderId]).toEqual([before?.reference, before?.orderId]);
    expect(placements(surroundings)).toBe(1);
  });

  it("leads to no second order before the broker's log shows the first: its position names it", async () => {
    const surroundings = await world({
      env: { DUPLICATE_BUY_POLICY: "allow" },
      simulator: { activityDelay: seconds(12) },
    });
    await runCycleIn(surroundings);
    loseStore(surroundings);
    expect((await runCycleIn(surroundings)).exitCode).toBe(0);
    expect(stories(surroundings)).toEqual([
      "placed ALREADY_AT_BROKER, placed FOUND_AT_BROKER, filled FILLED",
    ]);
    expect(placements(surroundings)).toBe(1);
  });
});

describe("an order that is not to be sent", () => {
  it("is given up when disclaimers stand before it, naming them, cycle after cycle", async () => {
    const surroundings = await world({ simulator: { disclaimers: "normal" } });
    for (const run of [await runCycleIn(surroundings), await nextStart(surroundings)]) {
      expect(run.exitCode).toBe(0);
      expect(run.events.of("execution_disclaimer_blocked")).toMatchObject([
        {
          disclaimer_title: "Risk warning",
          failure_reason: "DISCLAIMER_BLOCKED",
          execution_outcome: "SKIPPED",
        },
      ]);
    }
    expect(stories(surroundings)).toEqual(["dropped DISCLAIMER_BLOCKED", "dropped DISCLAIMER_BLOCKED"]);
    expect([placements(surroundings), orderCount(surroundings)]).toEqual([0, 0]);
  });

  it("ends after the precheck in a dry run, and is sent when the dry run is over", async () => {
    const surroundings = await world({ env: { DRY_RUN: "true" } });
    const { exitCode, events } = await runCycleIn(surroundings);
    expect(exitCode).toBe(0);
    expect(events.names()).toContain("execution_dry_run_ended");
    expect(stories(surroundings)).toEqual(["dropped DRY_RUN"]);
    expect(placements(surroundings)).toBe(0);
    expect((await nextStart(surroundings, {})).exitCode).toBe(0);
    expect(stories(surroundings)).toEqual(["dropped DRY_RUN", FILLED]);
    expectAgreement(surroundings);
  });

  it("is not decided about outside the trading hours", async () => {
    const surroundings = await world({ env: { TRADING_HOURS_MODE: "fixed" } });
    const { exitCode, report } = await runCycleIn(surroundings);
    expect([exitCode, report.result]).toMatchObject([
      0,
      { kind: "skipped", reason: "OUTSIDE_TRADING_HOURS" },
    ]);
    expect(stories(surroundings)).toEqual([]);
    expect(surroundings.requests).toEqual([]);
  });
});
