import { describe, expect, it } from "vitest";
import type { Position } from "../../src/core/domain/account.ts";
import { TradebotError } from "../../src/core/domain/errors.ts";
import { seconds } from "../../src/core/domain/time.ts";
import type { Ports } from "../../src/cycle/ports.ts";
import { expectAgreement } from "../support/agreement.ts";
import { runCycleIn } from "../support/world.ts";
import {
  FOUND_FILLED,
  nextStart,
  orderCount,
  placements,
  stories,
  withBroker,
  world,
} from "./order-stories.ts";

const DOWN = new TradebotError({ code: "BROKER_UNREACHABLE", message: "503", exit: "broker_unreachable" });
const UNKNOWN = "placing ABOUT_TO_SEND, unknown BROKER_UNREACHABLE";

type Source = "readOrderActivities" | "readOpenOrders" | "readPositions" | "readNetPositions";

/** A broker that stops answering these questions once an order was sent, to whichever start. */
function silent(...sources: readonly Source[]): (ports: Ports) => Ports {
  let isSent = false;
  const unless = <Answer>(source: Source, ask: () => Promise<Answer>): Promise<Answer> =>
    isSent && sources.includes(source) ? Promise.reject(DOWN) : ask();
  return withBroker((broker) => ({
    place: (placement, id) => {
      isSent = true;
      return broker.place(placement, id);
    },
    readOrderActivities: (account, since) =>
      unless("readOrderActivities", () => broker.readOrderActivities(account, since)),
    readOpenOrders: (account) => unless("readOpenOrders", () => broker.readOpenOrders(account)),
    readPositions: (account) => unless("readPositions", () => broker.readPositions(account)),
    readNetPositions: (account) => unless("readNetPositions", () => broker.readNetPositions(account)),
  }));
}

const untold = ({
  positionId,
  instrumentId,
  quantity,
  status,
  canBeClosed,
  isForceOpen,
}: Position): Position => ({
  positionId,
  instrumentId,
  quantity,
  status,
  canBeClosed,
  isForceOpen,
  relatedOrderIds: [],
});

describe("an order of which nobody knows whether it arrived", () => {
  it.each([
    ["readOrderActivities", "order activities"],
    ["readOpenOrders", "open orders"],
    ["readPositions", "positions"],
    ["readNetPositions", "net positions"],
  ] as const)("stays unknown, with 80, while %s has no answer", async (source, name) => {
    const surroundings = await world();
    surroundings.simulator.faults.next({ kind: "503", endpoint: "place_order", when: "before" });
    const { exitCode, events, report } = await runCycleIn(surroundings, { around: silent(source) });
    expect([exitCode, report.hasUnknownOrders]).toEqual([80, true]);
    expect(stories(surroundings)).toEqual([UNKNOWN]);
    expect(events.of("execution_order_unknown").at(-1)).toMatchObject({
      failure_reason: "SOURCE_MISSING",
      detail: `no answer: ${name}`,
    });
    expect((await nextStart(surroundings)).exitCode).toBe(0);
    expect(stories(surroundings)).toEqual([`${UNKNOWN}, absent ABSENT`, expect.stringMatching(/FILLED$/)]);
    expect([placements(surroundings), orderCount(surroundings)]).toEqual([2, 1]);
    expectAgreement(surroundings);
  });

  it("is known by its position while the log does not answer", async () => {
    const surroundings = await world();
    surroundings.simulator.faults.next({ kind: "drop", endpoint: "place_order", when: "after" });
    const around = silent("readOrderActivities", "readOpenOrders");
    expect((await runCycleIn(surroundings, { around })).report.hasUnknownOrders).toBe(false);
    expect(stories(surroundings)).toEqual([`${UNKNOWN}, placed FOUND_AT_BROKER`]);
    expect((await nextStart(surroundings)).exitCode).toBe(0);
    expect(stories(surroundings)).toEqual([`${UNKNOWN}, ${FOUND_FILLED}`]);
    expectAgreement(surroundings);
  });

  it("lets the others be traded in the meantime, but nothing in its instrument", async () => {
    const surroundings = await world();
    surroundings.simulator.faults.next({ kind: "503", endpoint: "place_order", when: "before" });
    const around = silent("readPositions");
    await runCycleIn(surroundings, { around });
    surroundings.clock.advance(60_000);
    const { exitCode, report, events } = await runCycleIn(surroundings, { around });
    expect([exitCode, report.result]).toEqual([80, { kind: "done" }]);
    expect(events.names()).toContain("strategy_signals_generated");
    expect(placements(surroundings)).toBe(1);
  });

  it("is not called absent while a position that names no order says otherwise", async () => {
    const surroundings = await world({ simulator: { activityDelay: seconds(30) } });
    surroundings.simulator.faults.next({ kind: "503", endpoint: "place_order", when: "after" });
    const around = withBroker((broker) => ({
      readPositions: async (account) => (await broker.readPositions(account)).map(untold),
    }));
    const { exitCode, events } = await runCycleIn(surroundings, { around });
    expect([exitCode, stories(surroundings)]).toEqual([80, [UNKNOWN]]);
    expect(events.of("execution_order_unknown").at(-1)).toMatchObject({ failure_reason: "POSITION_MOVED" });
    const fixed = { TRADING_HOURS_MODE: "fixed" };
    const { exitCode: after, report } = await nextStart(surroundings, fixed); // also outside the hours
    expect([after, report.tally.settled]).toEqual([0, 1]);
    expect(stories(surroundings)).toEqual([`${UNKNOWN}, filled FILLED`]);
    expect(orderCount(surroundings)).toBe(1);
  });

  it("ends the cycle where nobody answers at all", async () => {
    const surroundings = await world();
    surroundings.simulator.faults.next({ kind: "drop", endpoint: "place_order", when: "after" });
    const around = silent("readOrderActivities", "readOpenOrders", "readPositions", "readNetPositions");
    const { exitCode, report } = await runCycleIn(surroundings, { around });
    expect([exitCode, report.result.kind]).toEqual([80, "failed"]);
    expect(stories(surroundings)).toEqual([UNKNOWN]);
    expect((await nextStart(surroundings)).exitCode).toBe(0);
    expect(orderCount(surroundings)).toBe(1);
    expectAgreement(surroundings);
  });
});
