import { approximately, decimalFromNumber, ZERO } from "../../../core/domain/decimal.ts";
import { PRICE_MAX } from "../../../core/domain/market-data.ts";
import type { Quote, QuoteReading, UnpricedQuote } from "../../../core/domain/market-data.ts";
import { brokerWords } from "../transport/broker-words.ts";
import { InfoPriceStatus, PricedInfoPrice } from "../wire/info-price.ts";

export const noQuote = (code: string, reason: string): QuoteReading => ({ kind: "no_quote", code, reason });

/** Judges one row alone, so that a bad one spoils no other. */
export function quoteReading(row: unknown): QuoteReading {
  const { data: status } = InfoPriceStatus.safeParse(row);
  if (status === undefined) return noQuote("QUOTE_UNREADABLE", "the row is not what Saxo documents");
  const { Quote: quote, ErrorCode, ErrorMessage } = status;
  const error = [ErrorCode, quote?.ErrorCode].find(isError);
  if (error === "NoDataAccess" || priceTypesOf(status).includes("NoAccess")) return { kind: "no_access" };
  if (error !== undefined) {
    return noQuote(brokerWords(error), brokerWords(ErrorMessage ?? "the broker has no quote"));
  }
  const unpriced = unpricedQuote(status);
  if (unpriced !== undefined) return { kind: "no_price", ...unpriced };
  const { data: priced } = PricedInfoPrice.safeParse(row);
  return priced === undefined
    ? noQuote("QUOTE_INCOMPLETE", "bid, ask, age, delay or price type is missing or unreadable")
    : checkedQuote(priced);
}

const priceTypesOf = ({ Quote: quote }: InfoPriceStatus): readonly string[] =>
  [quote?.PriceTypeBid, quote?.PriceTypeAsk].filter((type) => type !== undefined);

/** Price types under which nobody makes a price, even if one is shown. */
const PRICELESS = ["NoMarket", "Pending"];

/** A row that says itself that it has no price; one that only lacks it is incomplete. */
function unpricedQuote(status: InfoPriceStatus): UnpricedQuote | undefined {
  const { Quote: quote, InstrumentPriceDetails } = status;
  const types = priceTypesOf(status);
  const priceType = PRICELESS.find((type) => types.includes(type)) ?? types[0];
  const isSilent = quote !== undefined && quote.Bid === undefined && quote.Ask === undefined;
  if (priceType === undefined || !(isSilent || PRICELESS.includes(priceType))) return undefined;
  const state = marketState(quote?.MarketState, InstrumentPriceDetails?.IsMarketOpen);
  return { priceType: brokerWords(priceType), ...(state === undefined ? {} : { marketState: state }) };
}

/** Warnings are about the amount asked for; the price beside them holds. */
const isError = (code: string | undefined): boolean =>
  code !== undefined && code !== "None" && !code.startsWith("Warning");

const HIGHEST_PRICE = decimalFromNumber(PRICE_MAX);

function checkedQuote({ Quote: wire, LastUpdated, InstrumentPriceDetails }: PricedInfoPrice): QuoteReading {
  const { Bid: bid, Ask: ask } = wire;
  if (bid.lte(ZERO) || ask.lt(bid)) {
    return noQuote("QUOTE_INCONSISTENT", `bid ${bid.toString()} and ask ${ask.toString()} cannot both hold`);
  }
  if (ask.gt(HIGHEST_PRICE)) {
    return noQuote(
      "QUOTE_IMPOSSIBLE",
      `no price is above ${PRICE_MAX}, and the ask is ${approximately(ask)}`,
    );
  }
  const state = marketState(wire.MarketState, InstrumentPriceDetails?.IsMarketOpen);
  return {
    kind: "quote",
    quote: {
      bid,
      ask,
      updatedAt: LastUpdated,
      delayedByMinutes: wire.DelayedByMinutes,
      priceTypeBid: wire.PriceTypeBid,
      priceTypeAsk: wire.PriceTypeAsk,
      ...(state === undefined ? {} : { marketState: state }),
    },
  };
}

/** Where the two ways of saying it differ, the market counts as closed. */
function marketState(named: string | undefined, isOpen: boolean | undefined): Quote["marketState"] {
  if (isOpen === undefined) return named;
  if (isOpen) return named ?? "Open";
  return named === undefined || named === "Open" ? "Closed" : named;
}
