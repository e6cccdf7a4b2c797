import { expect, it } from "vitest";
import { enumerate, undisturbed, type Scenario } from "./enumerate.ts";

const FIRST_ENTRY: Scenario = {
  title: "a first entry with a stop and a target",
  env: { STOP_LOSS_PCT: "2", TAKE_PROFIT_PCT: "5" },
};

it("has sent each order exactly once, wherever it was killed: a first entry with a stop and a target", async () => {
  let orders: readonly string[] = [];
  await undisturbed(FIRST_ENTRY, ({ books }) => {
    orders = Object.keys(books.orders).sort();
  });
  expect(orders).toHaveLength(3);
  const deaths = await enumerate(FIRST_ENTRY, ({ books }) => {
    expect(Object.keys(books.orders).sort()).toEqual(orders);
  });
  expect(deaths).toContain("after POST /sim/openapi/trade/v2/orders");
});
