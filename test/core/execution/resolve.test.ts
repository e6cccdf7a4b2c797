import { describe, expect, it } from "vitest";
import { decimal } from "../../../src/core/domain/decimal.ts";
import { orderId } from "../../../src/core/domain/ids.ts";
import { contradictionsIn, type AuditedIntent } from "../../../src/core/execution/audit.ts";
import { resolutionOf, type OrderInDoubt } from "../../../src/core/execution/resolve.ts";

const SILENT: OrderInDoubt = {
  side: "buy",
  quantity: decimal("10"),
  booked: decimal("0"),
  orderIds: [],
  isTraced: false,
};
const TRACED: OrderInDoubt = { ...SILENT, orderIds: [orderId("5001")], isTraced: true };
const TWO: OrderInDoubt = { ...SILENT, orderIds: [orderId("5001"), orderId("5002")], isTraced: true };
const PARTLY_BOOKED: OrderInDoubt = { ...TRACED, booked: decimal("4") };

function said(order: OrderInDoubt, as: "filled" | "absent", quantity?: string): string {
  const executed = quantity === undefined ? {} : { quantity: decimal(quantity) };
  const resolution = resolutionOf(order, { as, person: "anna", because: "the desk says so", ...executed });
  if (resolution.kind === "refused") return resolution.objection;
  const { transition, adjustment } = resolution;
  expect(transition).toMatchObject({
    reason: "RESOLVED_BY_PERSON",
    detail: "by anna: the desk says so",
  });
  return `${transition.to}, ${transition.filledQuantity?.toString() ?? "none"} executed, ${adjustment.toString()}`;
}

describe("a person's word about an order in doubt", () => {
  it.each<[string, OrderInDoubt, "filled" | "absent", string | undefined, string]>([
    ["nothing arrived", SILENT, "absent", undefined, "absent, none executed, 0"],
    ["all of a buy", SILENT, "filled", undefined, "filled, 10 executed, 10"],
    ["all of a sale", { ...SILENT, side: "sell" }, "filled", undefined, "filled, 10 executed, -10"],
    ["a part", SILENT, "filled", "3", "cancelled, 3 executed, 3"],
    ["an order that ended without an execution", TRACED, "filled", "0", "cancelled, 0 executed, 0"],
    ["the rest of what is booked", PARTLY_BOOKED, "filled", undefined, "filled, 10 executed, 6"],
    ["no more than what is booked", PARTLY_BOOKED, "filled", "4", "cancelled, 4 executed, 0"],
    ["two orders, both executed", TWO, "filled", "20", "filled, 20 executed, 20"],
  ])("is taken: %s", (_, order, as, quantity, expected) => {
    expect(said(order, as, quantity)).toBe(expected);
  });

  it.each<[string, OrderInDoubt, "filled" | "absent", string | undefined, string]>([
    [
      "absent, and on record",
      TRACED,
      "absent",
      undefined,
      "it is not absent: the broker's records show it as order 5001",
    ],
    ["absent, and booked", PARTLY_BOOKED, "absent", undefined, "it is not absent: 4 of it was executed"],
    ["absent, with a quantity", SILENT, "absent", "3", "nothing is executed of an order that is absent"],
    ["two orders, without a quantity", TWO, "filled", undefined, "there are 2 orders under its reference"],
    ["more than both", TWO, "filled", "21", "21 cannot have been executed: 0 is booked, and 20 was ordered"],
    [
      "more than was ordered",
      SILENT,
      "filled",
      "11",
      "11 cannot have been executed: 0 is booked, and 10 was ordered",
    ],
    [
      "less than is booked",
      PARTLY_BOOKED,
      "filled",
      "3",
      "3 cannot have been executed: 4 is booked, and 10 was ordered",
    ],
  ])("is refused: %s", (_, order, as, quantity, objection) => {
    expect(said(order, as, quantity)).toBe(objection);
  });

  it("needs no executions to add up to it in the records", () => {
    const resolved: AuditedIntent = {
      externalReference: "ATB-AAAA",
      state: "filled",
      quantity: decimal("10"),
      filledQuantity: decimal("10"),
      orderId: undefined,
      steps: [
        { from: "created", to: "placing", reason: "ABOUT_TO_SEND" },
        { from: "placing", to: "unknown", reason: "BROKER_UNREACHABLE" },
        { from: "unknown", to: "filled", reason: "RESOLVED_BY_PERSON" },
      ],
      fills: [],
    };
    expect(contradictionsIn(resolved)).toEqual([]);
    const steps = resolved.steps.map((step) => ({ ...step, reason: "FILLED" }));
    expect(contradictionsIn({ ...resolved, steps })).toEqual([
      "its fills add up to 0, but 10 counts as filled",
    ]);
  });
});
