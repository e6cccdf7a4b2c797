import type { Decimal } from "../../../core/domain/decimal.ts";
import { decimal } from "../../../core/domain/decimal.ts";
import { minutes, subtractDuration } from "../../../core/domain/time.ts";
import type { MarketState, SimulatedInstrument } from "../../market/types.ts";
import { SAXO_ASSET_TYPES } from "../../reference-data/asset-types.ts";
import type { Answer } from "../answer.ts";
import { ok, refuse, refuseFields, wireNumber, wireTime } from "../answer.ts";
import type { ApiRequest } from "../api-request.ts";
import type { Desk } from "../desk.ts";
import { shownTo } from "../entitlement.ts";
import { pickEnum } from "../enums.ts";
import { displayAndFormat, isShortTradeDisabled, valueDate } from "../instrument-wire.ts";
import { refuseForeignKeys } from "../ownership.ts";
import type { QuoteOverride } from "../quote-overrides.ts";
import type { Shown } from "./price-groups.ts";
import { commissions, historicalChanges, marketDepth, priceInfo, priceInfoDetails } from "./price-groups.ts";

const GROUPS = [
  "Commissions",
  "DisplayAndFormat",
  "Greeks",
  "HistoricalChanges",
  "InstrumentPriceDetails",
  "MarketDepth",
  "PriceInfo",
  "PriceInfoDetails",
  "Quote",
] as const;
const NO_PRICE_AT = "0001-01-01T00:00:00Z";
const AMOUNT = /^\d{1,15}(\.\d{1,10})?$/;

export function infoPrice(desk: Desk, request: ApiRequest): Answer {
  const foreign = refuseForeignKeys(request, desk) ?? refuseAmount(request);
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
  const foreign = refuseForeignKeys(request, desk) ?? refuseAmount(request);
  if (foreign !== undefined) return foreign;
  const uics = request.query.list("Uics").map(Number);
  const assetType = assetTypeOf(request);
  if (assetType === undefined) return refuseFields({ AssetType: ["AssetType is missing or unknown"] });
  if (uics.length === 0 || !uics.every(Number.isSafeInteger)) {
    return refuse(400, "InvalidRequest", "Uics must be a list of numbers");
  }
  if (new Set(uics).size < uics.length)
    return refuse(400, "UicsInListNotUnique", "Uics in list are not unique");
  const found = uics.map((uic) => ({ uic, instrument: desk.market.find(assetType, uic) }));
  if (desk.settings.refusesListsWithUnknown && found.some(({ instrument }) => instrument === undefined)) {
    return refuse(404, "IllegalInstrumentId", "Instrument ID is invalid");
  }
  const rows = found.map(({ uic, instrument }) =>
    instrument === undefined
      ? {
          AssetType: assetType,
          ErrorCode: "IllegalInstrumentId",
          ErrorMessage: "Instrument ID is invalid",
          Uic: uic,
        }
      : priceRow(instrument, desk, request),
  );
  return ok({ Data: rows });
}

const assetTypeOf = ({ query }: ApiRequest): string | undefined =>
  pickEnum(SAXO_ASSET_TYPES, query.text("AssetType") ?? "");

function refuseAmount({ query }: ApiRequest): Answer | undefined {
  const text = query.text("Amount");
  return text === undefined || AMOUNT.test(text)
    ? undefined
    : refuse(400, "InvalidPriceRequest", "Amount must be a positive number");
}

function priceRow(instrument: SimulatedInstrument, desk: Desk, request: ApiRequest): Record<string, unknown> {
  const asked = request.query.words("FieldGroups", GROUPS);
  const groups = asked.size > 0 ? asked : new Set<string>(["Quote"]);
  const access = shownTo(instrument, desk, request);
  const amount = decimal(request.query.text("Amount") ?? instrument.minimumTradeSize.toString());
  const at = subtractDuration(request.at, minutes(access.delayedByMinutes ?? 0));
  const shown = { instrument, market: desk.market, quote: desk.market.quote(instrument, at), at };
  const hasAccess = access.priceType !== "NoAccess";
  return {
    AssetType: instrument.assetType,
    LastUpdated: hasAccess ? wireTime(access.updatedAt ?? shown.quote.updatedAt) : NO_PRICE_AT,
    Uic: instrument.uic,
    ...(groups.has("Quote") && { Quote: quoteGroup(shown, amount, { desk, request, access }) }),
    ...(groups.has("DisplayAndFormat") && { DisplayAndFormat: displayAndFormat(instrument) }),
    ...(groups.has("InstrumentPriceDetails") && {
      InstrumentPriceDetails: details(instrument, desk, request),
    }),
    ...(hasAccess && pricedGroups(shown, amount, groups)),
  };
}

/** Groups that hold prices; without access to prices there are none. */
const pricedGroups = (
  shown: Shown,
  amount: Decimal,
  groups: ReadonlySet<string>,
): Record<string, unknown> => ({
  ...(groups.has("Commissions") && { Commissions: commissions(shown, amount) }),
  ...(groups.has("HistoricalChanges") && { HistoricalChanges: historicalChanges(shown) }),
  ...(groups.has("MarketDepth") && { MarketDepth: marketDepth(shown) }),
  ...(groups.has("PriceInfo") && { PriceInfo: priceInfo(shown) }),
  ...(groups.has("PriceInfoDetails") && { PriceInfoDetails: priceInfoDetails(shown) }),
});

interface Asked {
  readonly desk: Desk;
  readonly request: ApiRequest;
  readonly access: QuoteOverride;
}

function quoteGroup(
  { instrument, quote }: Shown,
  amount: Decimal,
  { desk, request, access }: Asked,
): Record<string, unknown> {
  const { priceType, delayedByMinutes = 0 } = access;
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
  const present = desk.market.quote(instrument, request.at).marketState; // also where the price is an old one
  const type = priceType ?? usualPriceType(present, delayedByMinutes);
  return {
    Amount: wireNumber(amount),
    Ask: hasPrice ? wireNumber(quote.ask) : undefined,
    Bid: hasPrice ? wireNumber(quote.bid) : undefined,
    DelayedByMinutes: delayedByMinutes,
    ErrorCode: amount.lt(instrument.minimumTradeSize) ? "TooSmallTrade" : "None",
    MarketState: access.marketState ?? present,
    Mid: hasPrice ? wireNumber(quote.mid) : undefined,
    PriceTypeAsk: type,
    PriceTypeBid: type,
  };
}

function usualPriceType(state: MarketState, delayedByMinutes: number): string {
  if (state !== "Open") return "OldIndicative";
  return delayedByMinutes > 0 ? "Indicative" : "Tradable";
}

const details = (
  instrument: SimulatedInstrument,
  desk: Desk,
  { at }: ApiRequest,
): Record<string, unknown> => ({
  IsMarketOpen: desk.market.isOpen(instrument, at),
  ShortTradeDisabled: isShortTradeDisabled(instrument, desk),
  ValueDate: valueDate(at),
});
