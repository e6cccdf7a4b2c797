import type { AccountBalance, NetPosition, Position } from "../core/domain/account.ts";
import { TradebotError } from "../core/domain/errors.ts";
import type { Instrument, InstrumentDetails, InstrumentId } from "../core/domain/instrument.ts";
import type { QuoteReading } from "../core/domain/market-data.ts";
import type { OpenOrder } from "../core/domain/order.ts";
import type { Timestamp } from "../core/domain/time.ts";
import type { MarketView } from "../core/risk/decision-input.ts";
import type { ConversionRate } from "../core/domain/conversion-rate.ts";
import { cachedDetails, readDetails } from "./cached-facts.ts";
import { noteClosingCosts, readClosingsIfWanted } from "./closing-costs.ts";
import {
  findPairs,
  foreignCurrencies,
  knownPairs,
  ratesFrom,
  type ConversionPair,
} from "./conversion-pairs.ts";
import type { ConnectedContext } from "./context.ts";
import { asInstrumentFailure } from "./instrument-failure.ts";
import { askForOpenings, openingsBehind } from "./known-openings.ts";
import { readHistories, type History } from "./read-histories.ts";
import { tellFetch, tellInstrumentFailures, type FetchFailure } from "./tell-fetch.ts";
import type { CycleSettings } from "./settings.ts";

/** The world as one cycle saw it. */
export interface Observation {
  readonly balance: AccountBalance;
  readonly positions: readonly NetPosition[];
  readonly openOrders: readonly OpenOrder[];
  /** Every opening; not asked for where we own nothing by our records. */
  readonly lots: readonly Position[];
  readonly markets: readonly MarketView[];
  /** By currency: what a unit of it is worth in the account's; absent where nobody says. */
  readonly rates: ReadonlyMap<string, ConversionRate>;
  /** When not one instrument could be read: why. Nothing may be traded on what is left. */
  readonly failure?: TradebotError;
}

/**
 * Reads everything a decision needs, all at once: one round of requests when the caches are warm. An instrument
 * that cannot be read is told apart and stops no other; the account must be read in full.
 *
 * @param now bars closing after it are not seen
 * @throws TradebotError when the account cannot be read
 */
export async function observe(
  context: ConnectedContext,
  instruments: readonly Instrument[],
  { now, settings }: { readonly now: Timestamp; readonly settings: CycleSettings },
): Promise<Observation> {
  const { ports, tally } = context;
  const began = ports.clock.monotonicMs();
  ports.events.emit("marketdata_fetch_begin", { instruments: instruments.length });
  const pairs = knownPairs(context, foreignCurrencies(context, instruments));
  const [firstLook, details, histories, closings] = await Promise.all([
    lookAtPresent(context, instruments, pairs),
    readDetailsIfPossible(context, instruments),
    readHistories(context, instruments, { now, settings }),
    readClosingsIfWanted(context),
  ]);
  noteClosingCosts(context, closings);
  const isFirstLookOld = ports.clock.monotonicMs() - began > PRESENT_MS;
  const present = isFirstLookOld ? await lookAtPresent(context, instruments, pairs) : firstLook;
  const [balance, positions, openOrders, openings, quotes] = present;
  const failures = new Map<Instrument, FetchFailure>();
  const scheduleFailures = new Map<Instrument, FetchFailure>();
  const markets = histories.map((history) => {
    const { instrument } = history;
    const quote = quotes.get(instrument.id);
    const failure = firstFailure({ history, details, quote, instrument });
    if (failure !== undefined) failures.set(instrument, failure);
    else if (history.scheduleFailure !== undefined) {
      scheduleFailures.set(instrument, detailed(history.scheduleFailure));
    }
    return marketView(
      history,
      details.kind === "details" ? details.details.get(instrument.id) : undefined,
      quote,
    );
  });
  tally.instruments_failed = failures.size;
  tally.instruments_ok = instruments.length - failures.size;
  tellInstrumentFailures(ports, scheduleFailures);
  tellFetch(context, failures, Math.round(ports.clock.monotonicMs() - began));
  const currencies = foreignCurrencies(context, instruments, openOrders);
  const converted = {
    now: ports.clock.now(),
    staleness: settings.decision.stalenessThreshold,
    ...(await withFoundPairs(context, currencies, { pairs, quotes })),
    detailsOf: (instrument: Instrument) => cachedDetails(ports, instrument),
  };
  const quoted = ratesFrom({ ...converted, lots: [] });
  const areRatesKnown = currencies.every((currency) => quoted.has(currency)); // openings tell them as well
  const lots = openings ?? (await openingsBehind(context, positions, { areRatesKnown }));
  const rates = ratesFrom({ ...converted, lots });
  const observation = { balance, positions, openOrders, lots, markets, rates };
  if (tally.instruments_ok > 0) return observation;
  return { ...observation, failure: nothingReadable([...failures.values()]) };
}

/** Prices and positions older than this, because charts had to wait for the broker's limits, are read again. */
const PRESENT_MS = 10_000;

/** What changes from one moment to the next. */
const lookAtPresent = (
  context: ConnectedContext,
  instruments: readonly Instrument[],
  pairs: readonly ConversionPair[],
) => {
  const { broker, account } = context;
  return Promise.all([
    broker.readBalance(account),
    broker.readNetPositions(account),
    broker.readOpenOrders(account),
    askForOpenings(context),
    readQuotes(context, instruments, pairs),
  ]);
};

/**
 * Once details and orders are known, so are their currencies: a pair that is new is asked for, and each that nobody knew
 * to be needed is quoted apart.
 */
async function withFoundPairs(
  context: ConnectedContext,
  currencies: readonly string[],
  known: {
    readonly pairs: readonly ConversionPair[];
    readonly quotes: ReadonlyMap<InstrumentId, QuoteReading>;
  },
): Promise<typeof known> {
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
async function readQuotes(
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

type DetailsReading =
  | { readonly kind: "details"; readonly details: ReadonlyMap<InstrumentId, InstrumentDetails> }
  | { readonly kind: "failed"; readonly error: TradebotError };

async function readDetailsIfPossible(
  { ports, broker, account }: ConnectedContext,
  instruments: readonly Instrument[],
): Promise<DetailsReading> {
  try {
    return { kind: "details", details: await readDetails(ports, broker, account, instruments) };
  } catch (error) {
    return { kind: "failed", error: asInstrumentFailure(error) };
  }
}

function marketView(
  { instrument, bars, sessions }: History,
  details: InstrumentDetails | undefined,
  quote: QuoteReading | undefined,
): MarketView {
  return {
    instrument,
    bars,
    ...(details === undefined ? {} : { details }),
    ...(quote === undefined ? {} : { quote }),
    ...(sessions === undefined ? {} : { sessions }),
  };
}

/** Without the right to a market's prices its charts are refused too. */
const NO_ACCESS = {
  code: "NO_MARKET_ACCESS",
  detail: "the account is not entitled to prices of this market",
} as const;

const detailed = (error: TradebotError): FetchFailure => ({
  code: error.code,
  detail: error.message,
  error,
});

function firstFailure(read: {
  readonly instrument: Instrument;
  readonly history: History;
  readonly details: DetailsReading;
  readonly quote: QuoteReading | undefined;
}): FetchFailure | undefined {
  const { instrument, history, details, quote } = read;
  const { failure } = history;
  if (failure?.code === "BROKER_REFUSED" && quote?.kind === "no_access") {
    return { ...NO_ACCESS, error: failure };
  }
  const error = failure ?? (details.kind === "failed" ? details.error : undefined);
  if (error !== undefined) return detailed(error);
  if (details.kind === "details" && !details.details.has(instrument.id)) {
    return { code: "INSTRUMENT_UNKNOWN", detail: "the broker gave no details of it" };
  }
  return quoteFailure(quote);
}

function quoteFailure(quote: QuoteReading | undefined): FetchFailure | undefined {
  if (quote === undefined) return { code: "NO_QUOTE", detail: "the broker gave no quote for it" };
  return quote.kind === "no_quote" ? { code: quote.code, detail: quote.reason } : undefined;
}

/**
 * Unreachable, or a broken contract, when that is why every instrument failed; otherwise the data itself is no good.
 * A broker that refuses an instrument breaks no contract: it does not know it, or does not show it to us.
 */
function nothingReadable(failures: readonly FetchFailure[]): TradebotError {
  const causes = failures.map(({ error }) => error);
  const [first] = causes;
  const isSameForAll =
    first !== undefined &&
    first.code !== "BROKER_REFUSED" &&
    causes.every((cause) => cause?.code === first.code);
  return new TradebotError({
    code: "MARKET_DATA_UNUSABLE",
    message: `no instrument of the watchlist could be read: ${failures[0]?.detail ?? ""}`,
    exit: isSameForAll ? first.exit : "data_unusable",
    hint: "each instrument's reason is in the log (marketdata_instrument_failed)",
    cause: first,
  });
}
