import { rateFromQuote, type ConversionRate } from "../core/domain/conversion-rate.ts";
import type { Position } from "../core/domain/account.ts";
import { decimal, maxDecimal, minDecimal, type Decimal } from "../core/domain/decimal.ts";
import {
  isPricedInItsCurrency,
  instrumentFromId,
  type Instrument,
  type InstrumentDetails,
  type InstrumentId,
} from "../core/domain/instrument.ts";
import type { QuoteReading } from "../core/domain/market-data.ts";
import type { OpenOrder } from "../core/domain/order.ts";
import { addDuration, minutes, type DurationMs, type Timestamp } from "../core/domain/time.ts";
import { cachedDetails } from "./cached-facts.ts";
import type { ConnectedContext } from "./context.ts";
import { asInstrumentFailure } from "./instrument-failure.ts";
import type { Ports } from "./ports.ts";
import { askForSymbol } from "./resolve-symbols.ts";

/** A pair whose price is the rate between a currency and the account's. */
export interface ConversionPair {
  readonly currency: string;
  readonly instrument: Instrument;
  /** Quoted the other way round: the account's currency in the other. */
  readonly isInverse: boolean;
}

const DAY_MINUTES = 24 * 60;
const KNOWN_FOR = minutes(7 * DAY_MINUTES);
/** A broker without the pair is asked again the next day; one that could not be asked, in the next cycle. */
const ABSENT_FOR = minutes(DAY_MINUTES);

/**
 * Currencies other than the account's that matter to what is watched or held, as far as its details are known, and to
 * what is ordered, by whomever.
 */
export function foreignCurrencies(
  { ports, account }: Pick<ConnectedContext, "ports" | "account">,
  instruments: readonly Instrument[],
  orders: readonly OpenOrder[] = [],
): readonly string[] {
  const held = [...ports.store.ownPositions().keys()].map(instrumentFromId);
  const concerned = [...instruments, ...held].filter((instrument) => instrument !== undefined);
  const currencies = concerned.map((instrument) => cachedDetails(ports, instrument)?.pricing.currency);
  const ordered = orders.map(({ priceCurrency }) => priceCurrency);
  return [...new Set([...currencies, ...ordered])]
    .filter((currency) => currency !== undefined)
    .filter((currency) => currency !== account.currency)
    .sort();
}

/** Those pairs that were looked up before: their quotes are read together with all others. */
export const knownPairs = (
  { ports, account }: Pick<ConnectedContext, "ports" | "account">,
  currencies: readonly string[],
): readonly ConversionPair[] =>
  currencies
    .map((currency) => recalled(ports, currency, account.currency))
    .filter((pair) => pair !== undefined && pair !== "absent");

/** Asks for the pairs that nobody has looked up yet. One that cannot be had leaves its rate to the broker's other figures. */
export async function findPairs(context: ConnectedContext, currencies: readonly string[]): Promise<void> {
  const { ports, account } = context;
  const asked = currencies.filter((currency) => recalled(ports, currency, account.currency) === undefined);
  await Promise.all(asked.map((currency) => findPair(context, currency)));
}

async function findPair({ ports, broker, account }: ConnectedContext, currency: string): Promise<void> {
  const { cache } = ports.store;
  const name = pairName(currency, account.currency);
  try {
    for (const isInverse of [false, true]) {
      const symbol = isInverse ? account.currency + currency : currency + account.currency;
      const found = await askForSymbol(broker, account, { symbol, assetType: "FxSpot" });
      if (found.kind !== "resolved") continue;
      const { instrument } = found.listing;
      cache.write(name, { id: instrument.id, isInverse }, addDuration(ports.clock.now(), KNOWN_FOR));
      return;
    }
  } catch (error) {
    asInstrumentFailure(error); // what concerns more than this question is thrown on
    return;
  }
  cache.write(name, {}, addDuration(ports.clock.now(), ABSENT_FOR));
}

const pairName = (currency: string, into: string): string => `pair/${currency}/${into}`;

/** `absent`: the broker was asked, and has none. */
function recalled(
  { store, clock }: Pick<Ports, "store" | "clock">,
  currency: string,
  into: string,
): ConversionPair | "absent" | undefined {
  const value = store.cache.read(pairName(currency, into), clock.now());
  if (typeof value !== "object" || value === null) return undefined;
  const { id, isInverse }: Readonly<Record<string, unknown>> = { ...value };
  const instrument = typeof id === "string" ? instrumentFromId(id) : undefined;
  return instrument === undefined ? "absent" : { currency, instrument, isInverse: isInverse === true };
}

/** What is known of rates: by the quotes of pairs, and where those say nothing, by what our positions are converted at. */
export function ratesFrom(seen: {
  readonly now: Timestamp;
  readonly staleness: DurationMs;
  readonly pairs: readonly ConversionPair[];
  readonly quotes: ReadonlyMap<InstrumentId, QuoteReading>;
  readonly lots: readonly Position[];
  readonly detailsOf: (instrument: Instrument) => InstrumentDetails | undefined;
}): ReadonlyMap<string, ConversionRate> {
  return new Map([...ratesOfPositions(seen), ...ratesOfPairs(seen)]);
}

type Seen = Parameters<typeof ratesFrom>[0];

const ratesOfPairs = ({
  pairs,
  quotes,
  now,
  staleness,
}: Seen): readonly (readonly [string, ConversionRate])[] =>
  pairs.flatMap(({ currency, instrument, isInverse }) => {
    const reading = quotes.get(instrument.id);
    if (reading?.kind !== "quote") return [];
    const rate = rateFromQuote(reading.quote, { isInverse, source: instrument.id, now, staleness });
    return rate === undefined ? [] : [[currency, rate] as const];
  });

/** By how much rates of one currency may differ, as by the side on which each position would be closed. */
const CLOSE = decimal("1.01");

/** The dearest that the broker converts positions at; none where it contradicts itself. */
function ratesOfPositions(seen: Seen): readonly (readonly [string, ConversionRate])[] {
  const byCurrency = Map.groupBy(seen.lots.flatMap(convertedIn(seen)), ({ currency }) => currency);
  return [...byCurrency].flatMap(([currency, found]) => {
    const rates = found.map(({ rate }) => rate);
    const [lowest, highest] = [rates.reduce(minDecimal), rates.reduce(maxDecimal)];
    if (highest.gt(lowest.times(CLOSE))) return [];
    return [[currency, { rate: highest, at: seen.now, source: "position" }] as const];
  });
}

/** The broker's rate is of an instrument's money, which is not that of its prices where these are in pence. */
const convertedIn =
  ({ detailsOf }: Seen) =>
  ({ instrumentId, conversionRate: rate }: Position): readonly { currency: string; rate: Decimal }[] => {
    const instrument = instrumentFromId(instrumentId);
    const details = instrument === undefined ? undefined : detailsOf(instrument);
    if (rate === undefined || details === undefined || !isPricedInItsCurrency(details)) return [];
    return [{ currency: details.currency, rate }];
  };
