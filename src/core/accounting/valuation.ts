import { sumDecimals, type Decimal } from "../domain/decimal.ts";
import type { AssetType, Instrument } from "../domain/instrument.ts";
import { present } from "../domain/present.ts";
import type { Timestamp } from "../domain/time.ts";
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
  /** Of which that is the sum; absent with it. */
  readonly openResults?: readonly OpenResult[];
}

/** What is open of one opening, or of several whose results nobody tells apart. */
export interface OpenResult {
  /** The first of them. */
  readonly openedAt: Timestamp;
  /** In account currency. */
  readonly amount: Decimal;
}

/** Bought and paid; everything else brings and takes its difference in price alone. */
const PAID_IN_FULL: ReadonlySet<AssetType> = new Set(["Stock", "Etf"]);
export const isPaidInFull = ({ assetType }: Pick<Instrument, "assetType">): boolean =>
  PAID_IN_FULL.has(assetType);

export function valueOfLots(
  instrument: Pick<Instrument, "assetType">,
  lots: readonly Lot[],
  { price, terms }: Mark,
): PositionValue {
  const worth = (value: Decimal): Decimal => value.times(terms.contractFactor).times(terms.rate);
  const exposure = worth(sumDecimals(lots.map(({ quantity }) => quantity)).times(price));
  const results = lots.flatMap(({ price: paid, quantity, openedAt }) =>
    paid === undefined ? [] : { openedAt, amount: worth(quantity.times(price.minus(paid))) },
  );
  const openResults = results.length === lots.length ? results : undefined;
  const openProfitLoss = openResults && sumDecimals(openResults.map(({ amount }) => amount));
  const marketValue = isPaidInFull(instrument) ? exposure : openProfitLoss;
  return { exposure, ...present({ marketValue, openProfitLoss, openResults }) };
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

/** The open results of all positions; `undefined` where one of them is not known. */
export function openResultsOf(
  values: readonly (PositionValue | undefined)[],
): readonly OpenResult[] | undefined {
  const results = values.map((value) => value?.openResults);
  return results.every((one) => one !== undefined) ? results.flat() : undefined;
}
