import { describe, expect, it } from "vitest";
import type { AccountIdentity } from "../../src/core/domain/account.ts";
import { TradebotError } from "../../src/core/domain/errors.ts";
import { requestId, type RequestId } from "../../src/core/domain/ids.ts";
import type { Placement } from "../../src/core/domain/order.ts";
import type { PlacementOutcome } from "../../src/cycle/ports/broker-answers.ts";
import type { Broker } from "../../src/cycle/ports/broker.ts";
import { runCycleIn, type World } from "../support/world.ts";
import { nextStart, stories, withBroker } from "./order-stories.ts";
import { ACCEPTED, cancelByHand, holding, onMargin, waiting } from "./protected-worlds.ts";

const HELD = "CfdOnIndex:4913";
const PROTECTED = { STOP_LOSS_PCT: "20", TAKE_PROFIT_PCT: "40" };
const STOP_ALONE = [`Stop 1 ${HELD} at 1182.03, StandAlone`];

/** A position that a person has taken both of its orders from. */
async function bare(): Promise<World> {
  const held = await holding(onMargin("FifoRealTime"));
  await cancelByHand(held, "Stop");
  await cancelByHand(held, "Limit");
  return held;
}

type Rejected = Extract<PlacementOutcome, { kind: "rejected" }>;
const dragged = { kind: "rejected", code: "OrderNotPlaced", reason: "" } as const;
const tooFar = { kind: "rejected", code: "TooFarFromMarket", reason: "the target" } as const;

/** The broker refuses each pair at its placement, and takes single orders. */
const refusingPairs = (answer: Omit<Rejected, "kind">) =>
  withBroker((broker) => ({
    place: (placement, id) =>
      placement.kind === "pair"
        ? Promise.resolve({ kind: "rejected", ...answer } as const)
        : broker.place(placement, id),
  }));

/** What it has taken of a pair that it refuses, the client takes back. */
async function takeStopAlone(
  broker: Broker,
  { orders: [stop] }: Extract<Placement, { kind: "pair" }>,
  id: RequestId,
): Promise<PlacementOutcome> {
  const taken = await broker.place({ kind: "single", order: stop }, id);
  if (taken.kind !== "placed") return taken;
  const { orderId } = taken;
  const account = { accountKey: stop.accountKey } as AccountIdentity;
  await broker.cancel(account, [orderId], requestId("the-take-back"));
  const cause = new TradebotError({
    code: "PARTLY_ACCEPTED",
    message: "the target was refused",
    exit: "broker_contract_broken",
  });
  return { kind: "unknown", cause, orderId, legs: [{ kind: "placed", orderId }, tooFar] };
}

describe("a pair that goes beside a position again", () => {
  it.each([
    ["for its target", { code: tooFar.code, reason: "the target", legs: [dragged, tooFar] }],
    ["without a word which of both it was", { code: "OrderNotPlaced", reason: "no" }],
  ])("is sent as its stop alone when it is refused %s", async (_, answer) => {
    const held = await bare();
    const { exitCode, events } = await runCycleIn(held, { around: refusingPairs(answer) });
    expect(exitCode).toBe(0);
    expect(waiting(held)).toEqual(STOP_ALONE);
    expect(events.of("execution_position_unprotected")).toEqual([]);
    expect(stories(held).slice(3)).toEqual([
      `placing ABOUT_TO_SEND, absent ${dragged.code}`,
      ACCEPTED,
      `placing ABOUT_TO_SEND, rejected ${answer.code}`,
    ]);
  });

  it("is not sent once more when it is refused for its stop", async () => {
    const held = await bare();
    const answer = { code: tooFar.code, reason: "the stop", legs: [tooFar, dragged] };
    const { events } = await runCycleIn(held, { around: refusingPairs(answer) });
    expect(stories(held).slice(3)).toEqual([
      `placing ABOUT_TO_SEND, rejected ${tooFar.code}`,
      `placing ABOUT_TO_SEND, rejected ${dragged.code}`,
    ]);
    expect(events.of("execution_position_unprotected")).toMatchObject([{ reason: "NOT_ACCEPTED" }]);
  });

  it("goes out as its stop alone when the precheck refuses both together", async () => {
    const held = await bare();
    const around = withBroker((broker) => ({
      precheck: (placement, id) =>
        placement.kind === "pair"
          ? Promise.resolve({ kind: "refused", code: tooFar.code, reason: "the target" } as const)
          : broker.precheck(placement, id),
    }));
    const { exitCode, events } = await runCycleIn(held, { around });
    expect(exitCode).toBe(0);
    expect(waiting(held)).toEqual(STOP_ALONE);
    expect(events.of("execution_position_unprotected")).toEqual([]);
    expect(stories(held).slice(3)).toEqual([ACCEPTED, "dropped PRECHECK_REFUSED"]);
  });

  it("becomes its stop alone when the broker takes the stop, and refuses the target", async () => {
    const held = await bare();
    const around = withBroker((broker) => ({
      place: (placement, id) =>
        placement.kind === "pair" ? takeStopAlone(broker, placement, id) : broker.place(placement, id),
    }));
    const { exitCode, events } = await runCycleIn(held, { around });
    expect(exitCode).toBe(0);
    expect(waiting(held)).toEqual(STOP_ALONE);
    expect(events.of("execution_position_unprotected")).toEqual([]);
    expect((await nextStart(held, PROTECTED)).events.of("execution_target_missing")).toHaveLength(1);
    expect(waiting(held)).toEqual(STOP_ALONE);
  });
});
