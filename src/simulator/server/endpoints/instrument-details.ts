import { DURATIONS } from "../../exchange/order-draft.ts";
import type { SimulatedInstrument } from "../../market/types.ts";
import { SAXO_ASSET_TYPES } from "../../reference-data/asset-types.ts";
import type { Answer } from "../answer.ts";
import { ok, refuse, refuseFields, wireNumber } from "../answer.ts";
import type { ApiRequest } from "../api-request.ts";
import type { Desk } from "../desk.ts";
import { pickEnum } from "../enums.ts";
import { isShortTradeDisabled, isTradableOn, valueDate } from "../instrument-wire.ts";
import { listAnswer } from "../list.ts";
import { accountsIn, refuseForeignKeys } from "../ownership.ts";
import { instrumentInPath } from "./find-instrument.ts";
import { scheduleOf } from "./trading-schedule.ts";

const GROUPS = ["OrderSetting", "SupportedOrderTypeSettings", "TradingSessions"] as const;
const ORDER_SIZE_MAX = 1_000_000_000;
const DEFAULT_AMOUNT_STEPS = [1, 5, 10, 25, 50, 100];

export function instrumentDetails(desk: Desk, request: ApiRequest): Answer {
  const foreign = refuseForeignKeys(request, desk);
  if (foreign !== undefined) return foreign;
  const found = instrumentInPath(desk, request);
  return found.kind === "missing" ? found.answer : ok(detailsOf(found.instrument, desk, request));
}

/** One row for each instrument: of UICs, of asset types, or of both; a UIC alone has a row for each asset type. */
export function instrumentDetailsList(desk: Desk, request: ApiRequest): Answer {
  const foreign = refuseForeignKeys(request, desk);
  if (foreign !== undefined) return foreign;
  const uics = request.query.list("Uics").map(Number);
  const asked = request.query.list("AssetTypes");
  if (uics.length + asked.length === 0 || !uics.every(Number.isSafeInteger)) {
    return refuseFields({ Uics: ["Uics must be a list of numbers"] });
  }
  const assetTypes = asked.map((text) => pickEnum(SAXO_ASSET_TYPES, text));
  if (assetTypes.includes(undefined)) return refuse(400, "InvalidAssetType", "Asset type is invalid");
  const listed = uics.length === 0 ? desk.market.listed() : uics.flatMap((uic) => desk.market.findByUic(uic));
  const rows = listed
    .filter(({ assetType }) => asked.length === 0 || assetTypes.includes(assetType))
    .map((instrument) => detailsOf(instrument, desk, request));
  return listAnswer(rows, request, { pageSize: desk.settings.pageSize, withCount: false });
}

function detailsOf(
  instrument: SimulatedInstrument,
  desk: Desk,
  request: ApiRequest,
): Record<string, unknown> {
  const { exchange, format, minimumTradeSize } = instrument;
  const groups = request.query.words("FieldGroups", GROUPS);
  const others = desk.market.findByUic(instrument.uic);
  return {
    AmountDecimals: instrument.amountDecimals,
    AssetType: instrument.assetType,
    CurrencyCode: instrument.currency,
    DefaultAmount: wireNumber(minimumTradeSize),
    DefaultSlippage: 0.01,
    DefaultSlippageType: "Percentage",
    Description: instrument.description,
    Exchange: {
      CountryCode: exchange.countryCode,
      ExchangeId: exchange.exchangeId,
      Name: exchange.name,
      TimeZoneId: String(exchange.timeZoneNumber),
    },
    Format: {
      Decimals: format.decimals,
      Format: format.format,
      OrderDecimals: format.orderDecimals,
      PriceCurrency: instrument.priceCurrency,
    },
    PriceCurrency: instrument.priceCurrency,
    GroupId: 0,
    IncrementSize: wireNumber(minimumTradeSize),
    FxSpotDate: instrument.assetType === "FxSpot" ? `${valueDate(request.at)}T00:00:00.000000Z` : undefined,
    OrderDistances: ORDER_DISTANCES,
    PrimaryListing: instrument.symbol.includes(":") ? instrument.uic : undefined,
    RelatedInstruments: relatedTo(instrument, others),
    ShortTradeDisabled: isShortTradeDisabled(instrument, desk),
    StandardAmounts: DEFAULT_AMOUNT_STEPS.map((step) => wireNumber(minimumTradeSize.times(String(step)))),
    SupportedOrderTypes: instrument.supportedOrderTypes,
    Symbol: instrument.symbol,
    TradableAs: others.map(({ assetType }) => assetType),
    TradingSignals: "NotAllowed",
    Uic: instrument.uic,
    ...tradability(instrument, desk, request),
    ...sizes(instrument),
    ...tickSizes(instrument),
    ...(groups.has("OrderSetting") && { OrderSetting: orderSetting(instrument) }),
    ...(groups.has("SupportedOrderTypeSettings") && { SupportedOrderTypeSettings: orderTypes(instrument) }),
    ...(groups.has("TradingSessions") && {
      TradingSessions: scheduleOf(desk.market, instrument, request.at),
    }),
  };
}

function tradability(
  instrument: SimulatedInstrument,
  desk: Desk,
  request: ApiRequest,
): Record<string, unknown> {
  const accounts = accountsIn(request, desk).filter((books) => isTradableOn(instrument, books));
  const isTradable = accounts.length > 0;
  return {
    IsTradable: isTradable,
    NonTradableReason: isTradable ? "None" : "OtherReason",
    TradableOn: accounts.map(({ account }) => desk.nameOf(account.number).id),
    TradingStatus: isTradable ? "Tradable" : "NonTradable",
  };
}

function sizes({
  lotSize,
  lotSizeType,
  minimumOrderValue,
  ...others
}: SimulatedInstrument): Record<string, unknown> {
  return {
    LotSize: lotSize && wireNumber(lotSize),
    LotSizeType: lotSizeType,
    MinimumLotSize: lotSize && wireNumber(lotSize),
    MinimumOrderValue: minimumOrderValue && wireNumber(minimumOrderValue),
    MinimumTradeSize: wireNumber(others.minimumTradeSize),
  };
}

/** The same thing under other asset types; left out where there is none. */
function relatedTo(
  { assetType }: SimulatedInstrument,
  others: readonly SimulatedInstrument[],
): readonly unknown[] | undefined {
  const related = others.filter((other) => other.assetType !== assetType);
  return related.length === 0
    ? undefined
    : related.map((other) => ({ AssetType: other.assetType, Uic: other.uic }));
}

/** No order is too large here. */
const orderSetting = ({ currency, minimumOrderValue }: SimulatedInstrument): Record<string, unknown> => ({
  Currency: currency,
  MaxOrderSize: ORDER_SIZE_MAX,
  MaxOrderValue: ORDER_SIZE_MAX,
  MinOrderValue: minimumOrderValue === undefined ? 0 : wireNumber(minimumOrderValue),
});

/** What a client's screens start from; nothing is checked against them. */
const ORDER_DISTANCES = {
  EntryDefaultDistance: 0.5,
  EntryDefaultDistanceType: "Percentage",
  LimitDefaultDistance: 50,
  LimitDefaultDistanceType: "Pips",
  StopLimitDefaultDistance: 5,
  StopLimitDefaultDistanceType: "Pips",
  StopLossDefaultDistance: 50,
  StopLossDefaultDistanceType: "Pips",
  StopLossDefaultEnabled: false,
  StopLossDefaultOrderType: "Stop",
  TakeProfitDefaultDistance: 50,
  TakeProfitDefaultDistanceType: "Pips",
  TakeProfitDefaultEnabled: false,
};

function tickSizes(instrument: SimulatedInstrument): Record<string, unknown> {
  const { tickSize, tickSizeLimitOrder, tickSizeStopOrder, tickScheme } = instrument;
  return {
    TickSize: wireNumber(tickSize),
    TickSizeLimitOrder: tickSizeLimitOrder && wireNumber(tickSizeLimitOrder),
    TickSizeStopOrder: tickSizeStopOrder && wireNumber(tickSizeStopOrder),
    TickSizeScheme: tickScheme && {
      DefaultTickSize: wireNumber(tickScheme.defaultTickSize),
      Elements: tickScheme.elements.map((element) => ({
        HighPrice: wireNumber(element.highPrice),
        TickSize: wireNumber(element.tickSize),
      })),
    },
  };
}

const orderTypes = ({ supportedOrderTypes }: SimulatedInstrument): unknown[] =>
  supportedOrderTypes.map((type) => ({ OrderType: type, DurationTypes: DURATIONS.get(type) ?? [] }));
