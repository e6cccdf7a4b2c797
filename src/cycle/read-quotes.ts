import { TradebotError } from "../core/domain/errors.ts";
import type { Instrument, InstrumentId } from "../core/domain/instrument.ts";
import type { QuoteReading } from "../core/domain/market-data.ts";
import { cachedDetails } from "./cached-facts.ts";
import type { ConnectedContext } from "./context.ts";
import { findPairs, knownPairs, type ConversionPair } from "./conversion-pairs.ts";
import { asInstrumentFailure } from "./instrument-failure.ts";

/** Which pairs tell rates, and what was quoted so far. */
export interface QuotedPairs {
  readonly pairs: readonly ConversionPair[];
  readonly quotes: ReadonlyMap<InstrumentId, QuoteReading>;
}

/**
 * Once details and orders are known, so are their currencies: a pair that is new is asked for, and each that nobody knew
 * to be needed is quoted apart.
 */
export async function withFoundPairs(
  context: ConnectedContext,
  currencies: readonly string[],
  known: QuotedPairs,
): Promise<QuotedPairs> {
  await findPairs(context, currencies);
  const quoted = new Set(known.pairs.map(({ currency }) => currency));
  const found = knownPairs(context, currencies).filter(({ currency }) => !quoted.has(currency));
  if (found.length === 0) return known;
  try {
    const quotes = await readQuotes(context, [], found);
    return { pairs: [...known.pairs, ...found], quotes: new Map([...known.quotes, ...quotes]) };
  } catch (error) {
    asInstrumentFailure(error);
    return known;
  }
}

/**
 * Instruments that the broker was not found to know are asked about apart: it refuses a whole list for one of them,
 * and taking the list to pieces would cost a dozen requests in every cycle.
 */
export async function readQuotes(
  { broker, account, ports }: ConnectedContext,
  instruments: readonly Instrument[],
  pairs: readonly ConversionPair[],
): Promise<ReadonlyMap<InstrumentId, QuoteReading>> {
  const found = new Map(pairs.map(({ instrument }) => [instrument.id, instrument]));
  const others = instruments.filter(({ id }) => !found.has(id));
  const lists = Map.groupBy(
    [...others, ...found.values()],
    (instrument) => found.has(instrument.id) || cachedDetails(ports, instrument) !== undefined,
  );
  const answers = await Promise.all(
    [...lists.values()].map((list) => broker.readQuotes(account, list).catch(asInstrumentFailure)),
  );
  const quotes = answers.flatMap((answer) => (answer instanceof TradebotError ? [] : [answer]));
  const failure = answers.find((answer) => answer instanceof TradebotError);
  if (failure !== undefined && quotes.length === 0) throw failure;
  return new Map(quotes.flatMap((found) => [...found]));
}
