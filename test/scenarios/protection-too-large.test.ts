import { describe, expect, it } from "vitest";
import { runCycleIn } from "../support/world.ts";
import { closeByHand, holding, onMargin, waiting } from "./protected-worlds.ts";

const HELD = "CfdOnIndex:4913";
const REFUSAL = {
  kind: "status",
  status: 400,
  body: { ErrorInfo: { ErrorCode: "OrderCannotBeChanged", Message: "not now" } },
} as const;

describe("a stop for more than we own", () => {
  it.each([
    ["refuses the change", REFUSAL],
    ["takes the change, and drops it", { kind: "late_change_reject" }],
  ] as const)("is told of with both figures while the broker %s", async (_, fault) => {
    const held = await holding(onMargin("AverageRealTime", { DEFAULT_QUANTITY: "3" }));
    await closeByHand(held, 1, "AverageRealTime");
    held.simulator.faults.next({ ...fault, endpoint: "change_order" });
    const { exitCode, events } = await runCycleIn(held);
    expect(exitCode).toBe(0);
    expect(events.of("execution_protection_too_large")).toMatchObject([
      { instrument_id: HELD, own_quantity: "2", quantity: "3", reason: "NOT_ACCEPTED" },
    ]);
    const next = await runCycleIn(held);
    expect(next.events.of("execution_protection_too_large")).toEqual([]);
    expect(waiting(held)).toEqual([`Stop 2 ${HELD} at 1182.07, Oco`, `Limit 2 ${HELD} at 2068.62, Oco`]);
  });
});
