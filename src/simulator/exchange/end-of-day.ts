import { minDecimal, ZERO } from "../../core/domain/decimal.ts";
import type { Timestamp } from "../../core/domain/time.ts";
import { timestamp } from "../../core/domain/time.ts";
import type { Market } from "../market/types.ts";
import type { Books, ClosedPosition, Lot } from "./books.ts";
import { closePart, settledProfit, withClosed } from "./close-lots.ts";
import { instrumentOf } from "./instrument-of.ts";
import { putReduced } from "./netting.ts";

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
  books.closedPositions.size > 0 || pairsOf(books.lots).length > 0;

/** Forgets what was closed before, and matches what stands against each other in an account that nets overnight. */
export function processEndOfDay(books: Books, market: Market, at: Timestamp): Books {
  let lots = books.lots;
  const closed: ClosedPosition[] = [];
  for (let [pair] = pairsOf(lots); pair !== undefined; [pair] = pairsOf(lots)) {
    const matched = match(lots, pair, at);
    closed.push(matched.closed);
    lots = matched.lots;
  }
  const onMargin = closed.filter(({ instrument }) => instrumentOf(market, instrument).isMargin);
  return {
    ...books,
    lots,
    cash: books.cash.plus(settledProfit(onMargin)), // what was paid in full was paid when it was traded
    closedPositions: withClosed(new Map(), closed),
  };
}

interface Pair {
  readonly opening: Lot;
  readonly closing: Lot;
}

/** For each instrument the oldest position, with the oldest one against it; only an overnight account has such. */
function pairsOf(lots: ReadonlyMap<string, Lot>): readonly Pair[] {
  const candidates = [...lots.values()].filter((lot) => !lot.isForceOpen);
  const oldest = new Map(candidates.toReversed().map((lot) => [lot.instrument.id, lot]));
  return [...oldest.values()].flatMap((opening) => {
    const isAgainst = (lot: Lot): boolean =>
      lot.instrument.id === opening.instrument.id && lot.amount.gt(ZERO) !== opening.amount.gt(ZERO);
    const closing = candidates.find(isAgainst);
    return closing === undefined ? [] : [{ opening, closing }];
  });
}

function match(
  lots: ReadonlyMap<string, Lot>,
  { opening, closing }: Pair,
  at: Timestamp,
): { readonly lots: ReadonlyMap<string, Lot>; readonly closed: ClosedPosition } {
  const size = minDecimal(opening.amount.abs(), closing.amount.abs());
  const amount = opening.amount.gt(ZERO) ? size : size.neg();
  const remaining = new Map(lots);
  putReduced(remaining, opening, amount);
  putReduced(remaining, closing, amount.neg());
  const closed = closePart(
    { lot: opening, amount },
    {
      positionId: closing.positionId,
      price: closing.openPrice,
      rate: closing.openRate,
      at,
      costPerUnit: closing.commission.div(closing.amount.abs()),
      method: "Fifo",
      reference: closing.externalReference,
    },
  );
  return { lots: remaining, closed };
}
