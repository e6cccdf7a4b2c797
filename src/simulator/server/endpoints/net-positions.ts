import type { Decimal } from "../../../core/domain/decimal.ts";
import { sumDecimals, ZERO } from "../../../core/domain/decimal.ts";
import type { Books } from "../../exchange/books.ts";
import { toCents } from "../../exchange/cents.ts";
import { inMoney } from "../../exchange/conversion.ts";
import type { Holding } from "../../exchange/valuation.ts";
import { closingPriceType, holdingsOf } from "../../exchange/valuation.ts";
import type { Answer } from "../answer.ts";
import { ok, refuse, wireNumber } from "../answer.ts";
import type { ApiRequest } from "../api-request.ts";
import type { Desk } from "../desk.ts";
import {
  dayChangePercent,
  displayAndFormat,
  exchangeInfo,
  exposureCurrency,
  exposureOf,
  netPositionId,
  valueDate,
  wirePrice,
} from "../instrument-wire.ts";
import { listAnswer } from "../list.ts";
import { booksIn, refuseForeignKeys, requireClientKey } from "../ownership.ts";
import { seePrice } from "../seen-price.ts";
import { inInstrumentCurrency } from "./positions.ts";

const GROUPS = ["NetPositionBase", "NetPositionView", "DisplayAndFormat", "ExchangeInfo"] as const;

export const netPositionsMe = (desk: Desk, request: ApiRequest): Answer =>
  refuseForeignKeys(request, desk) ?? netPositions(desk, request);

export const netPositionsOfClient = (desk: Desk, request: ApiRequest): Answer =>
  requireClientKey(request, desk) ?? netPositions(desk, request);

export function netPositionById(desk: Desk, request: ApiRequest): Answer {
  const refusal = requireClientKey(request, desk);
  if (refusal !== undefined) return refusal;
  const [row] = rowsOf(desk, request, request.pathParameters.get("NetPositionId"));
  return row === undefined ? refuse(404, "NetPositionNotFound", "Net position not found") : ok(row);
}

function netPositions(desk: Desk, request: ApiRequest): Answer {
  const rows = rowsOf(desk, request, request.query.text("NetPositionId"));
  return listAnswer(rows, request, { pageSize: desk.settings.pageSize, withCount: true });
}

/** @param wanted one net position, or all when absent */
function rowsOf(desk: Desk, request: ApiRequest, wanted: string | undefined): readonly unknown[] {
  const asked = request.query.words("FieldGroups", GROUPS);
  const groups = asked.size > 0 ? asked : new Set<string>(["NetPositionBase", "NetPositionView"]);
  const books = booksIn(request, desk);
  return holdingsOf(books, desk.market, request.at)
    .filter(({ instrument }) => wanted === undefined || netPositionId(instrument) === wanted)
    .map((holding) => ({
      NetPositionId: netPositionId(holding.instrument),
      ...(groups.has("NetPositionBase") && {
        NetPositionBase: netPositionBase(holding, books, { desk, request }),
      }),
      ...(groups.has("NetPositionView") && { NetPositionView: netPositionView(holding, desk, request) }),
      ...(groups.has("DisplayAndFormat") && { DisplayAndFormat: displayAndFormat(holding.instrument) }),
      ...(groups.has("ExchangeInfo") && exchangeInfo(holding.instrument, desk, request.at)),
    }));
}

interface Asked {
  readonly desk: Desk;
  readonly request: ApiRequest;
}

function netPositionBase(
  holding: Holding,
  books: Books,
  { desk, request: { at } }: Asked,
): Record<string, unknown> {
  const { instrument, amount, lots } = holding;
  const { identity, market } = desk;
  const [first] = lots;
  const accounts = new Set(lots.map(({ account }) => desk.nameOf(account).id));
  const isSingle = lots.length === 1;
  const ids = new Set(lots.map(({ positionId }) => positionId));
  const orders = [...books.orders.values()].filter((order) => order.instrument.id === instrument.id);
  return {
    AccountId: accounts.size === 1 ? [...accounts][0] : undefined,
    Amount: wireNumber(amount),
    AmountLong: wireNumber(sumOf(holding, (part) => part.gt(ZERO))),
    AmountShort: wireNumber(sumOf(holding, (part) => part.lt(ZERO))),
    AssetType: instrument.assetType,
    CanBeClosed: !amount.eq(ZERO),
    ClientId: identity.id,
    HasForceOpenPositions: lots.some(({ isForceOpen }) => isForceOpen),
    IsMarketOpen: market.isOpen(instrument, at),
    MarketState: market.quote(instrument, at).marketState,
    NonTradableReason: "None",
    NumberOfRelatedOrders: orders.filter((order) => ids.has(order.relatedPositionId ?? "")).length,
    OpenOrdersCount: orders.length,
    OpeningDirection: openingDirection(amount),
    PositionsAccount: [...accounts][0],
    SinglePositionId: isSingle ? first?.positionId : undefined,
    SinglePositionStatus: isSingle ? "Open" : undefined,
    TradingStatus: "Tradable",
    Uic: instrument.uic,
    ValueDate: first === undefined ? undefined : `${valueDate(first.openedAt)}T00:00:00.000000Z`,
  };
}

const sumOf = ({ lots }: Holding, isCounted: (amount: Decimal) => boolean): Decimal =>
  sumDecimals(lots.map((lot) => lot.amount).filter(isCounted));

/** Positions that stand against each other have none. */
function openingDirection(amount: Decimal): string | undefined {
  if (amount.eq(ZERO)) return undefined;
  return amount.gt(ZERO) ? "Buy" : "Sell";
}

function netPositionView(holding: Holding, desk: Desk, request: ApiRequest): Record<string, unknown> {
  const { instrument, amount, lots, rate } = holding;
  const seen = seePrice(instrument, closingPriceType(amount), { desk, request });
  const paid = sumDecimals(lots.map((lot) => lot.amount.times(lot.openPrice)));
  const value = toCents(inMoney(instrument, amount.times(seen.price)));
  const profitLoss = seen.isKnown ? amount.times(seen.price).minus(paid) : ZERO;
  const inBase = wireNumber(toCents(amount.times(seen.price).times(rate)));
  const costs = tradeCosts(holding).neg();
  return {
    AverageOpenPrice: wirePrice(instrument, holding.averageOpenPrice),
    ...seen.fields,
    Exposure: wireNumber(exposureOf(instrument, amount, seen.price)),
    ExposureCurrency: exposureCurrency(instrument),
    ExposureInBaseCurrency: inBase,
    InstrumentPriceDayPercentChange: dayChangePercent(desk.market, instrument, request.at),
    MarketValue: instrument.isMargin ? undefined : wireNumber(value),
    MarketValueInBaseCurrency: instrument.isMargin ? undefined : inBase,
    PositionCount: lots.length,
    PositionsNotClosedCount: lots.length,
    ProfitLossOnTrade: wireNumber(toCents(inMoney(instrument, profitLoss))),
    ProfitLossOnTradeInBaseCurrency: wireNumber(toCents(profitLoss.times(rate))),
    Status: amount.eq(ZERO) ? "Square" : "Open",
    TradeCostsTotal: wireNumber(inInstrumentCurrency(instrument, costs, rate)),
    TradeCostsTotalInBaseCurrency: wireNumber(costs),
  };
}

const tradeCosts = ({ lots, costToClose }: Holding): Decimal =>
  sumDecimals(lots.map((lot) => lot.commission)).plus(costToClose);
