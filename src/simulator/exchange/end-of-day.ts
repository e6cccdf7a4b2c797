import { minDecimal, ZERO } from "../../core/domain/decimal.ts";
import type { InstrumentId } from "../../core/domain/instrument.ts";
import type { Timestamp } from "../../core/domain/time.ts";
import { timestamp } from "../../core/domain/time.ts";
import type { Market } from "../market/types.ts";
import type { Books, ClosedPosition, Lot } from "./books.ts";
import { closePart, sumOfResults, withClosed } from "./close-lots.ts";
import { instrumentOf } from "./instrument-of.ts";
import { partOf, takeOff } from "./netting.ts";

const DAY_MS = 86_400_000;
/** 22:30 UTC: after the exchanges of both continents have closed, in winter and in summer. */
const PROCESSING_MS = 81_000_000;

/** The first end-of-day processing after an instant. */
export function nextProcessingAt(after: Timestamp): Timestamp {
  const day = Math.floor((after - PROCESSING_MS) / DAY_MS) + 1;
  return timestamp(day * DAY_MS + PROCESSING_MS);
}

/** Whether the night has anything to do: closed positions to forget, or opposite ones to match. */
export const hasNightWork = (books: Books): boolean =>
  books.closedPositions.size > 0 || pairsOf(books).length > 0;

/** Forgets what was closed before, and matches what stands against each other in an account that nets overnight. */
export function processEndOfDay(books: Books, market: Market, at: Timestamp): Books {
  let lots = books.lots;
  const closed: ClosedPosition[] = [];
  for (let pairs = pairsOf(books); pairs.length > 0; pairs = pairsOf({ ...books, lots })) {
    for (const pair of pairs) {
      const { isMargin } = instrumentOf(market, pair.opening.instrument);
      const matched = match(lots, pair, { isMargin, at });
      closed.push(matched.closed);
      lots = matched.lots;
    }
  }
  const onMargin = closed.filter(({ instrument }) => instrumentOf(market, instrument).isMargin);
  return {
    ...books,
    lots,
    cash: books.cash.plus(sumOfResults(onMargin)), // what was paid in full was paid when it was traded
    closedPositions: withClosed(new Map(), closed),
  };
}

interface Pair {
  readonly opening: Lot;
  readonly closing: Lot;
}

/** For each instrument the oldest position, with the oldest one against it; only an overnight account has such. */
function pairsOf({ account, lots }: Pick<Books, "account" | "lots">): readonly Pair[] {
  if (account.nettingProfile !== "FifoEndOfDay") return [];
  const oldest = new Map<InstrumentId, { long?: Lot; short?: Lot; readonly first: Lot }>();
  for (const lot of lots.values()) {
    if (lot.isForceOpen) continue;
    const known = oldest.get(lot.instrument.id) ?? { first: lot };
    oldest.set(lot.instrument.id, lot.amount.gt(ZERO) ? { long: lot, ...known } : { short: lot, ...known });
  }
  return [...oldest.values()].flatMap(({ long, short, first }) =>
    long === undefined || short === undefined
      ? []
      : [{ opening: first, closing: first === long ? short : long }],
  );
}

function match(
  lots: ReadonlyMap<string, Lot>,
  { opening, closing }: Pair,
  { isMargin, at }: { readonly isMargin: boolean; readonly at: Timestamp },
): { readonly lots: ReadonlyMap<string, Lot>; readonly closed: ClosedPosition } {
  const size = minDecimal(opening.amount.abs(), closing.amount.abs());
  const amount = opening.amount.gt(ZERO) ? size : size.neg();
  const remaining = new Map(lots);
  const [part, against] = [partOf(opening, amount), partOf(closing, amount.neg())];
  takeOff(remaining, part);
  takeOff(remaining, against);
  const closed = closePart(part, {
    positionId: closing.positionId,
    isMargin,
    price: closing.openPrice,
    rate: closing.openRate,
    at,
    value: against.openValue,
    cost: against.commission,
    method: "Fifo",
    reference: closing.externalReference,
  });
  return { lots: remaining, closed };
}
