import { describe, expect, it } from "vitest";
import { runCycleIn } from "../support/world.ts";
import { cancelByHand, holding, onMargin, PROFILES, waitByHand, waiting } from "./protected-worlds.ts";

const HELD = "CfdOnIndex:4913";

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
