import type { Lot } from "../../exchange/books.ts";
import { toCents } from "../../exchange/cents.ts";
import type { Holding } from "../../exchange/valuation.ts";
import { closingPriceType, holdingsOf } from "../../exchange/valuation.ts";
import type { Answer } from "../answer.ts";
import { wireNumber, wireTime } from "../answer.ts";
import type { ApiRequest } from "../api-request.ts";
import type { Desk } from "../desk.ts";
import {
  dayChangePercent,
  displayAndFormat,
  exchangeInfo,
  exposureCurrency,
  exposureOf,
  valueDate,
} from "../instrument-wire.ts";
import { listAnswer } from "../list.ts";
import { refuseForeignKeys, requireClientKey } from "../ownership.ts";

const GROUPS = ["PositionBase", "PositionView", "DisplayAndFormat", "ExchangeInfo"] as const;

export const positionsMe = (desk: Desk, request: ApiRequest): Answer =>
  refuseForeignKeys(request, desk.identity) ?? positions(desk, request);

export const positionsOfClient = (desk: Desk, request: ApiRequest): Answer =>
  requireClientKey(request, desk.identity) ?? positions(desk, request);

function positions(desk: Desk, request: ApiRequest): Answer {
  const asked = request.query.words("FieldGroups", GROUPS);
  const groups = asked.size > 0 ? asked : new Set<string>(["PositionBase", "PositionView"]);
  const wanted = request.query.text("PositionId");
  const rows = holdingsOf(desk.books, desk.market, request.at).flatMap((holding) =>
    holding.lots
      .filter(({ positionId }) => wanted === undefined || positionId === wanted)
      .map((lot) => ({
        NetPositionId: netPositionId(holding),
        PositionId: lot.positionId,
        ...(groups.has("PositionBase") && { PositionBase: positionBase(lot, holding, { desk, request }) }),
        ...(groups.has("PositionView") && { PositionView: positionView(lot, holding, { desk, request }) }),
        ...(groups.has("DisplayAndFormat") && { DisplayAndFormat: displayAndFormat(holding.instrument) }),
        ...(groups.has("ExchangeInfo") && { ExchangeInfo: exchangeInfo(holding.instrument) }),
      })),
  );
  return listAnswer(rows, request, { pageSize: desk.settings.pageSize, withCount: true });
}

export const netPositionId = ({ instrument }: Holding): string =>
  `${instrument.symbol}__${instrument.assetType}`;

interface Asked {
  readonly desk: Desk;
  readonly request: ApiRequest;
}

function positionBase(lot: Lot, { instrument }: Holding, { desk, request }: Asked): Record<string, unknown> {
  const { identity, market } = desk;
  const settlesOn = valueDate(lot.openedAt);
  return {
    AccountId: identity.id,
    AccountKey: identity.accountKey,
    Amount: wireNumber(lot.amount),
    AssetType: instrument.assetType,
    CanBeClosed: true,
    ClientId: identity.id,
    CloseConversionRateSettled: false,
    CorrelationKey: lot.correlationKey,
    ExecutionTimeOpen: wireTime(lot.openedAt),
    ExternalReference: lot.externalReference,
    IsForceOpen: false,
    IsMarketOpen: market.isOpen(instrument, request.at),
    LockedByBackOffice: false,
    OpenPrice: wireNumber(lot.openPrice),
    RelatedOpenOrders: [],
    SourceOrderId: lot.orderId,
    SpotDate: instrument.assetType === "FxSpot" ? settlesOn : undefined,
    Status: "Open",
    Uic: instrument.uic,
    ValueDate: `${settlesOn}T00:00:00.000000Z`,
  };
}

function positionView(lot: Lot, holding: Holding, { desk, request }: Asked): Record<string, unknown> {
  const { instrument, currentPrice } = holding;
  const exposure = exposureOf(instrument, lot.amount, currentPrice);
  const profitLoss = lot.amount.times(currentPrice.minus(lot.openPrice));
  const costs = lot.commission.plus(toCents(holding.costToClose.times(lot.amount).div(holding.amount))).neg();
  const value = toCents(lot.amount.times(currentPrice));
  return {
    CalculationReliability: "Ok",
    ConversionRateCurrent: 1,
    ConversionRateOpen: 1,
    CurrentPrice: wireNumber(currentPrice),
    CurrentPriceDelayMinutes: 0,
    CurrentPriceType: closingPriceType(lot.amount),
    Exposure: wireNumber(exposure),
    ExposureCurrency: exposureCurrency(instrument),
    ExposureInBaseCurrency: wireNumber(value),
    InstrumentPriceDayPercentChange: dayChangePercent(desk.market, instrument, request.at),
    MarketValue: instrument.isMargin ? undefined : wireNumber(value),
    MarketValueInBaseCurrency: instrument.isMargin ? undefined : wireNumber(value),
    ProfitLossOnTrade: wireNumber(profitLoss),
    ProfitLossOnTradeInBaseCurrency: wireNumber(toCents(profitLoss)),
    TradeCostsTotal: wireNumber(costs),
    TradeCostsTotalInBaseCurrency: wireNumber(costs),
  };
}
