import { expect, it } from "vitest";
import type { AccountBalance } from "../../../src/core/domain/account.ts";
import { decimal } from "../../../src/core/domain/decimal.ts";
import { cashDifference } from "../../../src/core/execution/compare-cash.ts";

const balance = (cash: string, totalValue: string, rest: Partial<AccountBalance> = {}): AccountBalance => ({
  currency: "USD",
  cash: decimal(cash),
  totalValue: decimal(totalValue),
  isReliable: true,
  ...rest,
});

const BEFORE = balance("60000", "100000");
const turnover = (bought: string, sold: string) => ({ bought: decimal(bought), sold: decimal(sold) });
const NONE = turnover("0", "0");

it.each<[string, AccountBalance, ReturnType<typeof turnover> | undefined, string]>([
  ["nothing happened", BEFORE, NONE, "explained"],
  ["the market fell", balance("60000", "80000"), NONE, "explained"],
  ["somebody bought shares", balance("40000", "99990"), NONE, "explained"],
  ["a loss was taken that the equity had seen before", balance("55000", "100000"), NONE, "explained"],
  ["costs and interest", balance("59000", "99000"), NONE, "explained"],
  ["money was paid out", balance("58999.99", "98999.99"), NONE, "-1000.01"],
  ["money was paid in", balance("65000", "105000"), NONE, "5000"],
  ["money was paid out while the market rose", balance("50000", "95000"), NONE, "-5000"],
  ["we bought while the market fell", balance("50000", "95000"), turnover("10000", "0"), "explained"],
  ["we sold while the market rose", balance("70000", "105000"), turnover("0", "10000"), "explained"],
  ["more is gone than we bought for", balance("48000", "98000"), turnover("10000", "0"), "-2000"],
  ["more came than we sold for", balance("72000", "103000"), turnover("10000", "10000"), "2000"],
  ["we traded in another currency", balance("48000", "88000"), undefined, "explained"],
  ["the account is in another currency", balance("1", "1", { currency: "EUR" }), NONE, "explained"],
  ["the figures are not vouched for", balance("1", "1", { isReliable: false }), NONE, "explained"],
])("%s", (_, now, ours, expected) => {
  expect(cashDifference(BEFORE, now, ours)?.unexplained.toString() ?? "explained").toBe(expected);
});

it("says what it was held against", () => {
  const difference = cashDifference(BEFORE, balance("50000", "95000"), NONE);
  const told = Object.entries(difference ?? {}).map(([name, value]) => `${name} ${String(value)}`);
  expect(told).toEqual(["cashMoved -10000", "equityMoved -5000", "unexplained -5000", "tolerance 1000"]);
});
