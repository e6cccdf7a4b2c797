import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decimal, sumDecimals } from "../../../src/core/domain/decimal.ts";
import { intentId, orderId } from "../../../src/core/domain/ids.ts";
import { remainingOf } from "../../../src/core/domain/order.ts";
import {
  planProtection,
  type ProtectedPosition,
  type ProtectionPlan,
  type WaitingOrder,
} from "../../../src/core/risk/plan-protection.ts";
import { detailsOf, STOCK } from "./decision-world.ts";

const DETAILS = detailsOf(STOCK, { supportedOrderTypes: ["Market", "Limit", "StopIfTraded"] });

/** `stop 3`, `target 3 of 1`, `stop 3/1` with one of them executed; `!` was asked to end. */
function waiting(...texts: readonly string[]): readonly WaitingOrder[] {
  return texts.map((text, index): WaitingOrder => {
    const [, purpose = "", quantity = "0", filled = "0", partner, ending] =
      /^(stop|target) (\d+)(?:\/(\d+))?(?: of (\d+))?(!)?$/.exec(text) ?? [];
    return {
      id: intentId(index + 1),
      orderId: orderId(String(index + 1)),
      purpose: purpose === "stop" ? "stop" : "target",
      quantity: decimal(quantity),
      filledQuantity: decimal(filled),
      isEnding: ending === "!",
      ...(partner === undefined ? {} : { partnerId: orderId(partner) }),
    };
  });
}

const planFor = (owned: string, orders: readonly string[], rest: Partial<ProtectedPosition> = {}) =>
  planProtection({
    owned: decimal(owned),
    atMost: decimal(owned),
    waiting: waiting(...orders),
    wanted: ["stop", "target"],
    claimed: decimal("0"),
    details: DETAILS,
    ...rest,
  });

const inWords = ({ cancel, resize, place, tooSmall, withoutTarget }: ProtectionPlan): readonly string[] => [
  ...cancel.map(({ order, reason }) => `cancel ${order.orderId} ${reason}`),
  ...resize.map(
    ({ orders, remaining }) => `${orders.map((one) => one.orderId).join("+")} to ${remaining.toString()}`,
  ),
  ...(place.eq("0") ? [] : [`place ${place.toString()}`]),
  ...(tooSmall.eq("0") ? [] : [`too small ${tooSmall.toString()}`]),
  ...withoutTarget.map((stop) => `no target with ${stop.orderId}`),
];

const ONE_PAIR = ["stop 3 of 2", "target 3 of 1"];

describe("what protects a position", () => {
  it.each<[string, string, readonly string[], readonly string[]]>([
    ["is placed where there is nothing", "3", [], ["place 3"]],
    ["stays where it fits", "3", ONE_PAIR, []],
    [
      "is taken back when the position is gone",
      "0",
      ONE_PAIR,
      ["cancel 1 POSITION_GONE", "cancel 2 POSITION_GONE"],
    ],
    ["is made smaller with the position, both of a pair", "2", ONE_PAIR, ["1+2 to 2"]],
    ["is added to for what has nothing", "5", ONE_PAIR, ["place 2"]],
    [
      "goes newest first where there is too much",
      "3",
      [...ONE_PAIR, "stop 2 of 4", "target 2 of 3"],
      ["cancel 3 POSITION_SMALLER", "cancel 4 POSITION_SMALLER"],
    ],
    [
      "is placed anew where a target has lost its stop",
      "3",
      ["target 3"],
      ["cancel 1 STOP_MISSING", "place 3"],
    ],
    ["stays where a stop has lost its target", "3", ["stop 3"], ["no target with 1"]],
    ["counts what is left of a stop that was executed in part", "2", ["stop 3/1 of 2", "target 2 of 1"], []],
    [
      "follows a stop that was executed in part with the target",
      "2",
      ["stop 3/1 of 2", "target 3 of 1"],
      ["1+2 to 2"],
    ],
    [
      "places nothing beside what was asked to end and may be executed yet",
      "3",
      ["stop 3!"],
      ["cancel 1 END_NOT_CONFIRMED"],
    ],
  ])("%s", (_, owned, orders, expected) => {
    expect(inWords(planFor(owned, orders))).toEqual(expected);
  });

  it("is a target alone where no stop is wanted", () => {
    expect(inWords(planFor("3", ["target 3"], { wanted: ["target"] }))).toEqual([]);
    expect(inWords(planFor("2", ["target 3"], { wanted: ["target"] }))).toEqual(["1 to 2"]);
  });

  it("is not placed where nothing is wanted, and what is left from before goes with the position", () => {
    expect(inWords(planFor("3", [], { wanted: [] }))).toEqual([]);
    expect(inWords(planFor("0", ["stop 3"], { wanted: [] }))).toEqual(["cancel 1 POSITION_GONE"]);
  });

  it("obeys the lot and the minimum, and says what is too small", () => {
    const details = { ...DETAILS, lot: { size: decimal("10"), isForBuysOnly: false } };
    expect(inWords(planFor("25", [], { details }))).toEqual(["place 20", "too small 5"]);
    expect(inWords(planFor("5", [], { details }))).toEqual(["too small 5"]);
    expect(inWords(planFor("15", ["stop 20"], { details }))).toEqual([
      "cancel 1 POSITION_SMALLER",
      "place 10",
      "too small 5",
    ]);
  });

  it("is placed in several steps where an order may not be for all of it", () => {
    const details = { ...DETAILS, orderLimits: { maximumQuantity: decimal("4") } };
    expect(inWords(planFor("10", [], { details }))).toEqual(["place 4"]);
  });

  it("is for exactly what is owned after every step, whatever there was before", () => {
    const order = fc.record({
      purpose: fc.constantFrom("stop", "target"),
      quantity: fc.integer({ min: 1, max: 9 }),
    });
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 20 }), fc.array(order, { maxLength: 6 }), (owned, orders) => {
        const texts = orders.map(({ purpose, quantity }) => `${purpose} ${quantity}`);
        const plan = planFor(String(owned), texts, { wanted: ["stop"] });
        const gone = new Set(plan.cancel.map(({ order: { orderId: id } }) => id));
        const changed = new Map(
          plan.resize.flatMap(({ orders: some, remaining }) => some.map((one) => [one.orderId, remaining])),
        );
        const left = waiting(...texts)
          .filter(({ orderId: id, purpose }) => purpose === "stop" && !gone.has(id))
          .map((one) => changed.get(one.orderId) ?? remainingOf(one));
        expect(sumDecimals([...left, plan.place]).toString()).toBe(String(owned));
      }),
    );
  });
});
