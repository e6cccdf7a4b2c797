import { describe, expect, it } from "vitest";
import { decimal } from "../../../src/core/domain/decimal.ts";
import { instrument, type AssetType } from "../../../src/core/domain/instrument.ts";
import type { Budget } from "../../../src/core/risk/budget.ts";
import {
  cashIn,
  roomsFor,
  roomToFill,
  sharedAmong,
  tightest,
  type Room,
} from "../../../src/core/risk/rooms.ts";
import { ACCOUNT, SETTINGS } from "./decision-world.ts";

const LIMITS = {
  maxPositionValue: decimal("5000"),
  maxFxNotional: decimal("8000"),
  maxPortfolioExposure: decimal("25000"),
  minTradeAmount: decimal("100"),
  maxConcentration: decimal("0.1"),
  maxDailyTurnover: decimal("0.5"),
};
const BALANCE = { ...ACCOUNT.balance, cash: decimal("3000"), totalValue: decimal("20000") };

const shown = (rooms: readonly Room[]): readonly string[] =>
  rooms.map(({ code, limit, used }) => `${code} ${used.toString()} of ${limit.toString()}`);

/** Of an account that holds 700 of it and 9000 of all, has bought 400 today, and has 60 to pay for orders. */
function roomsOf(assetType: AssetType, balance = {}, limits = {}, spent: Partial<Budget> = {}) {
  const { id } = instrument(assetType, 9);
  const budget: Budget = {
    occupied: new Set(),
    orders: 0,
    values: new Map([[id, decimal("700")]]),
    exposure: decimal("9000"),
    unvalued: [],
    turnover: decimal("400"),
    cashBound: decimal("60"),
    ...spent,
  };
  const account = { ...ACCOUNT, balance: { ...BALANCE, ...balance } };
  return roomsFor({
    id,
    assetType,
    account,
    budget,
    settings: { ...SETTINGS, limits: { ...LIMITS, ...limits } },
  });
}

describe("what limits leave for a purchase", () => {
  const shared = ["MAX_PORTFOLIO_EXPOSURE 9000 of 25000"];
  const parts = ["MAX_CONCENTRATION_PCT 700 of 2000", "MAX_DAILY_TURNOVER_PCT 400 of 10000"];

  it.each([
    ["Stock", ["MAX_POSITION_VALUE 700 of 5000", ...shared, ...parts, "CASH_TOO_LOW 60 of 3000"]],
    ["Etf", ["MAX_POSITION_VALUE 700 of 5000", ...shared, ...parts, "CASH_TOO_LOW 60 of 3000"]],
    ["CfdOnIndex", ["MAX_POSITION_VALUE 700 of 5000", ...shared, ...parts]],
    ["FxSpot", ["MAX_FX_NOTIONAL 700 of 8000", ...shared, ...parts]],
    ["FxCrypto", ["MAX_FX_NOTIONAL 700 of 8000", ...shared, ...parts]],
  ] as const)("of the type %s is %j", (assetType, expected) => {
    expect(shown(roomsOf(assetType))).toEqual(expected);
  });

  it("knows no limit that is not set, and none on a turnover that nobody knows", () => {
    const unset = { maxConcentration: undefined, maxDailyTurnover: undefined };
    expect(shown(roomsOf("CfdOnIndex", {}, unset))).toHaveLength(2);
    expect(shown(roomsOf("CfdOnIndex", {}, {}, { turnover: undefined as never }))).toHaveLength(3);
  });

  it.each([
    ["what is there to trade with, by the broker", { cashAvailable: decimal("1000") }, "1000"],
    ["the cash, less purchases that are not settled", { unbooked: decimal("-200") }, "2800"],
    ["the cash, without what sales will bring", { unbooked: decimal("200") }, "3000"],
    [
      "what is there to trade with, from which they are off",
      { cashAvailable: decimal("1000"), unbooked: decimal("-200") },
      "1000",
    ],
  ])("takes for cash %s", (_, balance, cash) => {
    expect(shown(roomsOf("Stock", balance)).at(-1)).toBe(`CASH_TOO_LOW 60 of ${cash}`);
    expect(cashIn(roomsOf("Stock", balance))?.toString()).toBe(decimal(cash).minus(decimal("60")).toString());
  });

  it("asks no cash for what is not paid in full", () => {
    expect(cashIn(roomsOf("CfdOnStock"))).toBeUndefined();
  });
});

const room = (code: Room["code"], limit: string, used = "0"): Room => ({
  code,
  limit: decimal(limit),
  used: decimal(used),
});

describe("the tightest of several limits", () => {
  it("is the one that leaves least, not the lowest; the first of those that leave as much", () => {
    const rooms = [
      room("MAX_POSITION_VALUE", "500", "100"),
      room("MAX_PORTFOLIO_EXPOSURE", "9000", "8700"),
      room("CASH_TOO_LOW", "300"),
    ];
    expect(tightest(rooms)).toMatchObject({ code: "MAX_PORTFOLIO_EXPOSURE", left: decimal("300") });
    expect(tightest(rooms.slice(0, 1))).toMatchObject({ code: "MAX_POSITION_VALUE", left: decimal("400") });
  });

  it("leaves nothing where there is none", () => {
    expect(tightest([]).left.toString()).toBe("0");
  });

  it("is shared with other instruments where it is on all of them", () => {
    expect(sharedAmong(roomsOf("Stock")).map(({ code }) => code)).toEqual([
      "MAX_PORTFOLIO_EXPOSURE",
      "MAX_DAILY_TURNOVER_PCT",
    ]);
  });
});

describe("what an order is cut to", () => {
  it("is a hundredth less of the cash, and of everything where the broker's rate may be another", () => {
    const rooms = [room("MAX_POSITION_VALUE", "1000", "200"), room("CASH_TOO_LOW", "850", "50")];
    expect(roomToFill(rooms, false)).toMatchObject({ code: "CASH_TOO_LOW", left: decimal("792") });
    expect(roomToFill(rooms, true)).toMatchObject({ code: "MAX_POSITION_VALUE", left: decimal("792") });
    expect(roomToFill(rooms.slice(0, 1), false).left.toString()).toBe("800");
  });

  it("is no more than what is left of a limit that is passed already", () => {
    expect(roomToFill([room("MAX_POSITION_VALUE", "100", "300")], true).left.toString()).toBe("-200");
  });
});
