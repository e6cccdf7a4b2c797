import { describe, expect, it } from "vitest";
import type { AccountBalance } from "../../../src/core/domain/account.ts";
import { decimal } from "../../../src/core/domain/decimal.ts";
import { instrument } from "../../../src/core/domain/instrument.ts";
import type { OpenOrder } from "../../../src/core/domain/order.ts";
import { decide } from "../../../src/core/risk/decide.ts";
import type { AccountView } from "../../../src/core/risk/decision-input.ts";
import {
  ACCOUNT,
  FALLING,
  holding,
  inputOf,
  QUIET,
  RISING,
  SETTINGS,
  STOCK,
  unsettled,
  viewOf,
  workingOrder,
} from "./decision-world.ts";

const workingOn = (id: string): OpenOrder => ({ ...workingOrder(STOCK, "buy"), instrumentId: id });

/** Watched beside the share that is to be bought for 101.1, at the same price. */
const SHARE = instrument("Etf", 7);
const CONTRACT = instrument("CfdOnStock", 8);

describe("cash", () => {
  const denialWith = (balance: Partial<AccountBalance>, account: Partial<AccountView>) => {
    const views = [viewOf(RISING), viewOf(QUIET, {}, SHARE), viewOf(QUIET, {}, CONTRACT)];
    const input = inputOf(views, { balance: { ...ACCOUNT.balance, ...balance }, ...account });
    return decide(input, SETTINGS).decisions.find(({ instrument: { id } }) => id === STOCK.id)?.denial;
  };
  const listed = { openOrders: [workingOn(SHARE.id)] };

  it.each<[string, Partial<AccountView>, string, string]>([
    ["an order of ours on its way", unsettled("placed", "buy", SHARE), "202.2", "202.2"],
    ["an order of ours in doubt", unsettled("unknown", "buy", SHARE), "202.2", "202.2"],
    ["an order of anybody's that is listed", listed, "202.2", "101.1"],
    [
      "one that waits above the market",
      { openOrders: [{ ...workingOn(SHARE.id), price: decimal("110") }] },
      "211.1",
      "101.1",
    ],
    ["one of an instrument that nobody watches", { openOrders: [workingOn("Stock:9")] }, "202.1", "101.1"],
    ["no sale", unsettled("placed", "sell", SHARE), "101.1", "101.1"],
    ["no order on margin", unsettled("placed", "buy", CONTRACT), "101.1", "101.1"],
  ])("is kept for %s, unless the broker has taken it off", (_, account, cash, available) => {
    const less = (figure: string) => decimal(figure).minus(decimal("0.01"));
    expect(denialWith({ cash: decimal(cash) }, account)).toBeUndefined();
    expect(denialWith({ cash: less(cash) }, account)).toBe("CASH_TOO_LOW");
    expect(denialWith({ cashAvailable: decimal(available) }, account)).toBeUndefined();
    expect(denialWith({ cashAvailable: less(available) }, account)).toBe("CASH_TOO_LOW");
  });

  it.each<[string, Partial<AccountBalance>, string | undefined]>([
    ["is spent by a purchase that is not settled", { unbooked: decimal("-1") }, "CASH_TOO_LOW"],
    [
      "is not there before a sale is settled",
      { cash: decimal("101"), unbooked: decimal("50") },
      "CASH_TOO_LOW",
    ],
    [
      "is what the broker says it is, settled or not",
      { unbooked: decimal("-1"), cashAvailable: decimal("101.1") },
      undefined,
    ],
  ])("%s", (_, balance, expected) => {
    expect(denialWith({ cash: decimal("101.1"), ...balance }, {})).toBe(expected);
  });

  it("is not there before what brings it is sold", () => {
    const held = holding("5", SHARE);
    const views = [viewOf(RISING), viewOf(FALLING, {}, SHARE)];
    const balance = { ...ACCOUNT.balance, cash: decimal("101") };
    const { decisions } = decide(inputOf(views, { ...held, balance }), SETTINGS);
    expect(decisions.map(({ action, denial }) => [action, denial])).toEqual([
      ["sell", undefined],
      ["hold", "CASH_TOO_LOW"],
    ]);
  });
});
