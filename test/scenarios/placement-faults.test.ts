import { describe, expect, it } from "vitest";
import { seconds } from "../../src/core/domain/time.ts";
import type { Fault } from "../../src/simulator/server/faults.ts";
import { expectAgreement } from "../support/agreement.ts";
import { runCycleIn } from "../support/world.ts";
import { FILLED, FOUND_FILLED, nextStart, orderCount, placements, stories, world } from "./order-stories.ts";

describe("an answer to an order that got lost or makes no sense", () => {
  const at = { endpoint: "place_order" } as const;

  it.each<{ title: string; fault: Fault; reason: string }>([
    {
      title: "the connection is cut",
      fault: { ...at, kind: "drop", when: "after" },
      reason: "BROKER_UNREACHABLE",
    },
    { title: "503", fault: { ...at, kind: "503", when: "after" }, reason: "BROKER_UNREACHABLE" },
    { title: "409", fault: { ...at, kind: "409", when: "after" }, reason: "DUPLICATE_REQUEST" },
    { title: "no JSON", fault: { ...at, kind: "garbage", when: "after" }, reason: "BROKER_CONTRACT_BROKEN" },
    { title: "202", fault: { ...at, kind: "202" }, reason: "OUTCOME_UNCERTAIN" },
    { title: "400 beside a live order", fault: { ...at, kind: "400_live" }, reason: "OUTCOME_UNCERTAIN" },
  ])("finds the order that was booked all the same: $title", async ({ fault, reason }) => {
    const surroundings = await world();
    surroundings.simulator.faults.next(fault);
    const { exitCode, events } = await runCycleIn(surroundings);
    expect(exitCode).toBe(0);
    expect(events.of("execution_order_unknown")).toMatchObject([
      { failure_reason: reason, execution_outcome: "RECONCILIATION_NEEDED" },
    ]);
    expect(stories(surroundings)).toEqual([`placing ABOUT_TO_SEND, unknown ${reason}, ${FOUND_FILLED}`]);
    expect((await nextStart(surroundings)).exitCode).toBe(0);
    expect([placements(surroundings), orderCount(surroundings)]).toEqual([1, 1]);
    expectAgreement(surroundings);
  });

  it.each<{ title: string; fault: Fault; reason: string }>([
    {
      title: "the connection is cut",
      fault: { ...at, kind: "drop", when: "before" },
      reason: "BROKER_UNREACHABLE",
    },
    { title: "503", fault: { ...at, kind: "503", when: "before" }, reason: "BROKER_UNREACHABLE" },
    { title: "409", fault: { ...at, kind: "409", when: "before" }, reason: "DUPLICATE_REQUEST" },
    { title: "no JSON", fault: { ...at, kind: "garbage", when: "before" }, reason: "BROKER_CONTRACT_BROKEN" },
  ])("sends again, in a later cycle, what never arrived: $title", async ({ fault, reason }) => {
    const surroundings = await world();
    surroundings.simulator.faults.next(fault);
    expect((await runCycleIn(surroundings)).exitCode).toBe(0);
    const lost = `placing ABOUT_TO_SEND, unknown ${reason}, absent ABSENT`;
    expect(stories(surroundings)).toEqual([lost]);
    expect(orderCount(surroundings)).toBe(0);
    expect((await nextStart(surroundings)).exitCode).toBe(0);
    expect(stories(surroundings)).toEqual([lost, FILLED]);
    expect(orderCount(surroundings)).toBe(1);
    expectAgreement(surroundings);
  });

  it.each<{ title: string; fault: Fault; reason: string; exitCode: number }>([
    { title: "401", fault: { ...at, kind: "401", when: "before" }, reason: "LOGIN_NEEDED", exitCode: 77 },
    {
      title: "429",
      fault: { ...at, kind: "429", when: "before" },
      reason: "BROKER_LIMIT_REACHED",
      exitCode: 69,
    },
    {
      title: "403 in HTML",
      fault: { ...at, kind: "html", when: "before" },
      reason: "BROKER_REFUSED",
      exitCode: 76,
    },
  ])(
    "ends the cycle when the broker's door is shut, and sends later: $title",
    async ({ fault, reason, exitCode }) => {
      const surroundings = await world();
      surroundings.simulator.faults.next(fault);
      expect((await runCycleIn(surroundings)).exitCode).toBe(exitCode);
      const refused = `placing ABOUT_TO_SEND, absent ${reason}`;
      expect(stories(surroundings)).toEqual([refused]);
      expect((await nextStart(surroundings)).exitCode).toBe(0);
      expect(stories(surroundings)).toEqual([refused, FILLED]);
      expectAgreement(surroundings);
    },
  );
});

describe("an order whose fill shows late", () => {
  it("stays placed, with exit 0, and is booked by the next cycle", async () => {
    const surroundings = await world({ simulator: { activityDelay: seconds(30) } });
    expect((await runCycleIn(surroundings)).exitCode).toBe(0);
    expect(stories(surroundings)).toEqual(["placing ABOUT_TO_SEND, placed ACCEPTED"]);
    expect((await nextStart(surroundings)).report.tally.filled).toBe(1);
    expect(stories(surroundings)).toEqual([FILLED]);
    expectAgreement(surroundings);
  });

  it("is rejected when the venue refuses it late, and its decision is not acted on again", async () => {
    const surroundings = await world();
    surroundings.simulator.faults.next({ kind: "late_reject", endpoint: "place_order" });
    const { exitCode, report, events } = await runCycleIn(surroundings);
    expect([exitCode, report.tally.rejected]).toEqual([0, 1]);
    expect(events.of("execution_order_rejected")).toMatchObject([{ failure_reason: "REFUSED_LATE" }]);
    expect((await nextStart(surroundings)).exitCode).toBe(0);
    expect(stories(surroundings)).toEqual(["placing ABOUT_TO_SEND, placed ACCEPTED, rejected REJECTED"]);
    expect(orderCount(surroundings)).toBe(1);
    expectAgreement(surroundings);
  });
});
