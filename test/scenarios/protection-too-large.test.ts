import { describe, expect, it } from "vitest";
import { TradebotError } from "../../src/core/domain/errors.ts";
import { runCycleIn } from "../support/world.ts";
import { nextStart, withBroker } from "./order-stories.ts";
import { closeByHand, holding, onMargin, waiting } from "./protected-worlds.ts";

const HELD = "CfdOnIndex:4913";
const REFUSAL = {
  kind: "status",
  status: 400,
  body: { ErrorInfo: { ErrorCode: "OrderCannotBeChanged", Message: "not now" } },
} as const;

const NO_ANSWER = new TradebotError({
  code: "BROKER_UNREACHABLE",
  message: "no reply",
  exit: "broker_unreachable",
});

describe("a stop for more than we own", () => {
  it("is kept, and told of, while the records disagree on how much is ours", async () => {
    const held = await holding(onMargin("FifoRealTime", { DEFAULT_QUANTITY: "3" }));
    await closeByHand(held, 1, "FifoRealTime");
    let looks = 0;
    const around = withBroker((broker) => ({
      readNetPositions: (account) => {
        looks += 1;
        return looks === 2 ? Promise.reject(NO_ANSWER) : broker.readNetPositions(account); // the one that puts our books right
      },
    }));
    const { events } = await runCycleIn(held, { around });
    expect(events.of("execution_protection_too_large")).toMatchObject([
      { instrument_id: HELD, own_quantity: "2", quantity: "3", reason: "OWNER_UNCLEAR" },
    ]);
    expect(waiting(held).map((order) => order.slice(0, 7))).toEqual(["Stop 3 ", "Limit 3"]);
    const next = await nextStart(held);
    expect(next.events.of("execution_protection_too_large")).toEqual([]);
    expect(waiting(held).map((order) => order.slice(0, 7))).toEqual(["Stop 2 ", "Limit 2"]);
  });

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
