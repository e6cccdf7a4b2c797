import { describe, expect, it } from "vitest";
import { decimal, ZERO } from "../../../src/core/domain/decimal.ts";
import { externalReference, orderId } from "../../../src/core/domain/ids.ts";
import { seconds, timestamp } from "../../../src/core/domain/time.ts";
import type { Evidence, SentOrder } from "../../../src/core/execution/evidence.ts";
import { ACTIVITY_LOOK_BACK } from "../../../src/core/execution/evidence.ts";
import { settle } from "../../../src/core/execution/settle.ts";
import { VISIBILITY_GRACE } from "../../../src/core/execution/verdict.ts";
import { execution, logged, openOrder, ORDER_ID, SENT, SENT_AT, SILENCE } from "./broker-records.ts";

const kindFor = (evidence: Evidence, order: SentOrder = SENT): string => settle(order, evidence).verdict.kind;
const reasonFor = (evidence: Evidence, order: SentOrder = SENT): string | undefined => {
  const { verdict } = settle(order, evidence);
  return "reason" in verdict ? verdict.reason : undefined;
};

describe("settle on the broker's log", () => {
  it.each([
    ["Placed/Confirmed", "live"],
    ["Working/Confirmed", "live"],
    ["Changed/Confirmed", "live"],
    ["Fill/Confirmed", "live"],
    ["Cancelled/Confirmed", "cancelled"],
    ["Expired/Confirmed", "expired"],
    ["Expired/Requested", "expired"],
    ["DoneForDay/Confirmed", "expired"],
    ["Placed/Rejected", "rejected"],
    ["Changed/Rejected", "live"],
    ["Cancelled/Rejected", "live"],
    ["Changed/Requested", "unknown"],
    ["Placed/Requested", "unknown"],
    ["Placed/RouteRequested", "unknown"],
    ["Placed/RouteRequestPending", "unknown"],
    ["Placed/WaitCondition", "unknown"],
    ["FinalFill/Requested", "unknown"],
    ["Working/Rejected", "unknown"],
    ["Invented/Confirmed", "unknown"],
    ["Placed/Invented", "unknown"],
  ])("reads %s as %s", (pair, kind) => {
    expect(kindFor(logged({ pair }))).toBe(kind);
  });

  it.each(["Changed/Rejected", "Cancelled/Rejected", "Cancelled/Requested", "Changed/WaitCondition"])(
    "lets a live order live on after %s",
    (pair) => {
      expect(kindFor(logged({ pair: "Placed/Confirmed" }, { pair }))).toBe("live");
    },
  );

  it("takes an order for several days to be over for the day alone", () => {
    expect(kindFor(logged({ pair: "DoneForDay/Confirmed", isMultiDay: true }))).toBe("live");
    expect(kindFor(logged({ pair: "DoneForDay/Confirmed", isMultiDay: false }))).toBe("expired");
    expect(kindFor(logged({ pair: "Expired/Confirmed", isMultiDay: true }))).toBe("expired");
  });

  it("keeps a fill filled when a cancellation is refused because it came too late", () => {
    const evidence = logged(
      { pair: "Placed/Confirmed" },
      { pair: "FinalFill/Confirmed", ...execution("10", "10") },
      { pair: "Cancelled/Rejected" },
    );
    expect(kindFor(evidence)).toBe("filled");
  });

  it("lets a line nobody understands unsettle a live order, but not a final one", () => {
    const strange = { pair: "Invented/Confirmed" };
    expect(kindFor(logged({ pair: "Placed/Confirmed" }, strange))).toBe("unknown");
    expect(kindFor(logged({ pair: "Cancelled/Confirmed" }, strange))).toBe("cancelled");
  });

  it("books a market order that was filled in one go", () => {
    const evidence = logged(
      { pair: "Placed/Requested" },
      { pair: "Placed/Confirmed" },
      { pair: "FinalFill/Confirmed", ...execution("10", "10") },
    );
    expect(settle({ ...SENT, state: "placed", orderId: ORDER_ID }, evidence)).toEqual({
      verdict: { kind: "filled", orderId: ORDER_ID, filledQuantity: decimal("10") },
      transitions: [{ to: "filled", reason: "FILLED", orderId: ORDER_ID, filledQuantity: decimal("10") }],
      fills: [
        {
          logId: "102",
          orderId: ORDER_ID,
          quantity: decimal("10"),
          price: decimal("101.5"),
          at: timestamp(SENT_AT + 102),
        },
      ],
    });
  });

  it("lets the newest log id win, by number and not by place or text", () => {
    const evidence = logged(
      { pair: "Cancelled/Confirmed", logId: "1000" },
      { pair: "Placed/Confirmed", logId: "999" },
    );
    expect(kindFor(evidence)).toBe("cancelled");
  });

  it("believes a refusal that comes after the order was accepted", () => {
    const late = logged({ pair: "Placed/Confirmed" }, { pair: "Placed/Rejected" });
    const order: SentOrder = { ...SENT, state: "placed", orderId: ORDER_ID };
    expect(settle(order, late).transitions).toEqual([
      { to: "rejected", reason: "REJECTED", orderId: ORDER_ID, filledQuantity: ZERO },
    ]);
  });

  it.each(["Cancelled/Confirmed", "Expired/Confirmed"])("books what was executed before %s", (pair) => {
    const evidence = logged(
      { pair: "Fill/Confirmed", ...execution("3", "3") },
      { pair: "Fill/Confirmed", ...execution("1", "4") },
      { pair, filledQuantity: decimal("4") },
    );
    const { verdict, fills } = settle(SENT, evidence);
    expect(verdict).toMatchObject({ orderId: ORDER_ID, filledQuantity: decimal("4") });
    expect(fills.map(({ quantity }) => quantity.toString())).toEqual(["3", "1"]);
  });

  it("waits for the lines of all executions before an order is final", () => {
    const missing = logged({ pair: "FinalFill/Confirmed", ...execution("6", "10") });
    expect(settle(SENT, missing)).toMatchObject({
      verdict: { kind: "live", filledQuantity: decimal("10") },
      transitions: [{ to: "placed" }],
      fills: [{ quantity: decimal("6") }],
    });
    expect(kindFor(logged({ pair: "Cancelled/Confirmed", filledQuantity: decimal("4") }))).toBe("live");
    expect(kindFor(logged({ pair: "FinalFill/Confirmed" }))).toBe("live"); // executed, but at which price?
  });

  it("books a line once that two pages repeat", () => {
    const line = { pair: "FinalFill/Confirmed", logId: "100", ...execution("10", "10") };
    expect(settle(SENT, logged(line, line)).fills).toHaveLength(1);
  });

  it("counts no execution that was not confirmed", () => {
    const evidence = logged(
      { pair: "Placed/Confirmed" },
      { pair: "Fill/Rejected", fill: execution("4", "4").fill },
    );
    expect(settle(SENT, evidence)).toMatchObject({ verdict: { kind: "unknown" }, fills: [] });
  });

  it("takes lines without reference for ours when their order is", () => {
    const evidence = logged(
      { pair: "Placed/Confirmed" },
      { pair: "FinalFill/Confirmed", isAnonymous: true, ...execution("10", "10") },
    );
    expect(kindFor(evidence)).toBe("filled");
  });
});

describe("settle on open orders", () => {
  it("finds an order that the log does not show yet", () => {
    expect(settle(SENT, { ...SILENCE, openOrders: [openOrder({ filledQuantity: decimal("2") })] })).toEqual({
      verdict: { kind: "live", orderId: ORDER_ID, filledQuantity: decimal("2") },
      transitions: [
        { to: "placed", reason: "FOUND_AT_BROKER", orderId: ORDER_ID, filledQuantity: decimal("2") },
      ],
      fills: [],
    });
  });

  it("finds it even when the log did not answer", () => {
    expect(kindFor({ asOf: SILENCE.asOf, openOrders: [openOrder()] })).toBe("live");
  });

  it("lets a listed order settle what the log leaves open", () => {
    expect(kindFor({ ...logged({ pair: "Placed/Requested" }), openOrders: [openOrder()] })).toBe("live");
    expect(kindFor({ ...logged({ pair: "Invented/Confirmed" }), openOrders: [openOrder()] })).toBe("live");
  });

  it("believes a final line against a list read a moment earlier", () => {
    const evidence = logged({ pair: "FinalFill/Confirmed", ...execution("10", "10") });
    expect(kindFor({ ...evidence, openOrders: [openOrder()] })).toBe("filled");
  });
});

describe("settle without a trace", () => {
  it("says absent when every source answered, late enough, and nothing was found", () => {
    expect(settle(SENT, SILENCE)).toEqual({
      verdict: { kind: "absent" },
      transitions: [{ to: "absent", reason: "ABSENT" }],
      fills: [],
    });
  });

  it("waits out the grace to the millisecond", () => {
    const after = (ms: number): Evidence => ({ ...SILENCE, asOf: timestamp(SENT_AT + ms) });
    expect(reasonFor(after(VISIBILITY_GRACE - 1))).toBe("TOO_EARLY");
    expect(kindFor(after(VISIBILITY_GRACE))).toBe("absent");
    expect(settle(SENT, after(2_000), seconds(2)).verdict.kind).toBe("absent");
    expect(reasonFor(after(-3_600_000))).toBe("TOO_EARLY"); // the clock was set back
  });

  it("counts the grace from when nothing was under way any more, not from when it was announced", () => {
    const underWayUntil = timestamp(SENT_AT + 50_000);
    const after = (ms: number): Evidence => ({ ...SILENCE, asOf: timestamp(underWayUntil + ms) });
    expect(reasonFor(after(VISIBILITY_GRACE - 1), { ...SENT, underWayUntil })).toBe("TOO_EARLY");
    expect(kindFor(after(VISIBILITY_GRACE), { ...SENT, underWayUntil })).toBe("absent");
  });

  it("needs both lists to have answered", () => {
    const { asOf, openOrders, activities } = SILENCE;
    expect(reasonFor({ asOf, activities })).toBe("SOURCE_MISSING");
    expect(reasonFor({ asOf, openOrders })).toBe("SOURCE_MISSING");
  });

  it("needs the log from well before the sending", () => {
    const since = timestamp(SENT_AT - ACTIVITY_LOOK_BACK + 1);
    expect(reasonFor({ ...SILENCE, activities: { since, lines: [] } })).toBe("LOG_READ_TOO_SHORT");
  });

  it.each([
    ["1", "unknown"],
    ["10", "unknown"],
    ["11", "absent"], // more than the order could have moved it
    ["-10", "absent"],
    ["0", "absent"],
  ])("after a position shift of %s says %s about a buy of ten", (shift, kind) => {
    expect(kindFor({ ...SILENCE, positionShift: decimal(shift) })).toBe(kind);
    const sell: SentOrder = { ...SENT, side: "sell" };
    expect(kindFor({ ...SILENCE, positionShift: decimal(shift).times("-1") }, sell)).toBe(kind);
  });

  it("lets a silent log outweigh a moved position after an hour: somebody else has traded", () => {
    const moved = { ...SILENCE, positionShift: SENT.quantity };
    const after = (minutesLater: number) => ({ ...moved, asOf: timestamp(SENT_AT + minutesLater * 60_000) });
    expect([kindFor(after(59)), kindFor(after(60))]).toEqual(["unknown", "absent"]);
  });

  it("never calls an order absent that the broker gave an id to", () => {
    const known: SentOrder = { ...SENT, orderId: ORDER_ID };
    expect(settle(known, SILENCE).verdict).toEqual({
      kind: "unknown",
      reason: "ORDER_VANISHED",
      orderId: ORDER_ID,
    });
    expect(reasonFor(SILENCE, { ...known, state: "placed" })).toBe("ORDER_VANISHED");
  });

  it("ignores orders of others", () => {
    const foreign = { orderId: orderId("777"), externalReference: "someone-else" };
    const evidence = logged({ pair: "FinalFill/Confirmed", ...execution("10", "10"), ...foreign });
    expect(kindFor({ ...evidence, openOrders: [openOrder(foreign)] })).toBe("absent");
  });
});

describe("settle on records that contradict each other", () => {
  const second = orderId("5000000002");

  it("never picks one of several orders with the same reference", () => {
    const evidence = logged(
      { pair: "FinalFill/Confirmed", ...execution("10", "10") },
      { pair: "Placed/Confirmed", orderId: second },
    );
    expect(settle({ ...SENT, state: "placing" }, evidence)).toEqual({
      verdict: { kind: "contradiction", reason: "SEVERAL_ORDERS", orderIds: [ORDER_ID, second] },
      transitions: [{ to: "unknown", reason: "SEVERAL_ORDERS", detail: "orders 5000000001, 5000000002" }],
      fills: [],
    });
  });

  it("takes an order that was refused and sent once more for one order", () => {
    const evidence = logged(
      { pair: "Placed/Rejected" },
      { pair: "Placed/Confirmed", orderId: second },
      { pair: "FinalFill/Confirmed", orderId: second, ...execution("10", "10") },
    );
    expect(settle({ ...SENT, state: "placing" }, evidence).transitions).toEqual([
      { to: "filled", reason: "FILLED", orderId: second, filledQuantity: decimal("10") },
    ]);
  });

  it("takes the newest of several refusals", () => {
    const evidence = logged({ pair: "Placed/Rejected" }, { pair: "Placed/Rejected", orderId: second });
    expect(settle({ ...SENT, state: "placing" }, evidence).verdict).toMatchObject({
      kind: "rejected",
      orderId: second,
    });
  });

  it("takes no refusal for this order's that an earlier attempt explains", () => {
    const again: SentOrder = { ...SENT, earlierAttempts: 1 };
    const refusal = logged({ pair: "Placed/Rejected" });
    expect(reasonFor({ ...refusal, asOf: SENT_AT }, again)).toBe("TOO_EARLY");
    expect(kindFor(refusal, again)).toBe("absent");
    const both = logged({ pair: "Placed/Rejected" }, { pair: "Placed/Rejected", orderId: second });
    expect(settle(again, both).verdict).toMatchObject({ kind: "rejected", orderId: second });
    const booked = logged({ pair: "Placed/Rejected" }, { pair: "Placed/Confirmed", orderId: second });
    expect(settle(again, booked).verdict).toMatchObject({ kind: "live", orderId: second });
  });

  it("lets a refusal end nothing within the grace: the line of an order that lives may still come", () => {
    const early: Evidence = { ...logged({ pair: "Placed/Rejected" }), asOf: SENT_AT };
    expect(reasonFor(early)).toBe("TOO_EARLY");
    expect(kindFor(early, { ...SENT, orderId: ORDER_ID })).toBe("rejected"); // the broker has named it
  });

  it("does not take an order for refused that is listed as open", () => {
    const evidence = {
      ...logged({ pair: "Placed/Rejected" }, { pair: "Placed/Confirmed", orderId: second }),
      openOrders: [openOrder()],
    };
    expect(reasonFor(evidence)).toBe("SEVERAL_ORDERS");
  });

  it("sees two orders in an id we were given and another one with our reference", () => {
    const evidence = logged({ pair: "Placed/Confirmed" });
    expect(reasonFor(evidence, { ...SENT, orderId: second })).toBe("SEVERAL_ORDERS");
  });

  it.each([
    ["another side", { side: "sell" }],
    ["another instrument", { instrumentId: "Stock:212" }],
  ] as const)("does not accept our reference on an order with %s", (_, other) => {
    expect(reasonFor({ ...SILENCE, openOrders: [openOrder(other)] })).toBe("OTHER_ORDER");
  });

  it("does not accept our id on an order with another reference", () => {
    const evidence = logged({ pair: "Placed/Confirmed", externalReference: externalReference("other") });
    expect(reasonFor(evidence, { ...SENT, orderId: ORDER_ID })).toBe("OTHER_ORDER");
  });
});

describe("transitions of settle", () => {
  it("record nothing that is already known", () => {
    const order: SentOrder = {
      ...SENT,
      state: "placed",
      orderId: ORDER_ID,
      filledQuantity: decimal("3"),
    };
    const partly = logged({ pair: "Fill/Confirmed", ...execution("3", "3") });
    expect(settle(order, partly).transitions).toEqual([]);
    const more = logged(
      { pair: "Fill/Confirmed", ...execution("3", "3") },
      { pair: "Fill/Confirmed", ...execution("2", "5") },
    );
    expect(settle(order, more).transitions).toEqual([
      { to: "placed", reason: "FOUND_AT_BROKER", orderId: ORDER_ID, filledQuantity: decimal("5") },
    ]);
  });

  it("call a placing order unknown, once, with the id if there is one", () => {
    const early: Evidence = { ...SILENCE, asOf: SENT_AT };
    expect(settle({ ...SENT, state: "placing" }, early).transitions).toEqual([
      { to: "unknown", reason: "TOO_EARLY" },
    ]);
    expect(settle({ ...SENT, state: "placing" }, logged({ pair: "Placed/Requested" })).transitions).toEqual([
      { to: "unknown", reason: "BEING_PROCESSED", orderId: ORDER_ID },
    ]);
    expect(settle(SENT, early).transitions).toEqual([]);
  });

  it("take an intent that was never sent by us through placed when the broker knows it", () => {
    const filled = logged({ pair: "FinalFill/Confirmed", ...execution("10", "10") });
    expect(settle({ ...SENT, state: "created" }, filled).transitions.map(({ to }) => to)).toEqual([
      "placed",
      "filled",
    ]);
    expect(settle({ ...SENT, state: "created" }, SILENCE).transitions).toEqual([]);
  });
});

describe("settle on an accepted order that cannot be accounted for", () => {
  const accepted: SentOrder = { ...SENT, state: "placed", orderId: ORDER_ID };

  it("says unknown once every source is silent for longer than the grace", () => {
    expect(settle(accepted, SILENCE).transitions).toEqual([
      { to: "unknown", reason: "ORDER_VANISHED", orderId: ORDER_ID },
    ]);
  });

  it("believes in it while its lines may merely be late", () => {
    const early = { ...SILENCE, asOf: timestamp(SENT_AT + 3_000) };
    expect(settle(accepted, early).transitions).toEqual([]);
  });

  it("says unknown when a second order carries its reference", () => {
    const other = { ...openOrder(), orderId: orderId("5000000077") };
    const { transitions } = settle(accepted, { ...SILENCE, openOrders: [openOrder(), other] });
    expect(transitions).toMatchObject([{ to: "unknown", reason: "SEVERAL_ORDERS" }]);
  });
});
