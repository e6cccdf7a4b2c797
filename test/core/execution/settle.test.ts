import { describe, expect, it } from "vitest";
import type { Position } from "../../../src/core/domain/account.ts";
import { decimal, ZERO } from "../../../src/core/domain/decimal.ts";
import { externalReference, orderId } from "../../../src/core/domain/ids.ts";
import { durationMs, seconds, timestamp } from "../../../src/core/domain/time.ts";
import type { Evidence, SentOrder } from "../../../src/core/execution/evidence.ts";
import { ACTIVITY_LOOK_BACK } from "../../../src/core/execution/evidence.ts";
import { settle } from "../../../src/core/execution/settle.ts";
import { VISIBILITY_GRACE } from "../../../src/core/execution/verdict.ts";
import {
  execution,
  logged,
  openOrder,
  ORDER_ID,
  position,
  SENT,
  SENT_AT,
  SILENCE,
  without,
} from "./broker-records.ts";

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
      verdict: { kind: "filled", orderId: ORDER_ID, filledQuantity: decimal("10"), quantity: SENT.quantity },
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
      verdict: {
        kind: "live",
        orderId: ORDER_ID,
        filledQuantity: decimal("2"),
        quantity: SENT.quantity,
        isCancelRefused: false,
      },
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

describe("settle on positions", () => {
  it("takes an opening that carries our reference for an execution that the log does not show yet", () => {
    const evidence = { ...SILENCE, positions: [position()] };
    expect(settle(SENT, evidence)).toMatchObject({
      transitions: [
        { to: "placed", reason: "FOUND_AT_BROKER", orderId: ORDER_ID, filledQuantity: decimal("10") },
      ],
      fills: [],
    });
  });

  it("finds it by the order it comes from, and even when nobody else answers", () => {
    const anonymous = without(position(), "externalReference");
    const known: SentOrder = { ...SENT, orderId: ORDER_ID };
    const unanswered = ["open orders", "order activities", "net positions"] as const;
    expect(kindFor({ asOf: SILENCE.asOf, positions: [anonymous], unanswered }, known)).toBe("live");
  });

  it("adds up what each execution has opened, but to no more than was ordered", () => {
    const part = position({ quantity: decimal("4") });
    const quantityOf = (...positions: readonly Position[]) =>
      settle(SENT, { ...SILENCE, positions }).transitions[0]?.filledQuantity?.toString();
    expect([quantityOf(part, part), quantityOf(part, part, part)]).toEqual(["8", "10"]);
  });

  it("never calls an order absent whose opening does not say where it comes from", () => {
    const orphan = without(position(), "sourceOrderId");
    expect(reasonFor({ ...SILENCE, positions: [orphan] })).toBe("POSITION_WITHOUT_ORDER");
  });

  it("ends no order without its executions while an opening shows that there are some", () => {
    const early = logged({ pair: "Cancelled/Confirmed" });
    expect(kindFor(early)).toBe("cancelled");
    expect(kindFor({ ...early, positions: [position({ quantity: decimal("4") })] })).toBe("live");
    const whole = logged({ pair: "Fill/Confirmed", ...execution("4", "4") }, { pair: "Cancelled/Confirmed" });
    expect(kindFor({ ...whole, positions: [position()] })).toBe("cancelled"); // averaged with a later order's
  });

  it("knows an order from its opposite, and leaves the openings of others alone", () => {
    expect(reasonFor({ ...SILENCE, positions: [position({ quantity: decimal("-10") })] })).toBe(
      "OTHER_ORDER",
    );
    const foreign = position({ externalReference: "someone-else", sourceOrderId: orderId("777") });
    expect(kindFor({ ...SILENCE, positions: [foreign] })).toBe("absent");
  });
});

describe("settle on an order that somebody has changed", () => {
  const PLACED: SentOrder = { ...SENT, state: "placed", orderId: ORDER_ID };
  const listed = { ...SILENCE, openOrders: [openOrder({ quantity: decimal("6") })] };
  const changed = (quantity: string) =>
    logged({ pair: "Placed/Confirmed" }, { pair: "Changed/Confirmed", quantity: decimal(quantity) });
  const step = { to: "placed", reason: "CHANGED_AT_BROKER", orderId: ORDER_ID, filledQuantity: ZERO };

  it("records for how much it is now, by the list or by the log", () => {
    expect(settle(PLACED, listed).transitions).toEqual([{ ...step, quantity: decimal("6") }]);
    expect(settle(PLACED, changed("7")).transitions).toEqual([{ ...step, quantity: decimal("7") }]);
    expect(settle({ ...PLACED, quantity: decimal("6") }, listed).transitions).toEqual([]);
  });

  it("believes the list, which shows a change before the log does", () => {
    const order: SentOrder = { ...PLACED, quantity: decimal("6") };
    expect(settle(order, { ...changed("7"), openOrders: listed.openOrders }).transitions).toEqual([]);
    expect(settle(order, logged({ pair: "Placed/Confirmed" })).transitions).toEqual([]);
  });

  it("does not believe a change that was only asked for, or refused", () => {
    for (const pair of ["Changed/Requested", "Changed/Rejected"]) {
      const evidence = logged({ pair: "Placed/Confirmed" }, { pair, quantity: decimal("7") });
      expect(settle(PLACED, evidence).transitions).toEqual([]);
    }
  });

  it("ends with what it was for at the end, so that it was never filled beyond that", () => {
    const more = logged(
      { pair: "Changed/Confirmed", quantity: decimal("12") },
      { pair: "FinalFill/Confirmed", ...execution("12", "12") },
    );
    const unseen = logged({ pair: "FinalFill/Confirmed", ...execution("12", "12") });
    for (const evidence of [more, unseen]) {
      expect(settle(PLACED, evidence).transitions).toMatchObject([
        { to: "filled", filledQuantity: decimal("12"), quantity: decimal("12") },
      ]);
    }
  });

  it("sees it ended by hand", () => {
    const evidence = logged({ pair: "Placed/Confirmed" }, { pair: "Cancelled/Confirmed" });
    expect(settle(PLACED, evidence).transitions).toMatchObject([{ to: "cancelled", filledQuantity: ZERO }]);
  });
});

describe("settle on an order whose end we have asked for", () => {
  const CANCELLING: SentOrder = { ...SENT, state: "cancelling", orderId: ORDER_ID };
  const after = (...pairs: readonly string[]) =>
    logged({ pair: "Placed/Confirmed" }, ...pairs.map((pair) => ({ pair })));

  it.each([
    ["a confirmation", after("Cancelled/Requested", "Cancelled/Confirmed"), ["cancelled CANCELLED"]],
    ["a refusal", after("Cancelled/Requested", "Cancelled/Rejected"), ["placed CANCEL_REFUSED"]],
    ["nothing yet", after(), []],
    ["no more than the question", after("Cancelled/Requested"), []],
    ["a new question after an earlier refusal", after("Cancelled/Rejected", "Cancelled/Requested"), []],
    [
      "an earlier refusal, and a list that shows a new question",
      { ...after("Cancelled/Rejected"), openOrders: [openOrder({ status: "WorkingLockedCancelPending" })] },
      [],
    ],
    [
      "a fill that was faster",
      logged({ pair: "FinalFill/Confirmed", ...execution("10", "10") }, { pair: "Cancelled/Rejected" }),
      ["filled FILLED"],
    ],
    [
      "a part of it filled",
      logged({ pair: "Fill/Confirmed", ...execution("4", "4") }, { pair: "Cancelled/Confirmed" }),
      ["cancelled CANCELLED"],
    ],
    [
      "a part of it filled so far",
      logged({ pair: "Fill/Confirmed", ...execution("4", "4") }),
      ["cancelling FOUND_AT_BROKER"],
    ],
    ["silence everywhere", SILENCE, ["unknown ORDER_VANISHED"]],
  ] as const)("after %s", (_, evidence, steps) => {
    const { transitions } = settle(CANCELLING, evidence);
    expect(transitions.map(({ to, reason }) => `${to} ${reason}`)).toEqual(steps);
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
    const quiet = (ms: number): SentOrder => ({ ...SENT, quietFor: durationMs(ms) });
    expect(reasonFor(SILENCE, quiet(VISIBILITY_GRACE - 1))).toBe("TOO_EARLY");
    expect(kindFor(SILENCE, quiet(VISIBILITY_GRACE))).toBe("absent");
    expect(settle(quiet(2_000), SILENCE, seconds(2)).verdict.kind).toBe("absent");
    expect(reasonFor(SILENCE, quiet(-50_000))).toBe("TOO_EARLY"); // the request may still be under way
  });

  it.each(["openOrders", "activities", "positions"] as const)("needs an answer from %s", (source) => {
    expect(reasonFor(without(SILENCE, source))).toBe("SOURCE_MISSING");
  });

  it("names who was asked and did not answer", () => {
    const placing: SentOrder = { ...SENT, state: "placing" };
    expect(settle(placing, { ...SILENCE, unanswered: ["net positions"] })).toEqual({
      verdict: { kind: "unknown", reason: "SOURCE_MISSING", unanswered: ["net positions"] },
      transitions: [{ to: "unknown", reason: "SOURCE_MISSING", detail: "no answer: net positions" }],
      fills: [],
    });
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
    expect(reasonFor(refusal, { ...again, quietFor: seconds(0) })).toBe("TOO_EARLY");
    expect(kindFor(refusal, again)).toBe("absent");
    const both = logged({ pair: "Placed/Rejected" }, { pair: "Placed/Rejected", orderId: second });
    expect(settle(again, both).verdict).toMatchObject({ kind: "rejected", orderId: second });
    const booked = logged({ pair: "Placed/Rejected" }, { pair: "Placed/Confirmed", orderId: second });
    expect(settle(again, booked).verdict).toMatchObject({ kind: "live", orderId: second });
  });

  it("lets a refusal end nothing within the grace: the line of an order that lives may still come", () => {
    const refused = logged({ pair: "Placed/Rejected" });
    const early: SentOrder = { ...SENT, quietFor: seconds(0) };
    expect(reasonFor(refused, early)).toBe("TOO_EARLY");
    expect(kindFor(refused, { ...early, orderId: ORDER_ID })).toBe("rejected"); // the broker has named it
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
    const early: SentOrder = { ...SENT, quietFor: seconds(0) };
    expect(settle({ ...early, state: "placing" }, SILENCE).transitions).toEqual([
      { to: "unknown", reason: "TOO_EARLY" },
    ]);
    expect(settle({ ...SENT, state: "placing" }, logged({ pair: "Placed/Requested" })).transitions).toEqual([
      { to: "unknown", reason: "BEING_PROCESSED", orderId: ORDER_ID },
    ]);
    expect(settle(early, SILENCE).transitions).toEqual([]);
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
    const unknown = [{ to: "unknown", reason: "ORDER_VANISHED", orderId: ORDER_ID }];
    expect(settle(accepted, SILENCE).transitions).toEqual(unknown);
    expect(settle(accepted, { ...SILENCE, unanswered: [] }).transitions).toEqual(unknown);
  });

  it("believes in it while its lines may merely be late", () => {
    expect(settle({ ...accepted, quietFor: seconds(3) }, SILENCE).transitions).toEqual([]);
  });

  it("says unknown when a second order carries its reference", () => {
    const other = { ...openOrder(), orderId: orderId("5000000077") };
    const { transitions } = settle(accepted, { ...SILENCE, openOrders: [openOrder(), other] });
    expect(transitions).toMatchObject([{ to: "unknown", reason: "SEVERAL_ORDERS" }]);
  });
});
