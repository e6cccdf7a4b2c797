import { describe, expect, it } from "vitest";
import type { InstrumentId } from "../../src/core/domain/instrument.ts";
import { actByHand } from "../../src/selftest/person.ts";
import { runCycleIn, type World } from "../support/world.ts";
import { nextStart } from "./order-stories.ts";
import { cancelByHand, holding, onMargin, PROFILES, waitByHand, waiting } from "./protected-worlds.ts";

const HELD = "CfdOnIndex:4913" as InstrumentId;

describe.each(PROFILES)(
  "a position beside which a person has placed an order, on an account with %s",
  (profile) => {
    it("gets no stop beside a stop, and the log says why", async () => {
      const held = await holding(onMargin(profile));
      await cancelByHand(held, "Stop");
      await cancelByHand(held, "Limit");
      await waitByHand(held, "Stop", 1300);
      const { exitCode, events } = await runCycleIn(held);
      expect(exitCode).toBe(0);
      expect(waiting(held)).toEqual([`Stop 1 ${HELD} at 1300, StandAlone`]);
      expect(events.of("execution_position_unprotected")).toEqual([]);
      expect(events.of("execution_position_claimed")).toMatchObject([{ own_quantity: "1", quantity: "1" }]);
    });

    it("gets a stop for what that does not close", async () => {
      const held = await holding(onMargin(profile, { DEFAULT_QUANTITY: "3" }));
      await cancelByHand(held, "Stop");
      await cancelByHand(held, "Limit");
      await waitByHand(held, "Stop", 1300);
      const { events } = await runCycleIn(held);
      expect(waiting(held)).toEqual([
        `Stop 1 ${HELD} at 1300, StandAlone`,
        `Stop 2 ${HELD} at 1182.03, Oco`,
        `Limit 2 ${HELD} at 2068.55, Oco`,
      ]);
      expect(events.of("execution_position_unprotected")).toEqual([]);
    });

    it("gets a stop and no target beside a limit, which bounds no loss", async () => {
      const held = await holding(onMargin(profile));
      await cancelByHand(held, "Stop");
      await cancelByHand(held, "Limit");
      await waitByHand(held, "Limit", 1900);
      const { events } = await runCycleIn(held);
      expect(waiting(held)).toEqual([
        `Limit 1 ${HELD} at 1900, StandAlone`,
        `Stop 1 ${HELD} at 1182.03, StandAlone`,
      ]);
      expect(events.of("execution_position_unprotected")).toEqual([]);
      expect(events.of("execution_target_missing")).toEqual([]);
    });
  },
);

const byHand = (held: World, side: "buy" | "sell"): Promise<void> =>
  actByHand(held, { kind: "person_trades", instrument: HELD, side, quantity: "1" });

const writesSince = ({ requests }: World, from: number) =>
  requests.slice(from).filter(({ method }) => method !== "GET");

describe("a position beside what a person has bought and sold again, which the night alone nets", () => {
  it.each([
    { quantity: "1", what: "of the same size, bought first", sides: ["buy", "sell"] },
    { quantity: "1", what: "of the same size, sold first", sides: ["sell", "buy"] },
    { quantity: "3", what: "a smaller one", sides: ["buy", "sell"] },
  ] as const)("keeps the orders that wait beside it: $what", async ({ quantity, sides }) => {
    const held = await holding(onMargin("FifoEndOfDay", { DEFAULT_QUANTITY: quantity }));
    const before = waiting(held);
    for (const side of sides) await byHand(held, side);
    const from = held.requests.length;
    const runs = [await runCycleIn(held), await nextStart(held), await nextStart(held)];
    expect(runs.map(({ exitCode }) => exitCode)).toEqual([0, 0, 0]);
    expect(before).toEqual([
      `Stop ${quantity} ${HELD} at 1182.07, Oco`,
      `Limit ${quantity} ${HELD} at 2068.62, Oco`,
    ]);
    expect(waiting(held)).toEqual(before);
    expect(writesSince(held, from)).toEqual([]);
  });
});
