import { describe, expect, it } from "vitest";
import type { NetPosition, Valuation } from "../../../src/core/domain/account.ts";
import { decimal } from "../../../src/core/domain/decimal.ts";
import { orderId } from "../../../src/core/domain/ids.ts";
import type { OpenOrder, OrderPurpose, Side } from "../../../src/core/domain/order.ts";
import type { IntentState } from "../../../src/core/execution/lifecycle.ts";
import type { AccountView } from "../../../src/core/risk/decision-input.ts";
import { exposureIn, type InstrumentExposure } from "../../../src/core/risk/exposure.ts";
import { ACCOUNT, OTHER, positionIn, STOCK, workingOrder } from "./decision-world.ts";

/** What is known of an exposure, in texts. */
function exposureOf(account: Partial<AccountView>, of = STOCK): Readonly<Record<string, unknown>> {
  const { orderPrice, pendingSides, ...rest } = exposureIn({ ...ACCOUNT, ...account }, of.id);
  const figures = Object.entries(rest).map(
    ([name, value]) => [name, typeof value === "boolean" ? value : value.toString()] as const,
  );
  return {
    ...Object.fromEntries(figures),
    pendingSides: [...pendingSides].sort().join(" "),
    ...(orderPrice === undefined
      ? {}
      : { orderPrice: `${orderPrice.price.toString()} ${orderPrice.currency}` }),
  };
}

const listed = (side: Side, quantity: string, rest: Partial<OpenOrder> & { readonly id?: string } = {}) => {
  const { id = "1", ...others } = rest;
  return {
    ...workingOrder(STOCK, side),
    orderId: orderId(id),
    quantity: decimal(quantity),
    ...others,
  };
};
type Ours = AccountView["unsettled"][number];
const ours = (
  purpose: OrderPurpose,
  state: IntentState,
  {
    quantity = "3",
    id,
    side,
  }: { readonly quantity?: string; readonly id?: string; readonly side?: Side } = {},
): Ours => ({
  intent: {
    instrument: STOCK,
    side: side ?? (purpose === "entry" ? "buy" : "sell"),
    purpose,
    quantity: decimal(quantity),
  },
  state,
  ...(id === undefined ? {} : { orderId: orderId(id) }),
});
const held = (quantity: string, own = quantity): Partial<AccountView> => ({
  positions: [positionIn(STOCK, quantity)],
  ownPositions: new Map([[STOCK.id, decimal(own)]]),
});

describe("what may be sold of an instrument", () => {
  it.each([
    ["10", "10", "10"],
    ["10", "4", "4"],
    ["4", "10", "4"],
    ["-4", "10", "0"],
    ["10", "-4", "0"],
  ])("of %s, of which %s is ours, is %s", (net, own, closable) => {
    expect(exposureOf(held(net, own))).toMatchObject({ net, own, closable });
  });

  it("is nothing of what our records alone know", () => {
    const account = { ownPositions: new Map([[STOCK.id, decimal("5")]]) };
    expect(exposureOf(account)).toMatchObject({ own: "5", net: "0", closable: "0", canBeClosed: false });
  });

  it("may be closed where each part of it may", () => {
    const parts = [positionIn(STOCK, "1"), positionIn(STOCK, "2", { canBeClosed: false })];
    expect(exposureOf({ positions: parts })).toMatchObject({ net: "3", canBeClosed: false });
    expect(exposureOf({ positions: parts.slice(0, 1) })).toMatchObject({ canBeClosed: true });
  });
});

type Figures = Partial<Record<keyof InstrumentExposure, unknown>>;

describe("orders that are working, or may be", () => {
  it.each<[string, Partial<AccountView>, Figures]>([
    ["nothing", {}, { reach: "0", pendingBuys: "0", pendingSides: "" }],
    [
      "what is left of an order that is listed",
      { openOrders: [listed("buy", "10", { filledQuantity: decimal("4") })] },
      { reach: "6", pendingBuys: "6", ownPendingBuys: "0", unlistedBuys: "0", pendingSides: "buy" },
    ],
    [
      "one of ours that is listed, once",
      { openOrders: [listed("buy", "3")], unsettled: [ours("entry", "placed", { id: "1" })] },
      { reach: "3", pendingBuys: "3", ownPendingBuys: "3", unlistedBuys: "0", pendingSides: "buy" },
    ],
    [
      "one of ours that is not listed yet, with its id and without",
      { unsettled: [ours("entry", "placed", { id: "2" }), ours("entry", "unknown", { quantity: "4" })] },
      { reach: "7", pendingBuys: "7", ownPendingBuys: "7", unlistedBuys: "7", isInDoubt: true },
    ],
    [
      "one of ours beside somebody else's",
      {
        openOrders: [listed("buy", "5", { id: "1" }), listed("buy", "3", { id: "2" })],
        unsettled: [ours("entry", "placed", { id: "2" })],
      },
      { pendingBuys: "8", ownPendingBuys: "3", unlistedBuys: "0" },
    ],
    [
      "none that was never sent, or has ended",
      { unsettled: [ours("entry", "created"), ours("entry", "filled"), ours("exit", "rejected")] },
      { reach: "0", pendingBuys: "0", ownPendingBuys: "0", pendingSides: "", isInDoubt: false },
    ],
    [
      "a sale of ours that is not listed, among no purchases",
      { ...held("5"), unsettled: [ours("exit", "placing")] },
      { reach: "5", pendingBuys: "0", unlistedBuys: "0", pendingSides: "sell", isInDoubt: true },
    ],
    [
      "a stop of ours that rests for no order at all, listed or not",
      {
        ...held("5"),
        openOrders: [listed("sell", "5")],
        unsettled: [ours("stop", "placed", { id: "1" }), ours("target", "cancelling", { id: "2" })],
      },
      { reach: "5", pendingSides: "", pendingBuys: "0" },
    ],
    [
      "a stop that nobody knows to have arrived for one that may sell",
      { ...held("5"), unsettled: [ours("stop", "unknown")] },
      { pendingSides: "sell", isInDoubt: true },
    ],
    [
      "a stop for a short position of ours for no purchase",
      { unsettled: [ours("stop", "placed", { side: "buy", id: "1" })] },
      { reach: "0", pendingBuys: "0", ownPendingBuys: "0", unlistedBuys: "0" },
    ],
  ])("come to %s", (_, account, expected) => {
    expect(exposureOf(account)).toMatchObject(expected);
  });

  it.each([
    ["5", "0", "0", "5"],
    ["5", "3", "0", "8"],
    ["5", "0", "20", "15"],
    ["5", "3", "20", "15"],
    ["5", "0", "3", "5"],
    ["-5", "3", "0", "5"],
    ["-5", "0", "3", "8"],
    ["0", "4", "7", "7"],
  ])("reach from %s, with %s to be bought and %s to be sold, %s at most", (net, buys, sells, reach) => {
    const openOrders = [listed("buy", buys, { id: "1" }), listed("sell", sells, { id: "2" })];
    expect(exposureOf({ positions: [positionIn(STOCK, net)], openOrders })).toMatchObject({ reach });
  });

  it("concern their own instrument alone", () => {
    const account = { ...held("5"), openOrders: [listed("buy", "3")], unsettled: [ours("entry", "unknown")] };
    expect(exposureOf(account, OTHER)).toMatchObject({ own: "0", net: "0", reach: "0", isInDoubt: false });
    const both = { ...ACCOUNT, ...account };
    expect(exposureIn(both, STOCK.id).reach.toString()).toBe("11");
    expect(exposureIn(both, OTHER.id).reach.toString()).toBe("0");
    expect(exposureIn(both, STOCK.id).reach.toString()).toBe("11");
  });
});

describe("the dearest that a unit ordered may become", () => {
  const price = (text: string) => ({ price: decimal(text) });
  it.each<[string, readonly OpenOrder[], string | undefined]>([
    ["is the market's, where an order waits below it", [listed("buy", "1", price("90"))], "101 USD"],
    ["is its own, where it waits above", [listed("buy", "1", price("110"))], "110 USD"],
    [
      "is the highest of several, of either side",
      [listed("buy", "1", price("110")), listed("sell", "1", { id: "2", ...price("120") })],
      "120 USD",
    ],
    [
      "is not known where one of them has no price",
      [listed("buy", "1"), { ...listed("buy", "1", { id: "2" }), marketPrice: undefined as never }],
      undefined,
    ],
    [
      "is not known where they are in two currencies",
      [listed("buy", "1"), listed("buy", "1", { id: "2", priceCurrency: "EUR" })],
      undefined,
    ],
    [
      "is not known where nobody says in which currency",
      [{ ...listed("buy", "1"), priceCurrency: undefined as never }],
      undefined,
    ],
  ])("%s", (_, openOrders, expected) => {
    expect(exposureOf({ openOrders })["orderPrice"]).toBe(expected);
  });

  it("is not known where an order of ours is not listed", () => {
    const account = { openOrders: [listed("buy", "1")], unsettled: [ours("entry", "unknown")] };
    expect(exposureOf(account)).not.toHaveProperty("orderPrice");
  });

  it("is that of a purchase alone, where it is held against the market's", () => {
    const openOrders = [
      listed("buy", "1", { id: "1", ...price("110") }),
      listed("buy", "1", { id: "2", ...price("105") }),
      listed("sell", "1", { id: "3", ...price("150") }),
    ];
    expect(exposureOf({ openOrders })).toMatchObject({ highestBuy: "110" });
  });
});

describe("what the broker says a position is worth", () => {
  const valued = (quantity: string, valuation: Partial<Record<keyof Valuation, string>>): NetPosition =>
    positionIn(STOCK, quantity, {
      valuation: Object.fromEntries(Object.entries(valuation).map(([name, text]) => [name, decimal(text)])),
    });
  it.each<[string, readonly NetPosition[], Figures]>([
    [
      "is its exposure, and where that is not told its market value",
      [valued("1", { exposure: "500", marketValue: "40" }), valued("1", { marketValue: "60" })],
      { valuation: "560" },
    ],
    ["has no sign", [valued("-5", { exposure: "-500" })], { valuation: "500" }],
    [
      "rests on the lowest price of its parts",
      [valued("1", { exposure: "1", price: "102" }), valued("1", { exposure: "1", price: "101" })],
      { valuedAt: "101" },
    ],
    [
      "says nothing of what is held no more",
      [valued("1", { exposure: "7", price: "7" }), valued("0", { exposure: "0", price: "0" })],
      { valuation: "7", valuedAt: "7" },
    ],
  ])("%s", (_, positions, expected) => {
    expect(exposureOf({ positions })).toMatchObject(expected);
  });

  it.each<[string, readonly NetPosition[], keyof InstrumentExposure]>([
    ["a part of it is not told", [valued("1", { exposure: "5" }), valued("1", {})], "valuation"],
    ["it is told to be 0, which is no value", [valued("1", { exposure: "0" })], "valuation"],
    ["nothing is held", [], "valuation"],
    ["the price is 0, which is no price", [valued("1", { exposure: "5", price: "0" })], "valuedAt"],
    [
      "the price of a part is not told",
      [valued("1", { exposure: "5", price: "5" }), valued("1", { exposure: "5" })],
      "valuedAt",
    ],
  ])("is not known where %s", (_, positions, figure) => {
    expect(exposureOf({ positions })).not.toHaveProperty(figure);
  });
});
