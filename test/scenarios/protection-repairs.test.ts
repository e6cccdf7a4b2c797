import { describe, expect, it } from "vitest";
import { runCycleIn } from "../support/world.ts";
import { expectAgreement } from "../support/agreement.ts";
import { FILLED, stories } from "./order-stories.ts";
import {
  ACCEPTED,
  cancelByHand,
  closeByHand,
  holding,
  onMargin,
  positions,
  PROFILES,
  waiting,
} from "./protected-worlds.ts";

const HELD = "CfdOnIndex:4913";
const BY_HAND = `${ACCEPTED}, cancelled CANCELLED`;
/** From the price the position was opened at; the children of its entry were measured from the quote before. */
const REPAIRED = [`Stop 1 ${HELD} at 1182.03, Oco`, `Limit 1 ${HELD} at 2068.55, Oco`];

describe.each(PROFILES)("a position whose orders a person has touched, on an account with %s", (profile) => {
  it("gets a pair again when both are gone", async () => {
    const held = await holding(onMargin(profile));
    await cancelByHand(held, "Stop");
    await cancelByHand(held, "Limit");
    const { exitCode, events } = await runCycleIn(held);
    expect(exitCode).toBe(0);
    expect(events.of("execution_position_unprotected")).toEqual([]);
    expect(waiting(held)).toEqual(REPAIRED);
    expect(stories(held)).toEqual([FILLED, BY_HAND, BY_HAND, ACCEPTED, ACCEPTED]);
    expectAgreement(held);
  });

  it("gets a pair again when the stop is gone, and keeps no target from before", async () => {
    const held = await holding(onMargin(profile));
    await cancelByHand(held, "Stop");
    expect((await runCycleIn(held)).exitCode).toBe(0);
    expect(waiting(held)).toEqual(REPAIRED);
    const takenBack = `${ACCEPTED}, cancelling STOP_MISSING, cancelled CANCELLED`;
    expect(stories(held)).toEqual([FILLED, BY_HAND, takenBack, ACCEPTED, ACCEPTED]);
    expectAgreement(held);
  });

  it("keeps its stop when the target is gone: with a target again where that joins it, and told once where not", async () => {
    const held = await holding(onMargin(profile));
    await cancelByHand(held, "Limit");
    const first = await runCycleIn(held);
    expect(first.exitCode).toBe(0);
    const joins = profile === "FifoEndOfDay";
    expect(waiting(held)).toEqual(
      joins
        ? [`Stop 1 ${HELD} at 1182.07, Oco`, `Limit 1 ${HELD} at 2068.55, Oco`]
        : [`Stop 1 ${HELD} at 1182.07, StandAlone`],
    );
    expect(first.events.of("execution_target_missing")).toHaveLength(joins ? 0 : 1);
    const second = await runCycleIn(held);
    expect(second.events.of("execution_target_missing")).toEqual([]);
    expectAgreement(held);
  });

  it("leaves nothing behind when a person has closed it", async () => {
    const held = await holding(onMargin(profile));
    await closeByHand(held, 1, profile);
    expect((await runCycleIn(held)).exitCode).toBe(0);
    expect(positions(held)).toEqual([]);
    expect(waiting(held)).toEqual([]);
  });

  it("has them made smaller when a person has closed some of it", async () => {
    const held = await holding(onMargin(profile, { DEFAULT_QUANTITY: "3" }));
    await closeByHand(held, 1, profile);
    expect((await runCycleIn(held)).exitCode).toBe(0);
    expect(waiting(held)).toEqual([`Stop 2 ${HELD} at 1182.07, Oco`, `Limit 2 ${HELD} at 2068.62, Oco`]);
    const cutByBroker = profile === "FifoEndOfDay"; // what is tied to an opening never closes more than is left of it
    const smaller = `${ACCEPTED}, ${cutByBroker ? "" : "placed ABOUT_TO_CHANGE, "}placed CHANGED_AT_BROKER`;
    expect(stories(held)).toEqual([FILLED, smaller, smaller]);
  });
});

describe("a stop whose opening the broker does not name", () => {
  it("stays without a target, which is told of", async () => {
    const held = await holding(onMargin("FifoEndOfDay"));
    await cancelByHand(held, "Limit");
    const fields = ["RelatedOpenOrders", "SourceOrderId", "ExternalReference"];
    held.simulator.faults.next({ kind: "remove_fields", fields, endpoint: "positions", count: "always" });
    const { events } = await runCycleIn(held);
    expect(waiting(held)).toEqual([`Stop 1 ${HELD} at 1182.07, StandAlone`]);
    expect(events.of("execution_target_missing")).toMatchObject([{ instrument_id: HELD, quantity: "1" }]);
  });
});
