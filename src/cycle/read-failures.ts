import { TradebotError } from "../core/domain/errors.ts";
import type { Instrument, InstrumentDetails, InstrumentId } from "../core/domain/instrument.ts";
import type { QuoteReading } from "../core/domain/market-data.ts";
import type { History } from "./read-histories.ts";
import type { FetchFailure } from "./tell-fetch.ts";

/** What asking for the details of all instruments brought. */
export type DetailsReading =
  | { readonly kind: "details"; readonly details: ReadonlyMap<InstrumentId, InstrumentDetails> }
  | { readonly kind: "failed"; readonly error: TradebotError };

/** Without the right to a market's prices its charts are refused too. */
const NO_ACCESS = {
  code: "NO_MARKET_ACCESS",
  detail: "the account is not entitled to prices of this market",
} as const;

export const detailed = (error: TradebotError): FetchFailure => ({
  code: error.code,
  detail: error.message,
  error,
});

/** Why nothing can be decided about an instrument; of several reasons, the one that explains the others. */
export function firstFailure(read: {
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
    return { code: "INSTRUMENT_UNKNOWN", detail: "the broker gave no details of it that can be read" };
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
export function nothingReadable(failures: readonly FetchFailure[]): TradebotError {
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
