import { describe, expect, it } from "vitest";
import { decimal, ZERO, type Decimal } from "../../../src/core/domain/decimal.ts";
import { orderId } from "../../../src/core/domain/ids.ts";
import { timestamp } from "../../../src/core/domain/time.ts";
import type { InstrumentId } from "../../../src/core/domain/instrument.ts";
import type { Position } from "../../../src/core/domain/account.ts";
import {
  openingOrdersIn,
  originOf,
  ownOrdersIn,
  unexplainedOwn,
} from "../../../src/core/execution/found-orders.ts";
import {
  type Line,
  execution,
  logged,
  openOrder,
  ORDER_ID,
  position,
  SENT,
  SENT_AT,
} from "./broker-records.ts";

const SINCE = timestamp(SENT_AT - 1_000);
const linesOf = (...lines: readonly Line[]) => logged(...lines).activities?.lines ?? [];
const LATER = orderId("5000000002");

describe("orders of ours in the broker's records", () => {
  it("are told by their first line, and once each", () => {
    const lines = linesOf(
      { pair: "Placed/Confirmed", orderType: "Market" },
      { pair: "FinalFill/Confirmed", ...execution("10", "10") },
    );
    expect(ownOrdersIn({ openOrders: [], lines, since: SINCE })).toEqual([
      {
        externalReference: SENT.reference,
        orderId: ORDER_ID,
        instrument: SENT.instrument,
        side: "buy",
        quantity: decimal("10"),
        purpose: "entry",
        at: timestamp(SENT_AT + 100),
        isRefused: false,
      },
    ]);
  });

  it.each([
    ["sell", "Market", "exit"],
    ["buy", undefined, "entry"],
    ["sell", "StopIfTraded", "stop"],
    ["sell", "Stop", "stop"],
    ["sell", "Limit", "target"],
  ] as const)("are known for what they are by their kind: %s, %s", (side, orderType, purpose) => {
    const lines = linesOf({
      pair: "Placed/Confirmed",
      side,
      ...(orderType === undefined ? {} : { orderType }),
    });
    expect(ownOrdersIn({ openOrders: [], lines, since: SINCE })).toMatchObject([{ purpose }]);
  });

  it("are found without a line as well, however old, with what the list says of them", () => {
    const stop = openOrder({
      side: "sell",
      orderType: "StopIfTraded",
      price: decimal("98"),
      quantity: decimal("6"),
    });
    expect(ownOrdersIn({ openOrders: [stop], lines: [], since: SINCE })).toMatchObject([
      { orderId: ORDER_ID, purpose: "stop", price: decimal("98"), quantity: decimal("6"), at: SINCE },
    ]);
  });

  it("are the newest under their reference, and say whether it was only refused", () => {
    const lines = linesOf({ pair: "Placed/Confirmed" }, { pair: "Placed/Rejected", orderId: LATER });
    expect(ownOrdersIn({ openOrders: [], lines, since: SINCE })).toMatchObject([
      { orderId: LATER, isRefused: true },
    ]);
  });

  it("are none of those that others made, or that we could not have made", () => {
    const foreign = openOrder({ externalReference: "someone-else" });
    const strange = openOrder({ instrumentId: "Bond:4" });
    expect(ownOrdersIn({ openOrders: [foreign, strange], lines: [], since: SINCE })).toEqual([]);
  });
});

describe("openings of ours that no known order explains", () => {
  const records = { own: new Map<InstrumentId, Decimal>(), missed: new Map<InstrumentId, Decimal>() };
  const unknown = { ...records, isKnown: (): boolean => false };
  const known = { ...records, isKnown: (): boolean => true };
  const holding = (quantity: string): ReadonlyMap<InstrumentId, Decimal> =>
    new Map([[SENT.instrument.id, decimal(quantity)]]);

  it("are ours, less what known executions come to already", () => {
    const own = holding("-4"); // a part that was sold lately, by the log
    expect(unexplainedOwn([position({ quantity: decimal("6") })], { ...unknown, own })).toMatchObject([
      { instrument: SENT.instrument, quantity: decimal("10"), isBack: false },
    ]);
    expect(unexplainedOwn([position()], { ...unknown, own: holding("10") })).toEqual([]);
  });

  it("are left alone where every order is known, and where they are somebody else's", () => {
    expect(unexplainedOwn([position()], known)).toEqual([]);
    expect(unexplainedOwn([position({ externalReference: "x", quantity: ZERO })], unknown)).toEqual([]);
  });

  it("are back where every order is known, as far as they were missed", () => {
    expect(unexplainedOwn([position()], { ...known, missed: holding("4") })).toMatchObject([
      { instrument: SENT.instrument, quantity: decimal("4"), isBack: true },
    ]);
    expect(unexplainedOwn([position()], { ...known, own: holding("10"), missed: holding("4") })).toEqual([]);
  });
});

describe("openings that are taken over", () => {
  const opening = (quantity: string, openPrice: string, at: number): Position =>
    position({ quantity: decimal(quantity), openPrice: decimal(openPrice), openedAt: timestamp(at) });

  it("were paid for at their average price, and opened when the first was", () => {
    const { openPrice, openedAt } = originOf([opening("6", "110", 9), opening("4", "100", 5)]);
    expect([openPrice?.toString(), openedAt]).toEqual(["106", timestamp(5)]);
  });

  it("tell no price and no time where one of them does not", () => {
    expect(originOf([opening("6", "110", 9), position()])).toEqual({});
    expect(originOf([opening("6", "110", 9), opening("-6", "100", 9)])).toEqual({ openedAt: timestamp(9) });
    expect(originOf([])).toEqual({});
  });
});

describe("orders of ours that openings name", () => {
  const openedAt = timestamp(SINCE + 1);
  it("are for all that they have opened since", () => {
    const halves = [
      position({ quantity: decimal("4"), openedAt }),
      position({ quantity: decimal("6"), openedAt }),
    ];
    expect(openingOrdersIn(halves, SINCE)).toMatchObject([
      { orderId: ORDER_ID, side: "buy", purpose: "entry", quantity: decimal("10"), at: openedAt },
    ]);
  });

  it("are none where the opening is older, says not when it was made, or is somebody else's", () => {
    const older = position({ openedAt: timestamp(SINCE - 1) });
    const foreign = position({ openedAt, externalReference: "x" });
    expect(openingOrdersIn([older, position(), foreign], SINCE)).toEqual([]);
  });
});
