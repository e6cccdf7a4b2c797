import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { NetPosition, Position } from "../../../src/core/domain/account.ts";
import { NETTING_PROFILES } from "../../../src/core/domain/account.ts";
import { decimal, sumDecimals, ZERO } from "../../../src/core/domain/decimal.ts";
import { accountKey, positionId } from "../../../src/core/domain/ids.ts";
import { instrument } from "../../../src/core/domain/instrument.ts";
import { timestamp } from "../../../src/core/domain/time.ts";
import {
  closingOrders,
  holdingsIn,
  isStillThere,
  type CloseOutDecision,
  type CloseOutScope,
  type HeldView,
} from "../../../src/core/risk/close-out.ts";

const SHARE = "Stock:211";
const DECISION = { label: "selloff@1", decidedAt: timestamp(3_600_000), hasArrived: () => false };

const net = (quantity: string, changes: Partial<NetPosition> = {}): NetPosition => ({
  instrumentId: SHARE,
  quantity: decimal(quantity),
  canBeClosed: true,
  ...changes,
});

const lot = (id: string, quantity: string, changes: Partial<Position> = {}): Position => ({
  positionId: positionId(id),
  instrumentId: SHARE,
  quantity: decimal(quantity),
  status: "Open",
  canBeClosed: true,
  isForceOpen: false,
  openedAt: timestamp(1000),
  externalReference: "ATB-AAAA",
  relatedOrderIds: [],
  ...changes,
});

interface Seen {
  readonly profile?: HeldView["account"]["nettingProfile"];
  readonly scope?: CloseOutScope;
  readonly own?: string;
  readonly net?: readonly NetPosition[];
  readonly lots?: readonly Position[];
}

const view = ({ profile = "FifoRealTime", scope = "own", own = "0", ...seen }: Seen): HeldView => ({
  account: { accountKey: accountKey("account-1"), nettingProfile: profile },
  scope,
  net: seen.net ?? [],
  lots: seen.lots ?? [],
  own: new Map(own === "0" ? [] : [[SHARE, decimal(own)]]),
  isOwnOrder: () => false,
});

const quantities = (seen: Seen): readonly string[] =>
  holdingsIn(view(seen)).map(({ instrumentId, quantity }) => `${instrumentId} ${quantity.toString()}`);

const orders = (seen: Seen): readonly string[] => {
  const looked = view(seen);
  return holdingsIn(looked)
    .flatMap((holding) => closingOrders(holding, DECISION, looked))
    .map(({ side, quantity, positionId: id }) => [side, quantity.toString(), id].filter(Boolean).join(" "));
};

describe("what is to be closed", () => {
  it.each<[string, Seen, readonly string[]]>([
    ["what is ours", { own: "10", net: [net("10")] }, ["Stock:211 10"]],
    ["no more than ours, beside what is foreign", { own: "10", net: [net("25")] }, ["Stock:211 10"]],
    ["no more than there is", { own: "10", net: [net("4")] }, ["Stock:211 4"]],
    ["nothing where the broker holds nothing", { own: "10", net: [] }, ["Stock:211 0"]],
    ["nothing where the account is on the other side", { own: "10", net: [net("-3")] }, ["Stock:211 0"]],
    ["a short position", { own: "-10", net: [net("-10")] }, ["Stock:211 -10"]],
    ["nothing that is foreign", { net: [net("10")] }, []],
    ["what is foreign, when all is meant", { scope: "all", net: [net("10")] }, ["Stock:211 10"]],
    [
      "the whole position, when all is meant",
      { scope: "all", own: "10", net: [net("25")] },
      ["Stock:211 25"],
    ],
    [
      "no more than our openings, where each is closed for itself",
      {
        profile: "FifoEndOfDay",
        own: "2",
        net: [net("2")],
        lots: [lot("1", "1"), lot("2", "1", { externalReference: "by-hand" })],
      },
      ["Stock:211 1"],
    ],
    [
      "nothing that a person has sold already, where that nets only in the night",
      {
        profile: "FifoEndOfDay",
        own: "1",
        net: [net("0")],
        lots: [lot("1", "1"), lot("2", "-1", { externalReference: "by-hand" })],
      },
      ["Stock:211 0"],
    ],
    [
      "an opening that the broker does not let go now",
      { profile: "FifoEndOfDay", own: "1", net: [net("1")], lots: [lot("1", "1", { status: "Locked" })] },
      ["Stock:211 1"],
    ],
  ])("is %s", (_, seen, expected) => {
    expect(quantities(seen)).toEqual(expected);
  });

  it("names what this program does not trade, without an order for it", () => {
    const seen: Seen = { scope: "all", net: [net("1", { instrumentId: "Bond:77" })] };
    expect(quantities(seen)).toEqual(["Bond:77 1"]);
    expect(orders(seen)).toEqual([]);
  });
});

describe("the orders that close it", () => {
  it.each<[string, Seen, readonly string[]]>([
    ["one sale", { own: "10", net: [net("10")] }, ["sell 10"]],
    ["one purchase for a short position", { own: "-10", net: [net("-10")] }, ["buy 10"]],
    [
      "one for each opening of ours",
      {
        profile: "FifoEndOfDay",
        own: "3",
        net: [net("8")],
        lots: [lot("1", "2"), lot("2", "1"), lot("3", "5", { externalReference: "by-hand" })],
      },
      ["sell 2 1", "sell 1 2"],
    ],
    [
      "one for each opening, when all is meant",
      {
        profile: "FifoEndOfDay",
        scope: "all",
        own: "2",
        net: [net("7")],
        lots: [lot("1", "2"), lot("3", "5", { externalReference: "by-hand" })],
      },
      ["sell 2 1", "sell 5 3"],
    ],
    [
      "by its id what nets with nothing",
      {
        own: "3",
        net: [net("3", { hasForceOpen: true })],
        lots: [lot("1", "2", { isForceOpen: true }), lot("2", "1")],
      },
      ["sell 2 1", "sell 1"],
    ],
    [
      "none for an opening that cannot be closed now",
      { profile: "FifoEndOfDay", own: "1", net: [net("1")], lots: [lot("1", "1", { canBeClosed: false })] },
      [],
    ],
  ])("are %s", (_, seen, expected) => {
    expect(orders(seen)).toEqual(expected);
  });

  it("have the same reference for the same openings, whoever closes them when, and another one for others", () => {
    const referenceOf = (decision: Partial<CloseOutDecision>, newest = "1"): string | undefined => {
      const looked = view({ own: "10", net: [net("10")], lots: [lot(newest, "10")] });
      const [order] = holdingsIn(looked).flatMap((holding) =>
        closingOrders(holding, { ...DECISION, ...decision }, looked),
      );
      return order?.externalReference;
    };
    const reference = referenceOf({});
    expect(referenceOf({ decidedAt: timestamp(1), label: "panic-stop@1" })).toBe(reference);
    expect(referenceOf({}, "2")).not.toBe(reference);
    expect(referenceOf({ hasArrived: (one) => one === reference })).not.toBe(reference);
  });

  it("never close more than the account holds net on that side, whatever is in it", () => {
    const amount = fc.integer({ min: -5, max: 5 });
    const anyLot = fc.record({
      quantity: amount.filter((quantity) => quantity !== 0),
      isOwn: fc.boolean(),
      isForceOpen: fc.boolean(),
      canBeClosed: fc.boolean(),
    });
    fc.assert(
      fc.property(
        fc.constantFrom(...NETTING_PROFILES),
        fc.constantFrom<CloseOutScope>("own", "all"),
        amount,
        fc.array(anyLot, { maxLength: 6 }),
        (profile, scope, own, drawn) => {
          const lots = drawn.map(({ quantity, isOwn, ...flags }, index) =>
            lot(String(index + 1), String(quantity), {
              ...flags,
              externalReference: isOwn ? "ATB-AAAA" : "by-hand",
            }),
          );
          const sum = sumDecimals(lots.map(({ quantity }) => quantity));
          const hasForceOpen = lots.some(({ isForceOpen }) => isForceOpen);
          const held = net(sum.toString(), hasForceOpen ? { hasForceOpen } : {});
          const looked = view({ profile, scope, own: String(own), net: [held], lots });
          const sent = holdingsIn(looked).flatMap((holding) => closingOrders(holding, DECISION, looked));
          const total = sumDecimals(sent.map(({ quantity }) => quantity));
          expect(sent.every(({ side }) => side === (sum.gt(ZERO) ? "sell" : "buy"))).toBe(true);
          expect(total.lte(sum.abs())).toBe(true);
          if (scope === "own") expect(total.lte(decimal(String(Math.abs(own))))).toBe(true);
        },
      ),
    );
  });
});

describe("what an order is to close", () => {
  const before = { net: [net("3")], lots: [lot("1", "1"), lot("2", "2")] };
  const SHARES = instrument("Stock", 211);

  it.each<[string, Parameters<typeof isStillThere>[2], boolean]>([
    ["there", { net: [net("3")] }, true],
    ["gone when the sum is smaller", { net: [net("2")] }, false],
    ["open to question when the sum is larger", { net: [net("4")] }, false],
    ["gone when nothing is held", { net: [] }, false],
  ])("is %s", (_, now, expected) => {
    expect(isStillThere({ instrument: SHARES }, before, now)).toBe(expected);
  });

  it.each<[string, readonly Position[], boolean]>([
    ["there, whatever became of the others", [lot("2", "2")], true],
    ["gone when it is not listed", [lot("1", "1")], false],
    ["gone when it is over", [lot("2", "2", { status: "Closed" })], false],
    ["less when some of it was closed", [lot("2", "1", { status: "PartiallyClosed" })], false],
  ])("of one opening is %s", (_, lots, expected) => {
    const order = { instrument: SHARES, positionId: positionId("2") };
    expect(isStillThere(order, before, { lots })).toBe(expected);
  });
});
