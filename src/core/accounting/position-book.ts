import type { NettingProfile } from "../domain/account.ts";
import { minDecimal, sumDecimals, ZERO, type Decimal } from "../domain/decimal.ts";
import type { InstrumentId } from "../domain/instrument.ts";
import { present } from "../domain/present.ts";
import type { Timestamp } from "../domain/time.ts";
import type { AdjustmentEntry, FillEntry, ValueTerms } from "./ledger-entry.ts";

/** What is ours in one instrument, and how it came about. */
export interface PositionBook {
  /** Oldest first, all on one side; none when nothing is held. */
  readonly lots: readonly Lot[];
  /** Orders that have added to it since it was opened from nothing, oldest first, whatever was closed meanwhile. */
  readonly additions: readonly Addition[];
}

export interface Lot {
  /** Signed, never zero. */
  readonly quantity: Decimal;
  /** Absent where nobody knows what was paid. */
  readonly price?: Decimal;
  readonly openedAt: Timestamp;
}

interface Addition {
  readonly order: string;
  readonly at: Timestamp;
  /** Signed. */
  readonly quantity: Decimal;
  /** The average of its parts. */
  readonly price?: Decimal;
}

/** Part of a position that was matched with an opposite entry. */
export interface Closing {
  readonly instrumentId: InstrumentId;
  /** The order that closed it; absent where none of ours did. */
  readonly order?: string;
  /** Signed like the opening. */
  readonly quantity: Decimal;
  readonly openPrice?: Decimal;
  readonly closePrice?: Decimal;
  readonly openedAt: Timestamp;
  readonly closedAt: Timestamp;
  readonly terms?: ValueTerms;
}

export const EMPTY_BOOK: PositionBook = { lots: [], additions: [] };

/**
 * How openings are matched: the oldest first, or all of them at their average price. Netting by the end of the day
 * matches the same pairs as netting in real time, only later: the result is settled by the two executions.
 */
export type Matching = "first_in_first_out" | "average";

export const matchingOf = (profile: NettingProfile): Matching =>
  profile === "AverageRealTime" ? "average" : "first_in_first_out";

export const quantityOf = ({ lots }: Pick<PositionBook, "lots">): Decimal =>
  sumDecimals(lots.map(({ quantity }) => quantity));

/** Absent when nothing is held, or nobody knows what was paid for a part of it. */
export const averagePriceOf = ({ lots }: Pick<PositionBook, "lots">): Decimal | undefined => averageOf(lots);

/** Matches an entry with what is held on the other side; what is left of it opens, or adds to, a position. */
export function bookEntry(
  book: PositionBook,
  entry: FillEntry | AdjustmentEntry,
  matching: Matching,
): { readonly book: PositionBook; readonly closings: readonly Closing[] } {
  const { lots, closings, opening } = match(book.lots, entry);
  if (!opening.eq(ZERO))
    return { book: withOpening({ ...book, lots }, entry, { opening, matching }), closings };
  return { book: lots.length === 0 ? EMPTY_BOOK : { ...book, lots }, closings };
}

function match(lots: readonly Lot[], entry: FillEntry | AdjustmentEntry) {
  const left: Lot[] = [];
  const closings: Closing[] = [];
  let opening = entry.quantity;
  for (const lot of lots) {
    if (lot.quantity.times(opening).gte(ZERO)) {
      left.push(lot);
      continue;
    }
    const size = minDecimal(lot.quantity.abs(), opening.abs());
    const part = lot.quantity.gt(ZERO) ? size : size.neg();
    closings.push(closing(lot, part, entry));
    opening = opening.plus(part);
    if (!part.eq(lot.quantity)) left.push({ ...lot, quantity: lot.quantity.minus(part) });
  }
  return { lots: left, closings, opening };
}

const closing = (
  { price: openPrice, openedAt }: Lot,
  quantity: Decimal,
  entry: FillEntry | AdjustmentEntry,
): Closing => ({
  instrumentId: entry.instrumentId,
  quantity,
  openedAt,
  closedAt: entry.at,
  ...present({ openPrice }),
  ...(entry.kind === "fill"
    ? { order: entry.order, closePrice: entry.price, ...present({ terms: entry.terms }) }
    : {}),
});

function withOpening(
  { lots, additions }: PositionBook,
  entry: FillEntry | AdjustmentEntry,
  { opening, matching }: { readonly opening: Decimal; readonly matching: Matching },
): PositionBook {
  const openedAt = entry.kind === "fill" ? entry.at : (entry.openedAt ?? entry.at);
  const lot: Lot = { quantity: opening, openedAt, ...present({ price: entry.price }) };
  const order = entry.kind === "fill" ? entry.order : entry.id;
  const addition: Addition = { order, at: openedAt, quantity: opening, ...present({ price: entry.price }) };
  const isNew = lots.length === 0;
  return {
    lots: matching === "average" ? [merged([...lots, lot])] : [...lots, lot],
    additions: isNew ? [addition] : withAddition(additions, addition),
  };
}

/** One lot for all of them, opened when the first of them was. */
function merged(lots: readonly Lot[]): Lot {
  const openedAt = lots.map((lot) => lot.openedAt).reduce((a, b) => (a < b ? a : b));
  const quantity = sumDecimals(lots.map((lot) => lot.quantity));
  return { quantity, openedAt, ...present({ price: averageOf(lots) }) };
}

function withAddition(additions: readonly Addition[], added: Addition): readonly Addition[] {
  const known = additions.find(({ order }) => order === added.order);
  if (known === undefined) return [...additions, added];
  const quantity = known.quantity.plus(added.quantity);
  const { order, at } = known;
  const whole: Addition = { order, at, quantity, ...present({ price: averageOf([known, added]) }) };
  return additions.map((addition) => (addition === known ? whole : addition));
}

/** @param parts all on one side */
function averageOf(parts: readonly { readonly quantity: Decimal; readonly price?: Decimal }[]) {
  let [quantity, paid] = [ZERO, ZERO];
  for (const part of parts) {
    if (part.price === undefined) return undefined;
    quantity = quantity.plus(part.quantity);
    paid = paid.plus(part.quantity.times(part.price));
  }
  return quantity.eq(ZERO) ? undefined : paid.div(quantity);
}
