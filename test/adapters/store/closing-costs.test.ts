import { expect, test } from "vitest";
import { decimal } from "../../../src/core/domain/decimal.ts";
import { externalReference } from "../../../src/core/domain/ids.ts";
import type { ClosingCost } from "../../../src/cycle/ports/ledger-store.ts";
import { aFill, anIntent, at, beginCycle, START } from "./support-values.ts";
import { temporaryStore } from "./temporary-store.ts";

const { store } = temporaryStore();

const SALE = externalReference("ATB-SALE");

function sell(): void {
  const exit = anIntent({ side: "sell", purpose: "exit", externalReference: SALE });
  const { id } = store().createIntent(beginCycle(store()), exit);
  store().recordFills(id, [aFill("1", { quantity: decimal("10"), at: at(5) })]);
}

function told({ opening, closing }: { opening?: string; closing?: string }): readonly string[] {
  const cost: ClosingCost = {
    id: "1-2",
    externalReference: SALE,
    at: at(5),
    quantity: decimal("10"),
    ...(opening === undefined ? {} : { openingCost: decimal(opening) }),
    ...(closing === undefined ? {} : { closingCost: decimal(closing) }),
  };
  store().recordClosingCosts([cost]);
  return store()
    .ledgerEntries(START)
    .flatMap((entry) => (entry.kind === "cost" ? [entry.amount.toString()] : []));
}

test("costs that were not told at first are added when they are, and asked for until then", () => {
  sell();
  expect([told({}), store().lacksCostsSince(START)]).toEqual([[], true]);
  expect([told({ opening: "2" }), store().lacksCostsSince(START)]).toEqual([["2"], true]);
  expect([told({ closing: "3" }), store().lacksCostsSince(START)]).toEqual([["5"], false]);
});

test("costs that are known stay, whatever is told later", () => {
  expect(told({ opening: "2", closing: "3" })).toEqual(["5"]);
  expect(told({ opening: "7", closing: "8" })).toEqual(["5"]);
  expect(told({})).toEqual(["5"]);
});

test("what costs are added to is reckoned anew", () => {
  sell();
  told({});
  const ledger = { books: new Map(), realised: decimal("0"), closingOrders: [] };
  const keep = (): void => {
    store().keepCheckpoint({ through: at(60), matching: "average", ledger });
  };
  keep();
  told({});
  expect(store().ledgerCheckpoint()).toBeDefined();
  told({ closing: "3" });
  expect(store().ledgerCheckpoint()).toBeUndefined();
});
