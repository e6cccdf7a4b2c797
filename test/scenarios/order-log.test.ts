import { expect, it } from "vitest";
import { runCycleIn } from "../support/world.ts";
import { world } from "./order-stories.ts";

const ORDER_EVENTS = [
  "execution_intent_created",
  "execution_precheck_begin",
  "execution_precheck_passed",
  "execution_placement_begin",
  "execution_order_placed",
  "execution_order_filled",
  "execution_reconcile_result",
] as const;

it("every line of an order names the order, its instrument and its account", async () => {
  const surroundings = await world();
  const { events } = await runCycleIn(surroundings);
  const order = {
    external_reference: events.of("execution_intent_created")[0]?.["external_reference"],
    side: "buy",
    quantity: "1",
    purpose: "entry",
    account_key: surroundings.simulator.identity.accountKey,
    instrument_id: "CfdOnIndex:4913",
    asset_type: "CfdOnIndex",
    uic: 4913,
    symbol: "US500.I",
  };
  for (const name of ORDER_EVENTS) {
    const lines = events.of(name);
    expect([name, lines.length > 0]).toEqual([name, true]);
    for (const line of lines) expect(line).toMatchObject(order);
  }
});

it("question and answer share a request id, and the answer says how it ended", async () => {
  const { events } = await runCycleIn(await world());
  const [[precheck], [passed], [sent], [placed]] = [
    events.of("execution_precheck_begin"),
    events.of("execution_precheck_passed"),
    events.of("execution_placement_begin"),
    events.of("execution_order_placed"),
  ];
  expect(passed).toMatchObject({
    saxo_request_id: precheck?.["saxo_request_id"],
    precheck_ok: true,
    disclaimer_required: false,
    disclaimer_tokens_count: 0,
  });
  expect(placed).toMatchObject({
    saxo_request_id: sent?.["saxo_request_id"],
    execution_outcome: "SUCCESS",
    order_id: expect.any(String) as string,
  });
  expect(sent?.["saxo_request_id"]).not.toBe(precheck?.["saxo_request_id"]);
});
