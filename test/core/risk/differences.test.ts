import { expect, it } from "vitest";
import { decimal } from "../../../src/core/domain/decimal.ts";
import type { AccountView } from "../../../src/core/risk/decision-input.ts";
import { buyDenial, holding, OTHER, sellDenial, STOCK } from "./decision-world.ts";

const POSITION: Partial<AccountView> = { differing: new Set([STOCK.id]) };
const CASH: Partial<AccountView> = {
  cashDifference: { unexplained: decimal("-5000"), tolerance: decimal("1000") },
};

it.each([
  ["its own position", POSITION, "POSITION_DIFFERS"],
  ["the cash", CASH, "CASH_DIFFERS"],
  ["another instrument's position", { differing: new Set([OTHER.id]) }, undefined],
])("what our records do not explain about %s holds back a buy accordingly", (_, account, denial) => {
  expect(buyDenial(account)).toBe(denial);
});

it.each([
  ["position", POSITION],
  ["cash", CASH],
])("a %s that our records do not explain keeps no position from being closed", (_, account) => {
  expect(sellDenial({ ...holding("1"), ...account })).toBeUndefined();
});
