import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { NettingProfile, Position } from "../../../src/core/domain/account.ts";
import { NETTING_PROFILES } from "../../../src/core/domain/account.ts";
import { commonPart, decimal, sumDecimals, ZERO } from "../../../src/core/domain/decimal.ts";
import { orderId, positionId, type OrderId } from "../../../src/core/domain/ids.ts";
import { correctionOf } from "../../../src/core/execution/reconcile.ts";

const OURS = orderId("5001");
const THEIRS = orderId("7001");
const isOwnOrder = (id: OrderId): boolean => id === OURS;

type Who = "ours by reference" | "ours by order" | "theirs by reference" | "theirs by order" | "untold";
const NAMES: Readonly<Record<Who, Pick<Position, "externalReference" | "sourceOrderId">>> = {
  "ours by reference": { externalReference: "ATB-AAAA" },
  "ours by order": { sourceOrderId: OURS },
  "theirs by reference": { externalReference: "by-hand", sourceOrderId: OURS },
  "theirs by order": { sourceOrderId: THEIRS },
  untold: {},
};

const lot = (quantity: string, who: Who, status = "Open"): Position => ({
  positionId: positionId("1"),
  instrumentId: "Stock:211",
  quantity: decimal(quantity),
  status,
  canBeClosed: true,
  isForceOpen: false,
  relatedOrderIds: [],
  ...NAMES[who],
});

interface Told {
  readonly own: string;
  readonly net: string;
  readonly lots?: readonly Position[];
}

function corrected({ own, net, lots = [] }: Told, nettingProfile: NettingProfile): string {
  const held = { own: decimal(own), net: decimal(net), lots, nettingProfile, isOwnOrder };
  const correction = correctionOf(held);
  return correction === undefined ? "as recorded" : `${correction.left.toString()} ${correction.reason}`;
}

const AS_RECORDED = "as recorded";

describe("where the openings tell", () => {
  it.each<[string, Told, string]>([
    ["all of ours is there", { own: "10", net: "10", lots: [lot("10", "ours by reference")] }, AS_RECORDED],
    ["named by its order alone", { own: "10", net: "10", lots: [lot("10", "ours by order")] }, AS_RECORDED],
    ["an opening names nobody", { own: "10", net: "10", lots: [lot("10", "untold")] }, AS_RECORDED],
    [
      "in several pieces",
      { own: "10", net: "10", lots: [lot("4", "ours by order"), lot("6", "ours by reference")] },
      AS_RECORDED,
    ],
    [
      "more beside it is theirs",
      { own: "10", net: "15", lots: [lot("10", "ours by order"), lot("5", "theirs by order")] },
      AS_RECORDED,
    ],
    ["more under our name", { own: "10", net: "15", lots: [lot("15", "ours by order")] }, AS_RECORDED],
    [
      "an opposite trade has closed nothing",
      { own: "10", net: "0", lots: [lot("10", "ours by order"), lot("-10", "theirs by order")] },
      AS_RECORDED,
    ],
    ["nothing is there", { own: "10", net: "0" }, "0 BROKER_HOLDS_LESS"],
    ["less is there", { own: "10", net: "4", lots: [lot("4", "ours by order")] }, "4 BROKER_HOLDS_LESS"],
    [
      "it was closed",
      { own: "10", net: "0", lots: [lot("10", "ours by order", "Closed")] },
      "0 BROKER_HOLDS_LESS",
    ],
    [
      "what is there is theirs",
      { own: "10", net: "10", lots: [lot("10", "theirs by reference")] },
      "0 OPENINGS_NOT_OURS",
    ],
    [
      "part of what is there is theirs",
      { own: "10", net: "10", lots: [lot("3", "ours by order"), lot("7", "theirs by order")] },
      "3 OPENINGS_NOT_OURS",
    ],
    [
      "the account is on the other side",
      { own: "10", net: "-5", lots: [lot("-5", "theirs by order")] },
      "0 BROKER_HOLDS_LESS",
    ],
    ["our records say that we sold too much", { own: "-10", net: "0" }, "0 BROKER_HOLDS_LESS"],
  ])("%s", (_, told, expected) => {
    expect(corrected(told, "FifoRealTime")).toBe(expected);
    expect(corrected(told, "FifoEndOfDay")).toBe(expected);
  });
});

describe("where openings are averaged into one", () => {
  it.each<[string, Told, string]>([
    [
      "it bears the name of who came first",
      { own: "10", net: "15", lots: [lot("15", "theirs by order")] },
      AS_RECORDED,
    ],
    ["less is there", { own: "10", net: "4", lots: [lot("4", "ours by order")] }, "4 BROKER_HOLDS_LESS"],
    ["the other side", { own: "10", net: "-4", lots: [lot("-4", "ours by order")] }, "0 BROKER_HOLDS_LESS"],
  ])("%s", (_, told, expected) => {
    expect(corrected(told, "AverageRealTime")).toBe(expected);
  });
});

describe("every state of account and records", () => {
  const quantity = fc.integer({ min: -3, max: 3 }).map((units) => decimal(String(units)));
  const who = fc.constantFrom(...(Object.keys(NAMES) as Who[]));
  const lots = fc.array(
    fc
      .tuple(quantity, who, fc.constantFrom("Open", "PartiallyClosed", "Closing", "Closed", "Square"))
      .map(([amount, name, status]) => lot(amount.toString(), name, status)),
    { maxLength: 4 },
  );
  const profile = fc.constantFrom(...NETTING_PROFILES);

  it("is borne out after one correction: a second look finds nothing", () => {
    fc.assert(
      fc.property(quantity, quantity, lots, profile, (own, net, openings, nettingProfile) => {
        const held = { own, net, lots: openings, nettingProfile, isOwnOrder };
        const correction = correctionOf(held);
        if (correction === undefined) return;
        expect(correctionOf({ ...held, own: correction.left })).toBeUndefined();
      }),
    );
  });

  it("never makes ours more, nor something on the other side, nor what is theirs", () => {
    fc.assert(
      fc.property(quantity, quantity, lots, profile, (own, net, openings, nettingProfile) => {
        const left = correctionOf({ own, net, lots: openings, nettingProfile, isOwnOrder })?.left ?? own;
        expect(commonPart(left, own).eq(left)).toBe(true);
        const theirs = openings.filter(({ externalReference }) => externalReference === "by-hand");
        if (theirs.length === openings.length && nettingProfile !== "AverageRealTime")
          expect(left.toString()).toBe("0");
      }),
    );
  });

  it("leaves alone whatever is held on top of what is ours", () => {
    fc.assert(
      fc.property(quantity, lots, profile, (own, others, nettingProfile) => {
        const beside = others.filter(({ quantity: amount }) => amount.times(own).gte(ZERO));
        const openings = [lot(own.toString(), "ours by order"), ...beside];
        const net = sumDecimals(openings.map(({ quantity: amount }) => amount));
        expect(correctionOf({ own, net, lots: openings, nettingProfile, isOwnOrder })).toBeUndefined();
      }),
    );
  });
});
