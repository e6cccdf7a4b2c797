import { expect, it } from "vitest";
import { placementBody } from "../../src/adapters/saxo/mapping/order-body.ts";
import { openStore } from "../../src/adapters/store/open-store.ts";
import { TradebotError } from "../../src/core/domain/errors.ts";
import type { Placement } from "../../src/core/domain/order.ts";
import { assert } from "../../src/core/domain/assert.ts";
import { resolutionOf, type PersonsWord } from "../../src/core/execution/resolve.ts";
import { ownBooks } from "../support/books.ts";
import { runCycleIn, TOKEN, type World } from "../support/world.ts";
import { nextStart, orderCount, stories, withBroker, world } from "./order-stories.ts";

const FIVE_MINUTES_MS = 300_000;
const HELD = "CfdOnIndex:4913";
const UNKNOWN = "placing ABOUT_TO_SEND, unknown BROKER_UNREACHABLE";

const NO_ANSWER = new TradebotError({
  code: "BROKER_UNREACHABLE",
  message: "no reply",
  exit: "broker_unreachable",
});

/** An order that gets no answer, at a broker whose list of openings gives none either. */
async function orderInDoubt(): Promise<{ readonly held: World; readonly placement: Placement }> {
  const held = await world();
  let sent: Placement | undefined;
  const around = withBroker((broker) => ({
    place: (placement) => {
      sent = placement;
      return Promise.resolve({ kind: "unknown", cause: NO_ANSWER } as const);
    },
    readPositions: (account) =>
      sent === undefined ? broker.readPositions(account) : Promise.reject(NO_ANSWER),
  }));
  expect((await runCycleIn(held, { around })).exitCode).toBe(80);
  assert(sent !== undefined, "nothing was sent");
  return { held, placement: sent };
}

function resolve(held: World, as: PersonsWord["as"]): void {
  const { store } = openStore({ directory: held.stateDirectory, now: held.clock.now() });
  const [standing] = store.unsettledIntents();
  assert(standing !== undefined, "nothing is in doubt");
  const { id, side, quantity, instrument } = standing.intent;
  const order = { side, quantity, booked: store.bookedQuantity(id), orderIds: [], isTraced: false };
  const resolution = resolutionOf(order, { as, person: "anna", because: "the desk says so" });
  assert(resolution.kind === "resolved", "the word was refused");
  const at = held.clock.now();
  const cycle = store.beginCycle({ runId: held.ids.newRunId(), startedAt: at, dryRun: false });
  const { transition, adjustment } = resolution;
  store.recordResolution({
    step: { cycle, intent: id, transition, at },
    adjustment: { at, instrumentId: instrument.id, quantity: adjustment, reason: transition.reason },
  });
  store.close();
}

/** Books it after all. */
async function book({ simulator, clock }: World, placement: Placement): Promise<void> {
  const { status } = await fetch(`${simulator.restBase}/trade/v2/orders`, {
    method: "POST",
    headers: { authorization: `Bearer ${TOKEN}`, "content-type": "application/json" },
    body: JSON.stringify(placementBody(placement)),
  });
  expect(status).toBe(200);
  clock.advance(5_000);
}

it("takes over an order that somebody has called absent and that shows up all the same", async () => {
  const { held, placement } = await orderInDoubt();
  resolve(held, "absent");
  await book(held, placement);
  const { exitCode, events } = await nextStart(held);
  expect(exitCode).toBe(0);
  expect(events.of("execution_order_appeared")).toHaveLength(1);
  expect(stories(held)).toEqual([
    `${UNKNOWN}, absent RESOLVED_BY_PERSON`,
    "placed ALREADY_AT_BROKER, filled FILLED",
  ]);
  expect([orderCount(held), ownBooks(held.stateDirectory).positions]).toEqual([1, { [HELD]: "1" }]);
});

it("acts on the decision again where somebody has called it absent, and it is", async () => {
  const { held } = await orderInDoubt();
  resolve(held, "absent");
  expect((await nextStart(held)).exitCode).toBe(0);
  expect(stories(held)).toHaveLength(2);
  expect([orderCount(held), ownBooks(held.stateDirectory).positions]).toEqual([1, { [HELD]: "1" }]);
});

it("owns what somebody has called executed, and sends nothing again", async () => {
  const { held, placement } = await orderInDoubt();
  await book(held, placement);
  resolve(held, "filled");
  const { exitCode, events } = await nextStart(held);
  expect([exitCode, events.of("execution_position_adjusted")]).toEqual([0, []]);
  expect([orderCount(held), ownBooks(held.stateDirectory).positions]).toEqual([1, { [HELD]: "1" }]);
});

it("puts it right where somebody has called an order executed that never was", async () => {
  const { held } = await orderInDoubt();
  resolve(held, "filled");
  const first = await nextStart(held); // nothing tells who has sold it: a list may be late
  expect(first.events.of("execution_position_differs")).toMatchObject([
    { own_quantity: "1", broker_quantity: "0" },
  ]);
  held.clock.advance(FIVE_MINUTES_MS);
  const { events } = await nextStart(held);
  expect(events.of("execution_position_adjusted")).toMatchObject([
    { own_quantity: "1", broker_quantity: "0", adjusted_by: "-1" },
  ]);
  expect([orderCount(held), ownBooks(held.stateDirectory).positions]).toEqual([0, {}]);
});
