import { sumDecimals, ZERO, type Decimal } from "../domain/decimal.ts";
import type { AssetType, Instrument } from "../domain/instrument.ts";
import { present } from "../domain/present.ts";
import type { ValueTerms } from "./ledger-entry.ts";
import type { Lot } from "./position-book.ts";

/** At what a position could be closed now, and what that is worth. */
export interface Mark {
  /** The bid for what is long, the ask for what is short. */
  readonly price: Decimal;
  readonly terms: ValueTerms;
}

/** In account currency. */
export interface PositionValue {
  /** Signed: negative is short. */
  readonly exposure: Decimal;
  /** What it adds to the cash: its exposure where it was paid in full, its open result on margin. */
  readonly marketValue?: Decimal;
  /** Absent where nobody knows what was paid for a part of it. */
  readonly openProfitLoss?: Decimal;
}

/** Bought and paid; everything else brings and takes its difference in price alone. */
const PAID_IN_FULL: ReadonlySet<AssetType> = new Set(["Stock", "Etf"]);
export const isPaidInFull = ({ assetType }: Pick<Instrument, "assetType">): boolean =>
  PAID_IN_FULL.has(assetType);

export function valueOfLots(
  instrument: Pick<Instrument, "assetType">,
  lots: readonly Pick<Lot, "quantity" | "price">[],
  { price, terms }: Mark,
): PositionValue {
  const worth = (value: Decimal): Decimal => value.times(terms.contractFactor).times(terms.rate);
  const exposure = worth(sumDecimals(lots.map(({ quantity }) => quantity)).times(price));
  const gains = lots.map((lot) => lot.price && lot.quantity.times(price.minus(lot.price)));
  const openProfitLoss = gains.every((gain) => gain !== undefined) ? worth(sumDecimals(gains)) : undefined;
  return {
    exposure,
    ...present({ marketValue: isPaidInFull(instrument) ? exposure : openProfitLoss, openProfitLoss }),
  };
}

/** What all positions put at stake together: both sides added up, and one against the other. */
export interface Exposure {
  readonly gross: Decimal;
  readonly net: Decimal;
}

export const exposureOf = (values: readonly Pick<PositionValue, "exposure">[]): Exposure => ({
  gross: sumDecimals(values.map(({ exposure }) => exposure.abs())),
  net: sumDecimals(values.map(({ exposure }) => exposure)),
});

/** The sum of the open results; `undefined` where one of them is not known. */
export function sumOfOpen(values: readonly (PositionValue | undefined)[]): Decimal | undefined {
  let sum = ZERO;
  for (const value of values) {
    if (value?.openProfitLoss === undefined) return undefined;
    sum = sum.plus(value.openProfitLoss);
  }
  return sum;
}
