import { ASSET_TYPES } from "../../../core/domain/instrument.ts";
import { minutes, subtractDuration } from "../../../core/domain/time.ts";
import type { MarketQuote, SimulatedInstrument } from "../../market/types.ts";
import type { Answer } from "../answer.ts";
import { ok, refuse, refuseFields, wireNumber, wireTime } from "../answer.ts";
import type { ApiRequest } from "../api-request.ts";
import type { Desk } from "../desk.ts";
import { pickEnum } from "../enums.ts";
import { dayChangePercent, displayAndFormat, valueDate } from "../instrument-wire.ts";
import { refuseForeignKeys } from "../ownership.ts";
import type { QuoteOverride } from "../quote-overrides.ts";

const GROUPS = [
  "DisplayAndFormat",
  "InstrumentPriceDetails",
  "PriceInfo",
  "PriceInfoDetails",
  "Quote",
] as const;
const NO_PRICE_AT = "0001-01-01T00:00:00Z";
/** Depth shown at the best price; nothing but a figure. */
const QUOTED_SIZE_FACTOR = "1000";

export function infoPrice(desk: Desk, request: ApiRequest): Answer {
  const foreign = refuseForeignKeys(request, desk.identity);
  if (foreign !== undefined) return foreign;
  const uic = request.query.integer("Uic");
  const assetType = assetTypeOf(request);
  if (uic === undefined) return refuse(400, "InvalidUic", "Uic is required");
  if (assetType === undefined) return refuseFields({ AssetType: ["AssetType is missing or unknown"] });
  const instrument = desk.market.find(assetType, uic);
  return instrument === undefined
    ? refuse(404, "IllegalInstrumentId", "Instrument ID is invalid")
    : ok(priceRow(instrument, desk, request));
}

/** Prices of several instruments of one asset type; one that does not exist is an error in its own row. */
export function infoPriceList(desk: Desk, request: ApiRequest): Answer {
  const foreign = refuseForeignKeys(request, desk.identity);
  if (foreign !== undefined) return foreign;
  const uics = request.query.list("Uics").map(Number);
  const assetType = assetTypeOf(request);
  if (assetType === undefined) return refuseFields({ AssetType: ["AssetType is missing or unknown"] });
  if (uics.length === 0 || !uics.every(Number.isSafeInteger)) {
    return refuse(400, "InvalidRequest", "Uics must be a list of numbers");
  }
  if (new Set(uics).size < uics.length)
    return refuse(400, "UicsInListNotUnique", "Uics in list are not unique");
  const rows = uics.map((uic) => {
    const instrument = desk.market.find(assetType, uic);
    return instrument === undefined
      ? {
          AssetType: assetType,
          ErrorCode: "IllegalInstrumentId",
          ErrorMessage: "Instrument ID is invalid",
          Uic: uic,
        }
      : priceRow(instrument, desk, request);
  });
  return ok({ Data: rows });
}

const assetTypeOf = ({ query }: ApiRequest): (typeof ASSET_TYPES)[number] | undefined =>
  pickEnum(ASSET_TYPES, query.text("AssetType") ?? "");

function priceRow(instrument: SimulatedInstrument, desk: Desk, request: ApiRequest): Record<string, unknown> {
  const asked = request.query.words("FieldGroups", GROUPS);
  const groups = asked.size > 0 ? asked : new Set<string>(["Quote"]);
  const override = desk.quotes.of(instrument.id);
  const shownAt = subtractDuration(request.at, minutes(override.delayedByMinutes ?? 0));
  const quote = desk.market.quote(instrument, shownAt);
  const updatedAt = wireTime(override.updatedAt ?? quote.updatedAt);
  return {
    AssetType: instrument.assetType,
    LastUpdated: override.priceType === "NoAccess" ? NO_PRICE_AT : updatedAt,
    Uic: instrument.uic,
    ...(groups.has("Quote") && { Quote: quoteGroup(instrument, quote, override) }),
    ...(groups.has("DisplayAndFormat") && { DisplayAndFormat: displayAndFormat(instrument) }),
    ...(groups.has("InstrumentPriceDetails") && {
      InstrumentPriceDetails: details(instrument, desk, request),
    }),
    ...(groups.has("PriceInfo") && { PriceInfo: priceInfo(instrument, desk, request) }),
    ...(groups.has("PriceInfoDetails") && { PriceInfoDetails: priceInfoDetails(instrument, desk, request) }),
  };
}

function quoteGroup(
  instrument: SimulatedInstrument,
  quote: MarketQuote,
  { priceType, delayedByMinutes = 0, marketState = quote.marketState }: QuoteOverride,
): Record<string, unknown> {
  if (priceType === "NoAccess") {
    return {
      Amount: 0,
      DelayedByMinutes: delayedByMinutes,
      ErrorCode: "None",
      PriceTypeAsk: "NoAccess",
      PriceTypeBid: "NoAccess",
    };
  }
  const hasPrice = priceType !== "NoMarket";
  const type = priceType ?? usualPriceType(quote, delayedByMinutes);
  return {
    Amount: wireNumber(instrument.minimumTradeSize),
    Ask: hasPrice ? wireNumber(quote.ask) : undefined,
    Bid: hasPrice ? wireNumber(quote.bid) : undefined,
    DelayedByMinutes: delayedByMinutes,
    ErrorCode: "None",
    MarketState: marketState,
    Mid: hasPrice ? wireNumber(quote.mid) : undefined,
    PriceTypeAsk: type,
    PriceTypeBid: type,
  };
}

function usualPriceType(quote: MarketQuote, delayedByMinutes: number): string {
  if (quote.marketState !== "Open") return "OldIndicative";
  return delayedByMinutes > 0 ? "Indicative" : "Tradable";
}

const details = (
  instrument: SimulatedInstrument,
  { market }: Desk,
  { at }: ApiRequest,
): Record<string, unknown> => ({
  IsMarketOpen: market.isOpen(instrument, at),
  ShortTradeDisabled: !instrument.isMargin,
  ValueDate: valueDate(at),
});

function priceInfo(
  instrument: SimulatedInstrument,
  { market }: Desk,
  { at }: ApiRequest,
): Record<string, unknown> {
  const { high, low, last, previousClose } = market.dayStatistics(instrument, at);
  return {
    High: wireNumber(high),
    Low: wireNumber(low),
    NetChange: wireNumber(last.minus(previousClose)),
    PercentChange: dayChangePercent(market, instrument, at),
  };
}

/** Quoted products have no trades, so their last trade, volume and opening are zero. */
function priceInfoDetails(
  instrument: SimulatedInstrument,
  { market }: Desk,
  { at }: ApiRequest,
): Record<string, unknown> {
  const { open, last, previousClose, volume } = market.dayStatistics(instrument, at);
  const size = wireNumber(instrument.minimumTradeSize.times(QUOTED_SIZE_FACTOR));
  const isTraded = instrument.priceKind === "last";
  return {
    AskSize: size,
    BidSize: size,
    LastClose: wireNumber(previousClose),
    LastTraded: isTraded ? wireNumber(last) : 0,
    LastTradedSize: isTraded ? wireNumber(instrument.minimumTradeSize) : 0,
    Open: isTraded ? wireNumber(open) : 0,
    Volume: isTraded ? volume : 0,
  };
}
