import { describe, expect, test } from "vitest";
import { decimal } from "../../../src/core/domain/decimal.ts";
import type { AuditedIntent } from "../../../src/core/execution/audit.ts";
import { contradictionsIn, takenTwice } from "../../../src/core/execution/audit.ts";

const FILLED: AuditedIntent = {
  externalReference: "ATB-AAAA",
  state: "filled",
  quantity: decimal("10"),
  filledQuantity: decimal("10"),
  orderId: "5001",
  steps: [
    { from: "created", to: "placing" },
    { from: "placing", to: "placed" },
    { from: "placed", to: "filled" },
  ],
  fills: [
    { orderId: "5001", quantity: decimal("4") },
    { orderId: "5001", quantity: decimal("6") },
  ],
};
const NEVER_SENT: AuditedIntent = {
  ...FILLED,
  state: "created",
  filledQuantity: decimal("0"),
  orderId: undefined,
  steps: [],
  fills: [],
};

describe("the records of an intent add up", () => {
  test.for([
    ["filled in two executions", FILLED],
    ["never sent", NEVER_SENT],
    ["dropped", { ...NEVER_SENT, state: "dropped", steps: [{ from: "created", to: "dropped" }] }],
    [
      "partly filled, with the step still to come",
      {
        ...FILLED,
        state: "placed",
        filledQuantity: decimal("0"),
        steps: FILLED.steps.slice(0, 2),
        fills: FILLED.fills.slice(0, 1),
      },
    ],
  ] as const)("%s", ([, intent]) => {
    expect(contradictionsIn(intent)).toEqual([]);
  });
});

describe("a contradiction is named", () => {
  test.for<[string, Partial<AuditedIntent>, readonly string[]]>([
    [
      "a step is missing",
      { steps: FILLED.steps.slice(1) },
      ["a step begins at placing where created was reached"],
    ],
    [
      "the last step is missing",
      { steps: FILLED.steps.slice(0, 2) },
      ["its steps lead to placed, but its state is filled"],
    ],
    [
      "a step that does not exist",
      { steps: [{ from: "created", to: "filled" }] },
      ["no intent goes from created to filled"],
    ],
    [
      "a fill is missing",
      { fills: FILLED.fills.slice(1) },
      ["its fills add up to 6, but 10 counts as filled"],
    ],
    [
      "more filled than ordered",
      { quantity: decimal("9") },
      ["its fills add up to 10, more than the 9 ordered"],
    ],
    ["fills of another order", { orderId: "5002" }, ["2 of its fills belong to another order"]],
    [
      "fills of an order that was never sent",
      { state: "dropped", steps: [{ from: "created", to: "dropped" }] },
      ["it was never sent, but has fills"],
    ],
  ])("%s", ([, changes, findings]) => {
    expect(contradictionsIn({ ...FILLED, ...changes })).toEqual(findings);
  });
});

test("a reference may stand for one order and any number that never arrived", () => {
  const dropped: AuditedIntent = { ...NEVER_SENT, state: "dropped" };
  expect(takenTwice([FILLED, dropped, dropped])).toEqual([]);
  expect(takenTwice([FILLED, dropped, { ...FILLED, state: "unknown" }])).toEqual(["ATB-AAAA"]);
});
