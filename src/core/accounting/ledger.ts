import { sumDecimals, ZERO, type Decimal } from "../domain/decimal.ts";
import type { InstrumentId } from "../domain/instrument.ts";
import { present } from "../domain/present.ts";
import type { Timestamp } from "../domain/time.ts";
import { withResult, type OrderResult } from "./closing-orders.ts";
import type { AdjustmentEntry, CostEntry, FillEntry, LedgerEntry } from "./ledger-entry.ts";
import { bookEntry, EMPTY_BOOK, type Closing, type Matching, type PositionBook } from "./position-book.ts";

/** What all entries up to an instant come to. */
export interface Ledger {
  /** Of instruments in which something is held. */
  readonly books: ReadonlyMap<InstrumentId, PositionBook>;
  /** Sum of all results that are known, in account currency, less the costs that are known. */
  readonly realised: Decimal;
  /** What the newest orders that closed something came to, oldest first. */
  readonly closingOrders: readonly OrderResult[];
}

export const EMPTY_LEDGER: Ledger = { books: new Map(), realised: ZERO, closingOrders: [] };

/** One thing that changed the realised result. */
export interface Result {
  readonly at: Timestamp;
  /** The order of ours it comes from; absent where somebody else has closed. */
  readonly order?: string;
  /** Of what was closed; absent of costs, and where somebody else has closed. */
  readonly openedAt?: Timestamp;
  /** In account currency; absent where nobody can say. */
  readonly amount?: Decimal;
}

export interface LedgerRun {
  readonly ledger: Ledger;
  /** In time order, as the results are. */
  readonly closings: readonly Closing[];
  readonly results: readonly Result[];
}

/**
 * Enters what happened after the ledger was last closed; each entry once, in whatever order and however often it is
 * given.
 */
export function enter(start: Ledger, entries: readonly LedgerEntry[], matching: Matching): LedgerRun {
  const books = new Map(start.books);
  const closings: Closing[] = [];
  const results: Result[] = [];
  for (const entry of onceEach(entries)) {
    const closed = entry.kind === "cost" ? [] : match(books, entry, matching);
    closings.push(...closed);
    results.push(...resultsOf(entry, closed));
  }
  const realised = start.realised.plus(sumDecimals(results.flatMap(({ amount }) => amount ?? [])));
  return {
    ledger: { books, realised, closingOrders: results.reduce(noted, start.closingOrders) },
    closings,
    results,
  };
}

/** The same without what is not known, and never will be by now: it would be in nobody's way for ever. */
export const closedLedger = (ledger: Ledger): Ledger => ({
  ...ledger,
  closingOrders: ledger.closingOrders.filter(({ amount }) => amount !== undefined),
});

function onceEach(entries: readonly LedgerEntry[]): readonly LedgerEntry[] {
  const byId = new Map(entries.map((entry) => [`${entry.kind} ${entry.id}`, entry]));
  return [...byId.values()].sort(inTimeOrder);
}

/** Of one instant by id, so that any two readings of the same entries agree; ids that are numbers, by number. */
const inTimeOrder = (a: LedgerEntry, b: LedgerEntry): number =>
  a.at - b.at || a.id.length - b.id.length || (a.id < b.id ? -1 : Number(a.id > b.id));

function match(
  books: Map<InstrumentId, PositionBook>,
  entry: FillEntry | AdjustmentEntry,
  matching: Matching,
): readonly Closing[] {
  const before = books.get(entry.instrumentId) ?? EMPTY_BOOK;
  const { book, closings } = bookEntry(before, entry, matching);
  if (book.lots.length === 0) books.delete(entry.instrumentId);
  else books.set(entry.instrumentId, book);
  return closings;
}

function resultsOf(entry: LedgerEntry, closings: readonly Closing[]): readonly Result[] {
  const { at } = entry;
  switch (entry.kind) {
    case "cost":
      return [costResult(entry)];
    case "adjustment":
      return entry.profitLoss === undefined ? [] : [{ at, amount: entry.profitLoss }];
    case "fill":
      return closings.map((closing) => ({
        at,
        order: entry.order,
        openedAt: closing.openedAt,
        ...present({ amount: profitLossOf(closing) }),
      }));
  }
}

const costResult = ({ at, order, amount }: CostEntry): Result => ({ at, order, amount: amount.neg() });

const noted = (orders: readonly OrderResult[], { order, amount }: Result): readonly OrderResult[] =>
  order === undefined ? orders : withResult(orders, { order, amount });

/**
 * Before costs, in account currency by the rate at the closing; what the currency itself brought since the opening is no
 * part of it. `undefined` where a price or the rate is not known.
 */
export function profitLossOf({ quantity, openPrice, closePrice, terms }: Closing): Decimal | undefined {
  if (openPrice === undefined || closePrice === undefined || terms === undefined) return undefined;
  return quantity.times(closePrice.minus(openPrice)).times(terms.contractFactor).times(terms.rate);
}
