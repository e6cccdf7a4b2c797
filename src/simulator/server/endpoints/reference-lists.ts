import type { SimulatedInstrument } from "../../market/types.ts";
import { COUNTRIES, LANGUAGES } from "../../reference-data/countries.ts";
import { CURRENCIES } from "../../reference-data/currencies.ts";
import { TIME_ZONES } from "../../reference-data/time-zones.ts";
import type { Answer } from "../answer.ts";
import type { ApiRequest } from "../api-request.ts";
import type { Desk } from "../desk.ts";
import { listAnswer } from "../list.ts";

type Listing = (desk: Desk, request: ApiRequest) => Answer;

const listOf =
  (rows: readonly unknown[]): Listing =>
  ({ settings }, request) =>
    listAnswer(rows, request, { pageSize: settings.pageSize, withCount: false });

export const currencies = listOf(CURRENCIES);
export const timeZones = listOf(TIME_ZONES);
export const countries = listOf(COUNTRIES);
export const languages = listOf(LANGUAGES);
/** None is offered here. */
export const algoStrategies = listOf([]);

/** Each base currency with what it is quoted in; a pair is found in one direction only. */
export function currencyPairs(desk: Desk, request: ApiRequest): Answer {
  const pairs = desk.market.instruments.filter(({ assetType }) => assetType === "FxSpot");
  const bases = new Set(pairs.map(baseOf));
  const rows = [...bases].map((base) => ({
    CurrencyCode: base,
    RelatedCurrencies: pairs
      .filter((pair) => baseOf(pair) === base)
      .map(({ currency, uic }) => ({ CurrencyCode: currency, Uic: uic })),
  }));
  return listOf(rows)(desk, request);
}

const baseOf = ({ symbol }: SimulatedInstrument): string => symbol.slice(0, 3);
