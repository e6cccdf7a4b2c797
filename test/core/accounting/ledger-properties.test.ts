import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { FillEntry } from "../../../src/core/accounting/ledger-entry.ts";
import { EMPTY_LEDGER, enter } from "../../../src/core/accounting/ledger.ts";
import { averagePriceOf, quantityOf, type Matching } from "../../../src/core/accounting/position-book.ts";
import { valueOfLots } from "../../../src/core/accounting/valuation.ts";
import { decimal, sumDecimals, ZERO, type Decimal } from "../../../src/core/domain/decimal.ts";
import { entered, fill, PAIR, SHARE } from "./entries.ts";

const MATCHINGS: readonly Matching[] = ["first_in_first_out", "average"];

/** An average price has as many digits as a quotient may have; rounded, two next to each other may still differ. */
const CLOSE = decimal("0.000000001");

function expectClose(
  found: readonly (Decimal | undefined)[],
  wanted: readonly (Decimal | undefined)[],
): void {
  const pairs = found.map((figure, place) => [figure, wanted[place]] as const);
  const areClose = ([one, other]: (typeof pairs)[number]): boolean =>
    one === undefined || other === undefined ? one === other : one.minus(other).abs().lt(CLOSE);
  expect(found).toHaveLength(wanted.length);
  expect(pairs.filter((pair) => !areClose(pair))).toEqual([]);
}

interface Trade {
  readonly quantity: number;
  readonly cents: number;
  readonly isShort: boolean;
}

const trades = fc.array(
  fc.record({
    quantity: fc.integer({ min: 1, max: 40 }),
    cents: fc.integer({ min: 1, max: 20_000 }),
    isShort: fc.boolean(),
  }),
  { minLength: 1, maxLength: 12 },
);

const asFills = (list: readonly Trade[]): readonly FillEntry[] =>
  list.map(({ quantity, cents, isShort }, index) =>
    fill({
      quantity: String(isShort ? -quantity : quantity),
      price: String(cents / 100),
      at: (index + 1) * 100,
    }),
  );

/** In pieces of the same order and price, one right after the other. */
const splitUp = (whole: readonly FillEntry[], pieces: number): readonly FillEntry[] =>
  whole.flatMap((one) => {
    const size = decimal(String(pieces));
    const part = one.quantity.div(size).round(2, 0);
    const last = one.quantity.minus(part.times(decimal(String(pieces - 1))));
    return Array.from({ length: pieces }, (_, index) => ({
      ...one,
      id: `${one.id}${index}`,
      quantity: index === pieces - 1 ? last : part,
    })).filter(({ quantity }) => !quantity.eq(ZERO));
  });

/** All that may not depend on how the executions were cut: what is the same, and what is as good as the same. */
function standing(entries: readonly FillEntry[], matching: Matching) {
  const { ledger } = entered(entries, matching);
  const book = ledger.books.get(SHARE.id) ?? { lots: [], additions: [] };
  const average = averagePriceOf(book);
  return {
    quantity: quantityOf(book),
    average,
    realised: ledger.realised,
    names: [
      quantityOf(book).toString(),
      book.additions.map(({ order, at }) => [order, at]),
      ledger.closingOrders.map(({ order }) => order),
    ],
    figures: [
      average,
      ...book.additions.flatMap(({ quantity, price }) => [quantity, price]),
      ledger.realised,
      ...ledger.closingOrders.map(({ amount }) => amount),
    ],
  };
}

const flowsOf = (entries: readonly FillEntry[]): Decimal =>
  sumDecimals(entries.map(({ quantity, price }) => quantity.times(price).neg()));

describe.each(MATCHINGS)("any executions, matched %s", (matching) => {
  it("come to the same in whatever pieces, order and number of copies they are given", () => {
    fc.assert(
      fc.property(trades, fc.integer({ min: 1, max: 4 }), fc.nat(), (list, pieces, seed) => {
        const whole = asFills(list);
        const parts = splitUp(whole, pieces);
        const shuffled = [...parts, ...parts].sort(
          (a, b) => ((Number(a.id) * (seed + 7)) % 97) - ((Number(b.id) * (seed + 7)) % 97),
        );
        const [found, wanted] = [standing(shuffled, matching), standing(whole, matching)];
        expect(found.names).toEqual(wanted.names);
        expectClose(found.figures, wanted.figures);
      }),
      { numRuns: 300 },
    );
  });

  it("come to the same when they are entered in two goes", () => {
    fc.assert(
      fc.property(trades, fc.nat({ max: 12 }), (list, cut) => {
        const whole = asFills(list);
        const first = enter(EMPTY_LEDGER, whole.slice(0, cut), matching).ledger;
        const { ledger } = enter(first, whole.slice(cut), matching);
        expect(ledger).toEqual(entered(whole, matching).ledger);
      }),
    );
  });

  it("have brought what they have cost and brought, and what is left is worth", () => {
    fc.assert(
      fc.property(trades, fc.integer({ min: 1, max: 20_000 }), (list, cents) => {
        const entries = asFills(list);
        const { ledger } = entered(entries, matching);
        const lots = ledger.books.get(SHARE.id)?.lots ?? [];
        const mark = {
          price: decimal(String(cents / 100)),
          terms: { rate: decimal("1"), contractFactor: decimal("1") },
        };
        const start = decimal("100000");
        const [share, pair] = [valueOfLots(SHARE, lots, mark), valueOfLots(PAIR, lots, mark)];
        const equity = start.plus(ledger.realised).plus(share.openProfitLoss ?? ZERO);
        const cashOfShare = start.plus(flowsOf(entries));
        const cashOfPair = start.plus(ledger.realised);
        expectClose(
          [cashOfShare.plus(share.marketValue ?? ZERO), cashOfPair.plus(pair.marketValue ?? ZERO)],
          [equity, equity],
        );
      }),
    );
  });

  it("turn every sign when each of them is turned", () => {
    fc.assert(
      fc.property(trades, (list) => {
        const entries = asFills(list);
        const turned = entries.map((entry) => ({ ...entry, quantity: entry.quantity.neg() }));
        const [one, other] = [standing(entries, matching), standing(turned, matching)];
        expectClose(
          [other.quantity, other.realised, other.average],
          [one.quantity.neg(), one.realised.neg(), one.average],
        );
      }),
    );
  });
});
