import type { Decimal } from "../../../core/domain/decimal.ts";
import { sumDecimals, ZERO } from "../../../core/domain/decimal.ts";
import type { Holding } from "../../exchange/valuation.ts";
import { closingPriceType, holdingsOf } from "../../exchange/valuation.ts";
import type { Answer } from "../answer.ts";
import { wireNumber } from "../answer.ts";
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
import { netPositionId } from "./positions.ts";

const GROUPS = ["NetPositionBase", "NetPositionView", "DisplayAndFormat", "ExchangeInfo"] as const;
/** Average prices have more digits than quotes. */
const AVERAGE_EXTRA_DIGITS = 4;

export const netPositionsMe = (desk: Desk, request: ApiRequest): Answer =>
  refuseForeignKeys(request, desk.identity) ?? netPositions(desk, request);

export const netPositionsOfClient = (desk: Desk, request: ApiRequest): Answer =>
  requireClientKey(request, desk.identity) ?? netPositions(desk, request);

function netPositions(desk: Desk, request: ApiRequest): Answer {
  const asked = request.query.words("FieldGroups", GROUPS);
  const groups = asked.size > 0 ? asked : new Set<string>(["NetPositionBase", "NetPositionView"]);
  const rows = holdingsOf(desk.books, desk.market, request.at).map((holding) => ({
    NetPositionId: netPositionId(holding),
    ...(groups.has("NetPositionBase") && { NetPositionBase: netPositionBase(holding, desk, request) }),
    ...(groups.has("NetPositionView") && { NetPositionView: netPositionView(holding, desk, request) }),
    ...(groups.has("DisplayAndFormat") && { DisplayAndFormat: displayAndFormat(holding.instrument) }),
    ...(groups.has("ExchangeInfo") && { ExchangeInfo: exchangeInfo(holding.instrument) }),
  }));
  return listAnswer(rows, request, { pageSize: desk.settings.pageSize, withCount: true });
}

function netPositionBase(holding: Holding, desk: Desk, { at }: ApiRequest): Record<string, unknown> {
  const { instrument, amount, lots } = holding;
  const { identity, market, books } = desk;
  const [first] = lots;
  const isSingle = lots.length === 1;
  const isLong = amount.gt(ZERO);
  const orders = [...books.orders.values()].filter((order) => order.instrument.id === instrument.id);
  return {
    AccountId: identity.id,
    Amount: wireNumber(amount),
    AmountLong: isLong ? wireNumber(amount) : 0,
    AmountShort: isLong ? 0 : wireNumber(amount),
    AssetType: instrument.assetType,
    CanBeClosed: true,
    ClientId: identity.id,
    HasForceOpenPositions: false,
    IsMarketOpen: market.isOpen(instrument, at),
    MarketState: market.quote(instrument, at).marketState,
    NonTradableReason: "None",
    NumberOfRelatedOrders: 0,
    OpenOrdersCount: orders.length,
    OpeningDirection: isLong ? "Buy" : "Sell",
    PositionsAccount: identity.id,
    SinglePositionId: isSingle ? first?.positionId : undefined,
    SinglePositionStatus: isSingle ? "Open" : undefined,
    TradingStatus: "Tradable",
    Uic: instrument.uic,
    ValueDate: first === undefined ? undefined : `${valueDate(first.openedAt)}T00:00:00.000000Z`,
  };
}

function netPositionView(holding: Holding, desk: Desk, { at }: ApiRequest): Record<string, unknown> {
  const { instrument, amount, currentPrice, lots, profitLoss, exposure } = holding;
  const costs = wireNumber(tradeCosts(holding).neg());
  return {
    AverageOpenPrice: wireNumber(
      holding.averageOpenPrice.round(instrument.quoteDigits + AVERAGE_EXTRA_DIGITS),
    ),
    CalculationReliability: "Ok",
    CurrentPrice: wireNumber(currentPrice),
    CurrentPriceDelayMinutes: 0,
    CurrentPriceType: closingPriceType(amount),
    Exposure: wireNumber(exposureOf(instrument, amount, currentPrice)),
    ExposureCurrency: exposureCurrency(instrument),
    ExposureInBaseCurrency: wireNumber(exposure),
    InstrumentPriceDayPercentChange: dayChangePercent(desk.market, instrument, at),
    MarketValue: instrument.isMargin ? undefined : wireNumber(exposure),
    MarketValueInBaseCurrency: instrument.isMargin ? undefined : wireNumber(exposure),
    PositionCount: lots.length,
    PositionsNotClosedCount: lots.length,
    ProfitLossOnTrade: wireNumber(profitLoss),
    ProfitLossOnTradeInBaseCurrency: wireNumber(profitLoss),
    Status: "Open",
    TradeCostsTotal: costs,
    TradeCostsTotalInBaseCurrency: costs,
  };
}

const tradeCosts = ({ lots, costToClose }: Holding): Decimal =>
  sumDecimals(lots.map((lot) => lot.commission)).plus(costToClose);
