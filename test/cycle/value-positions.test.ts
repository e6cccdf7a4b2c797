import { describe, expect, it } from "vitest";
import type { PositionBook } from "../../src/core/accounting/position-book.ts";
import type { NetPosition } from "../../src/core/domain/account.ts";
import { decimal } from "../../src/core/domain/decimal.ts";
import { timestamp } from "../../src/core/domain/time.ts";
import { valuePosition, type SeenNow } from "../../src/cycle/value-positions.ts";
import { entered, fills, SHARE } from "../core/accounting/entries.ts";
import { detailsOf, positionIn, quoteWith } from "../core/risk/decision-world.ts";

const NOTHING: SeenNow = {
  markets: new Map(),
  positions: [],
  worth: { at: timestamp(0), currency: "USD", rates: new Map(), detailsOf: () => undefined },
};

const bookAfter = (...executions: readonly string[]): PositionBook => {
  const book = entered(fills(...executions)).ledger.books.get(SHARE.id);
  if (book === undefined) throw new Error("nothing is held");
  return book;
};

const openResult = (executions: string, seen: Partial<SeenNow>): string | undefined =>
  valuePosition(SHARE.id, bookAfter(executions), {
    ...NOTHING,
    ...seen,
  }).value?.openProfitLoss?.toString();

describe("what a position of ours has come to", () => {
  const quoted: Partial<SeenNow> = {
    markets: new Map([[SHARE.id, { quote: quoteWith({ bid: decimal("90"), ask: decimal("110") }) }]]),
    worth: { ...NOTHING.worth, detailsOf: () => detailsOf(SHARE) },
  };
  it.each([
    ["10@100", "at the bid, for which it could be sold", "-100"],
    ["-10@100", "at the ask, for which it could be bought back", "-100"],
  ])("is reckoned of %s %s", (executions, _, expected) => {
    expect(openResult(executions, quoted)).toBe(expected);
  });

  const valuation = { price: decimal("90"), exposure: decimal("900"), profitLoss: decimal("5") };
  const held = (quantity: string): NetPosition => positionIn(SHARE, quantity, { valuation });
  it.each([
    ["the same side", "10", "5"],
    ["the other side", "-10", undefined],
  ])("is taken from the broker's word of a position on %s, or is not known", (_, quantity, expected) => {
    expect(openResult("10@100", { positions: [held(quantity)] })).toBe(expected);
  });

  it("is taken in our proportion of it, as opened when the first of ours was", () => {
    const { value } = valuePosition(SHARE.id, bookAfter("4@100", "1@100"), {
      ...NOTHING,
      positions: [held("10")],
    });
    expect(value).toEqual({
      exposure: decimal("450"),
      openProfitLoss: decimal("2.5"),
      openResults: [{ openedAt: 1, amount: decimal("2.5") }],
    });
  });

  it.each([
    ["0", undefined],
    ["-1", undefined],
    ["90", "450"],
  ])("rests on a price of %s of the broker: %s", (price, expected) => {
    const positions = [positionIn(SHARE, "10", { valuation: { ...valuation, price: decimal(price) } })];
    const { value } = valuePosition(SHARE.id, bookAfter("5@100"), { ...NOTHING, positions });
    expect(value?.exposure.toString()).toBe(expected);
  });
});
