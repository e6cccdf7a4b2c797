import type { AccountBalance, NetPosition, Position } from "../core/domain/account.ts";
import type { ConversionRate } from "../core/domain/conversion-rate.ts";
import { TradebotError } from "../core/domain/errors.ts";
import type { Instrument, InstrumentDetails, InstrumentId } from "../core/domain/instrument.ts";
import type { QuoteReading } from "../core/domain/market-data.ts";
import type { OpenOrder } from "../core/domain/order.ts";
import type { DurationMs, Timestamp } from "../core/domain/time.ts";
import type { MarketView } from "../core/risk/decision-input.ts";
import { cachedDetails, readDetails } from "./cached-facts.ts";
import { noteClosingCosts, readClosingsIfWanted } from "./closing-costs.ts";
import type { ConnectedContext } from "./context.ts";
import { foreignCurrencies, knownPairs, ratesFrom, type ConversionPair } from "./conversion-pairs.ts";
import { asInstrumentFailure } from "./instrument-failure.ts";
import { askForOpenings, openingsBehind } from "./known-openings.ts";
import { detailed, firstFailure, nothingReadable, type DetailsReading } from "./read-failures.ts";
import { readHistories, type History } from "./read-histories.ts";
import { readQuotes, withFoundPairs, type QuotedPairs } from "./read-quotes.ts";
import type { CycleSettings } from "./settings.ts";
import { tellFetch, tellInstrumentFailures, type FetchFailure } from "./tell-fetch.ts";

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
  const { markets, failures, scheduleFailures } = sortOut(histories, { details, quotes });
  tally.instruments_failed = failures.size;
  tally.instruments_ok = instruments.length - failures.size;
  tellInstrumentFailures(ports, scheduleFailures);
  tellFetch(context, failures, Math.round(ports.clock.monotonicMs() - began));
  const { lots, rates } = await convert(context, foreignCurrencies(context, instruments, openOrders), {
    seen: { positions, openings },
    known: { pairs, quotes },
    staleness: settings.decision.stalenessThreshold,
  });
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

/** The rates into the account's currency, and the openings, which tell some of them as well. */
async function convert(
  context: ConnectedContext,
  currencies: readonly string[],
  {
    seen: { positions, openings },
    known,
    staleness,
  }: {
    readonly seen: {
      readonly positions: readonly NetPosition[];
      readonly openings: readonly Position[] | undefined;
    };
    readonly known: QuotedPairs;
    readonly staleness: DurationMs;
  },
): Promise<Pick<Observation, "lots" | "rates">> {
  const { ports } = context;
  const basis = {
    now: ports.clock.now(),
    staleness,
    ...(await withFoundPairs(context, currencies, known)),
    detailsOf: (instrument: Instrument) => cachedDetails(ports, instrument),
  };
  const quoted = ratesFrom({ ...basis, lots: [] });
  const areRatesKnown = currencies.every((currency) => quoted.has(currency));
  const lots = openings ?? (await openingsBehind(context, positions, { areRatesKnown }));
  return { lots, rates: ratesFrom({ ...basis, lots }) };
}

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

/** What each instrument shows, and why some show nothing. */
function sortOut(
  histories: readonly History[],
  {
    details,
    quotes,
  }: { readonly details: DetailsReading; readonly quotes: ReadonlyMap<InstrumentId, QuoteReading> },
) {
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
  return { markets, failures, scheduleFailures };
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
