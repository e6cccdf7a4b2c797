import type { Decimal } from "../../../core/domain/decimal.ts";
import { ZERO } from "../../../core/domain/decimal.ts";
import type { Books, Lot } from "../../exchange/books.ts";
import { commissionFor, toCents } from "../../exchange/cents.ts";
import { inMoney, moneyRate } from "../../exchange/conversion.ts";
import type { Holding } from "../../exchange/valuation.ts";
import { closingPriceType, holdingsOf } from "../../exchange/valuation.ts";
import type { SimulatedInstrument } from "../../market/types.ts";
import type { Answer } from "../answer.ts";
import { ok, refuse, wireNumber, wireTime } from "../answer.ts";
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
import type { SeenPrice } from "../seen-price.ts";
import { seePrice } from "../seen-price.ts";
import { ordersOnPosition } from "./orders.ts";

const GROUPS = [
  "Costs",
  "DisplayAndFormat",
  "ExchangeInfo",
  "PositionBase",
  "PositionIdOnly",
  "PositionView",
] as const;
/** Digits of an amount of money in another currency than the account's. */
const FOREIGN_DIGITS = 2;

export const positionsMe = (desk: Desk, request: ApiRequest): Answer =>
  refuseForeignKeys(request, desk) ?? positions(desk, request);

export const positionsOfClient = (desk: Desk, request: ApiRequest): Answer =>
  requireClientKey(request, desk) ?? positions(desk, request);

export function positionById(desk: Desk, request: ApiRequest): Answer {
  const refusal = requireClientKey(request, desk);
  if (refusal !== undefined) return refusal;
  const [row] = rowsOf(desk, request, request.pathParameters.get("PositionId"));
  return row === undefined ? refuse(404, "PositionNotFound", "Position not found") : ok(row);
}

function positions(desk: Desk, request: ApiRequest): Answer {
  const rows = rowsOf(desk, request, request.query.text("PositionId"));
  return listAnswer(rows, request, { pageSize: desk.settings.pageSize, withCount: true });
}

/** @param wanted one position, or all when absent */
function rowsOf(desk: Desk, request: ApiRequest, wanted: string | undefined): readonly unknown[] {
  const asked = request.query.words("FieldGroups", GROUPS);
  const groups = asked.size > 0 ? asked : new Set<string>(["PositionBase", "PositionView"]);
  const books = booksIn(request, desk);
  return holdingsOf(books, desk.market, request.at).flatMap((holding) =>
    holding.lots
      .filter(({ positionId }) => wanted === undefined || positionId === wanted)
      .map((lot) => rowOf({ lot, holding, books, desk, request }, groups)),
  );
}

interface Position {
  readonly lot: Lot;
  readonly holding: Holding;
  readonly books: Books;
  readonly desk: Desk;
  readonly request: ApiRequest;
}

const rowOf = (position: Position, groups: ReadonlySet<string>): Record<string, unknown> => ({
  NetPositionId: netPositionId(position.holding.instrument),
  PositionId: position.lot.positionId,
  ...(groups.has("PositionBase") && { PositionBase: positionBase(position) }),
  ...(groups.has("PositionView") && { PositionView: positionView(position) }),
  ...(groups.has("Costs") && { Costs: costs(position) }),
  ...(groups.has("DisplayAndFormat") && { DisplayAndFormat: displayAndFormat(position.holding.instrument) }),
  ...(groups.has("ExchangeInfo") &&
    exchangeInfo(position.holding.instrument, position.desk, position.request.at)),
});

function positionBase({ lot, holding, books, desk, request }: Position): Record<string, unknown> {
  const { identity, market } = desk;
  const account = desk.nameOf(lot.account);
  const { instrument } = holding;
  const settlesOn = valueDate(lot.openedAt);
  return {
    AccountId: account.id,
    AccountKey: account.key,
    Amount: wireNumber(lot.amount),
    AssetType: instrument.assetType,
    CanBeClosed: true,
    ClientId: identity.id,
    CloseConversionRateSettled: false,
    CorrelationKey: lot.correlationKey,
    ExecutionTimeOpen: wireTime(lot.openedAt),
    ExternalReference: lot.externalReference,
    IsForceOpen: lot.isForceOpen,
    IsMarketOpen: market.isOpen(instrument, request.at),
    LockedByBackOffice: false,
    OpenPrice: wirePrice(instrument, lot.openPrice),
    RelatedOpenOrders: ordersOnPosition(lot.positionId, books),
    SourceOrderId: lot.orderId,
    SpotDate: instrument.assetType === "FxSpot" ? settlesOn : undefined,
    Status: "Open",
    Uic: instrument.uic,
    ValueDate: `${settlesOn}T00:00:00.000000Z`,
  };
}

function positionView(position: Position): Record<string, unknown> {
  const { lot, holding, desk, request } = position;
  const { instrument, rate } = holding;
  const seen = seePrice(instrument, closingPriceType(lot.amount), { desk, request });
  const profitLoss = seen.isKnown ? lot.amount.times(seen.price.minus(lot.openPrice)) : ZERO;
  const total = lot.commission.plus(closingCost(position, seen)).neg();
  const value = toCents(lot.amount.times(seen.price).times(rate));
  return {
    ...seen.fields,
    ConversionRateCurrent: wireNumber(moneyRate(instrument, rate)),
    ConversionRateOpen: wireNumber(moneyRate(instrument, lot.openRate)),
    Exposure: wireNumber(exposureOf(instrument, lot.amount, seen.price)),
    ExposureCurrency: exposureCurrency(instrument),
    ExposureInBaseCurrency: wireNumber(value),
    InstrumentPriceDayPercentChange: dayChangePercent(desk.market, instrument, request.at),
    MarketValue: instrument.isMargin
      ? undefined
      : wireNumber(toCents(inMoney(instrument, lot.amount.times(seen.price)))),
    MarketValueInBaseCurrency: instrument.isMargin ? undefined : wireNumber(value),
    ProfitLossOnTrade: wireNumber(toCents(inMoney(instrument, profitLoss))),
    ProfitLossOnTradeInBaseCurrency: wireNumber(toCents(profitLoss.times(rate))),
    TradeCostsTotal: wireNumber(inInstrumentCurrency(instrument, total, rate)),
    TradeCostsTotalInBaseCurrency: wireNumber(total),
  };
}

/** In account currency. */
const closingCost = ({ lot, holding }: Position, { price }: SeenPrice): Decimal =>
  toCents(commissionFor(holding.instrument, lot.amount, price).times(holding.rate));

export const inInstrumentCurrency = (
  instrument: SimulatedInstrument,
  amount: Decimal,
  rate: Decimal,
): Decimal => amount.div(moneyRate(instrument, rate)).round(FOREIGN_DIGITS);

function costs(position: Position): Record<string, unknown> {
  const { lot, holding, desk, request } = position;
  const seen = seePrice(holding.instrument, closingPriceType(lot.amount), { desk, request });
  const closing = closingCost(position, seen);
  return {
    CloseCost: { Commission: wireNumber(inInstrumentCurrency(holding.instrument, closing, holding.rate)) },
    CloseCostInBaseCurrency: { Commission: wireNumber(closing) },
    OpenCost: {
      Commission: wireNumber(inInstrumentCurrency(holding.instrument, lot.commission, lot.openRate)),
    },
    OpenCostInBaseCurrency: { Commission: wireNumber(lot.commission) },
  };
}
