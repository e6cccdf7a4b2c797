import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Position } from "../../../src/core/domain/account.ts";
import { decimal, sumDecimals, ZERO } from "../../../src/core/domain/decimal.ts";
import { accountKey, externalReference, orderId, positionId } from "../../../src/core/domain/ids.ts";
import { instrument } from "../../../src/core/domain/instrument.ts";
import { timestamp } from "../../../src/core/domain/time.ts";
import type { ApprovedOrder, ProposedOrder } from "../../../src/core/risk/decision.ts";
import { isOwnLot, splitByLot, splitForceOpen } from "../../../src/core/risk/split-exit.ts";

const SHARE = instrument("Stock", 211);
const OWN = "ATB-AAAA";

const exitOf = (quantity: string, changes: Partial<ProposedOrder> = {}): ApprovedOrder =>
  ({
    accountKey: accountKey("account-1"),
    instrument: SHARE,
    side: "sell",
    quantity: decimal(quantity),
    externalReference: externalReference("ATB-EXIT"),
    purpose: "exit",
    strategy: "moving_average@1",
    decisionBarCloseAt: timestamp(3_600_000),
    ...changes,
  }) as ApprovedOrder; // as risk makes it

const lot = (id: string, quantity: string, changes: Partial<Position> = {}): Position => ({
  positionId: positionId(id),
  instrumentId: SHARE.id,
  quantity: decimal(quantity),
  status: "Open",
  canBeClosed: true,
  isForceOpen: false,
  openedAt: timestamp(1000),
  externalReference: OWN,
  relatedOrderIds: [],
  ...changes,
});

const split = (quantity: string, lots: readonly Position[]): readonly string[] =>
  splitByLot(exitOf(quantity), lots).map((part) => `${String(part.positionId)} ${part.quantity.toString()}`);

describe("an exit, one order for each opening", () => {
  const cases: readonly (readonly [string, string, readonly Position[], readonly string[]])[] = [
    ["takes one opening whole", "10", [lot("7", "10")], ["7 10"]],
    ["takes a part of an opening", "4", [lot("7", "10")], ["7 4"]],
    [
      "takes the oldest first, by time",
      "12",
      [lot("7", "10", { openedAt: timestamp(2000) }), lot("9", "5")],
      ["9 5", "7 7"],
    ],
    [
      "takes the oldest first, by id where the times are one",
      "12",
      [lot("10", "10"), lot("9", "5")],
      ["9 5", "10 7"],
    ],
    ["closes no more than is listed", "12", [lot("7", "10")], ["7 10"]],
    ["leaves other instruments alone", "5", [lot("7", "10", { instrumentId: "Stock:212" })], []],
    ["leaves the closing side of a netted pair alone", "5", [lot("7", "-10")], []],
    ["leaves what cannot be closed", "5", [lot("7", "10", { canBeClosed: false })], []],
    [
      "leaves what is closed or being closed",
      "5",
      [lot("7", "9", { status: "Closed" }), lot("8", "9", { status: "Closing" })],
      [],
    ],
    ["leaves a status nobody knows", "5", [lot("7", "9", { status: "NewIn2027" })], []],
    ["goes on with what is closed in part", "5", [lot("7", "9", { status: "PartiallyClosed" })], ["7 5"]],
  ];
  it.each(cases)("%s", (_, quantity, lots, expected) => {
    expect(split(quantity, lots)).toEqual(expected);
  });

  it.each<readonly [string, Pick<Position, "externalReference" | "sourceOrderId">, boolean]>([
    ["our reference", { externalReference: OWN }, true],
    ["our reference, whatever the order", { externalReference: OWN, sourceOrderId: orderId("99") }, true],
    ["a foreign reference", { externalReference: "mine" }, false],
    ["a foreign one on our order", { externalReference: "mine", sourceOrderId: orderId("1") }, false],
    ["no reference, and an order of ours", { sourceOrderId: orderId("1") }, true],
    ["no reference, and another order", { sourceOrderId: orderId("99") }, false],
    ["nothing that says whose it is", {}, false],
  ])("tells whose an opening is by %s", (_, signs, expected) => {
    expect(isOwnLot(signs, (id) => id === "1")).toBe(expected);
  });

  it("closes by id only what nets with nothing, where the broker nets the rest", () => {
    const own = [lot("7", "3", { isForceOpen: true }), lot("8", "4")];
    const others = [
      lot("9", "2", { externalReference: "mine" }),
      lot("6", "9", { isForceOpen: true, externalReference: "mine" }),
    ];
    const parts = (quantity: string): readonly string[] =>
      splitForceOpen(exitOf(quantity), own, [...own, ...others]).map(
        (part) => `${String(part.positionId)} ${part.quantity.toString()}`,
      );
    expect(parts("2")).toEqual(["7 2"]);
    expect(parts("7")).toEqual(["7 3", "undefined 4"]);
    expect(parts("20")).toEqual(["7 3", "undefined 6"]); // no more than it can net with
  });

  it("gives each part a reference of its own, the same for the same opening whatever is left of it", () => {
    const references = (lots: readonly Position[]) =>
      splitByLot(exitOf("12"), lots).map(({ externalReference: reference }) => reference);
    const [first, second] = references([lot("7", "10"), lot("8", "5")]);
    expect(new Set([first, second, "ATB-EXIT"]).size).toBe(3);
    expect(references([lot("8", "5")])).toEqual([second]);
  });

  it("never closes more than was to be sold, nor more than an opening holds", () => {
    const lots = fc.array(
      fc.record({
        quantity: fc.integer({ min: -20, max: 20 }).filter((n) => n !== 0),
        openedAt: fc.integer({ min: 0, max: 3 }),
      }),
      { maxLength: 8 },
    );
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 60 }), lots, (wanted, shapes) => {
        const held = shapes.map(({ quantity, openedAt }, index) =>
          lot(String(index + 1), String(quantity), {
            openedAt: timestamp(openedAt),
          }),
        );
        const parts = splitByLot(exitOf(String(wanted)), held);
        const long = sumDecimals(
          held.map(({ quantity }) => quantity).filter((quantity) => quantity.gt(ZERO)),
        );
        const expected = long.lt(String(wanted)) ? long : decimal(String(wanted));
        expect(sumDecimals(parts.map(({ quantity }) => quantity)).toString()).toBe(expected.toString());
        for (const part of parts) {
          const of = held.find(({ positionId: id }) => id === part.positionId);
          expect(of?.quantity.gte(part.quantity)).toBe(true);
        }
        expect(new Set(parts.map(({ positionId: id }) => id)).size).toBe(parts.length);
      }),
    );
  });
});
