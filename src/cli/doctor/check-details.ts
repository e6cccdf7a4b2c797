import {
  isPricedInItsCurrency,
  type Instrument,
  type InstrumentDetails,
} from "../../core/domain/instrument.ts";
import { tickerOf } from "../../core/domain/symbol.ts";
import { doubtful, failing, failureOf, type Diagnosis } from "./diagnosis.ts";
import { isError, type MarketFacts, type Reading } from "./market-facts.ts";

export function checkDetails(
  { id }: Instrument,
  details: Reading<InstrumentDetails> | undefined,
): Diagnosis | undefined {
  if (details === undefined) {
    return failing("instrument", `${id}: the broker does not know it`, {
      exit: "configuration",
      remedy: "correct WATCHLIST: a UIC belongs to one asset type",
    });
  }
  if (isError(details)) {
    const { finding, ...failure } = failureOf("instrument", details);
    return { ...failure, finding: `${id}: ${finding}` };
  }
  const barred = checkTradability(id, details);
  if (barred !== undefined) return barred;
  if (!details.supportedOrderTypes.includes("Market")) {
    return failing("instrument", `${id}: ${details.symbol} takes no market orders`, {
      exit: "configuration",
      remedy: "take it off WATCHLIST",
    });
  }
  return checkPriceCurrency(id, details);
}

function checkPriceCurrency(id: string, details: InstrumentDetails): Diagnosis | undefined {
  if (isPricedInItsCurrency(details)) return undefined;
  const { symbol, currency, pricing } = details;
  const finding = `${id}: ${symbol} is priced in ${pricing.currency} and paid in ${currency}: what an order is worth would be a guess`;
  return doubtful("instrument", finding, "take it off WATCHLIST: positions can be closed, none is opened");
}

/** A UIC that belongs to something else is traded without anybody noticing. */
export function checkSymbol({ details, expectedSymbol }: MarketFacts): Diagnosis | undefined {
  if (details === undefined || isError(details) || expectedSymbol === undefined) return undefined;
  const { instrument, symbol } = details;
  const found = expectedSymbol.includes(":") ? symbol : tickerOf(symbol);
  if (found.toLowerCase() === expectedSymbol.toLowerCase()) return undefined;
  return failing(
    "instrument",
    `${instrument.id}: WATCHLIST_JSON calls it ${expectedSymbol}, it is ${symbol}`,
    {
      exit: "configuration",
      remedy: "correct the uic, or leave it out and let the broker be asked",
    },
  );
}

function checkTradability(id: string, details: InstrumentDetails): Diagnosis | undefined {
  const why = details.restriction === undefined ? "" : ` (${details.restriction})`;
  const refusal = (finding: string, remedy: string): Diagnosis =>
    failing("instrument", `${id}: ${details.symbol} ${finding}${why}`, { exit: "configuration", remedy });
  switch (details.tradability) {
    case "tradable":
      return undefined;
    case "reduce_only":
      return doubtful(
        "instrument",
        `${id}: ${details.symbol} can only be closed, not opened${why}`,
        "take it off WATCHLIST when nothing of it is held",
      );
    case "not_on_account":
      return refusal("cannot be traded on this account", "take it off WATCHLIST, or choose another account");
    case "not_tradable":
      return refusal("cannot be traded", "take it off WATCHLIST, or ask Saxo why");
  }
}
