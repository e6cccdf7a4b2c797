import { ZERO } from "../../core/domain/decimal.ts";
import type { Lot, NettingProfile } from "./books.ts";

/** Adds an opening to the lots; an account that averages adds it to the position that is there. */
export function withOpening(
  lots: ReadonlyMap<string, Lot>,
  opened: Lot,
  nettingProfile: NettingProfile,
): ReadonlyMap<string, Lot> {
  if (opened.amount.eq(ZERO)) return lots;
  const known = nettingProfile === "AverageRealTime" ? sameInstrument(lots, opened) : undefined;
  if (known === undefined) return new Map(lots).set(opened.positionId, opened);
  return new Map(lots).set(known.positionId, averaged(known, opened));
}

const sameInstrument = (lots: ReadonlyMap<string, Lot>, { instrument }: Lot): Lot | undefined =>
  [...lots.values()].find((lot) => lot.instrument.id === instrument.id);

function averaged(known: Lot, opened: Lot): Lot {
  const amount = known.amount.plus(opened.amount);
  const paid = known.amount.times(known.openPrice).plus(opened.amount.times(opened.openPrice));
  const rates = known.amount.times(known.openRate).plus(opened.amount.times(opened.openRate));
  return {
    ...known,
    amount,
    openPrice: paid.div(amount),
    openRate: rates.div(amount),
    openValue: known.openValue.plus(opened.openValue),
    commission: known.commission.plus(opened.commission),
  };
}
