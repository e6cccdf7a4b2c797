import type { Decimal } from "../../../core/domain/decimal.ts";
import { ZERO } from "../../../core/domain/decimal.ts";
import type { ClosedPosition } from "../../exchange/books.ts";
import { closedPositionId } from "../../exchange/books.ts";
import { toCents } from "../../exchange/cents.ts";
import { inMoney, moneyRate } from "../../exchange/conversion.ts";
import { instrumentOf } from "../../exchange/instrument-of.ts";
import type { SimulatedInstrument } from "../../market/types.ts";
import type { Answer } from "../answer.ts";
import { ok, refuse, wireNumber, wireTime } from "../answer.ts";
import type { ApiRequest } from "../api-request.ts";
import type { Desk } from "../desk.ts";
import { displayAndFormat, exchangeInfo, netPositionId, valueDate, wirePrice } from "../instrument-wire.ts";
import { listAnswer } from "../list.ts";
import { booksIn, refuseForeignKeys, requireClientKey } from "../ownership.ts";
import { inInstrumentCurrency } from "./positions.ts";

const GROUPS = ["ClosedPosition", "ClosedPositionDetails", "DisplayAndFormat", "ExchangeInfo"] as const;

export const closedPositionsMe = (desk: Desk, request: ApiRequest): Answer =>
  refuseForeignKeys(request, desk) ?? closedPositions(desk, request);

export const closedPositionsOfClient = (desk: Desk, request: ApiRequest): Answer =>
  requireClientKey(request, desk) ?? closedPositions(desk, request);

export function closedPositionById(desk: Desk, request: ApiRequest): Answer {
  const refusal = requireClientKey(request, desk);
  if (refusal !== undefined) return refusal;
  const closed = booksIn(request, desk).closedPositions.get(
    request.pathParameters.get("ClosedPositionId") ?? "",
  );
  return closed === undefined
    ? refuse(404, "ClosedPositionNotFound", "Closed position not found")
    : ok(rowOf(closed, desk, request));
}

/** What was closed since the last end of day, the newest first. */
function closedPositions(desk: Desk, request: ApiRequest): Answer {
  const wanted = request.query.text("ClosedPositionId");
  const rows = [...booksIn(request, desk).closedPositions.values()]
    .filter((closed) => wanted === undefined || closedPositionId(closed) === wanted)
    .toReversed()
    .map((closed) => rowOf(closed, desk, request));
  if (rows.length === 0 && desk.settings.listsAsSeenBare) return ok([]);
  return listAnswer(rows, request, { pageSize: desk.settings.pageSize, withCount: true });
}

function rowOf(closed: ClosedPosition, desk: Desk, request: ApiRequest): Record<string, unknown> {
  const asked = request.query.words("FieldGroups", GROUPS);
  const groups = asked.size > 0 ? asked : new Set<string>(["ClosedPosition"]);
  const instrument = instrumentOf(desk.market, closed.instrument);
  return {
    ClosedPositionUniqueId: closedPositionId(closed),
    NetPositionId: netPositionId(instrument),
    ...(groups.has("ClosedPosition") && { ClosedPosition: closedPosition(closed, desk) }),
    ...(groups.has("ClosedPositionDetails") && { ClosedPositionDetails: costDetails(closed, instrument) }),
    ...(groups.has("DisplayAndFormat") && { DisplayAndFormat: displayAndFormat(instrument) }),
    ...(groups.has("ExchangeInfo") && exchangeInfo(instrument, desk, request.at)),
  };
}

function closedPosition(closed: ClosedPosition, desk: Desk): Record<string, unknown> {
  const { amount, openPrice, closingPrice, openRate, closingRate } = closed;
  const instrument = instrumentOf(desk.market, closed.instrument);
  const { profitLoss, inBase, ofCurrency } = resultOf(closed, instrument);
  const marketValue = instrument.isMargin ? ZERO : amount.times(closingPrice);
  return {
    AccountId: desk.nameOf(closed.account).id,
    Amount: wireNumber(amount),
    AssetType: instrument.assetType,
    BuyOrSell: amount.lt(ZERO) ? "Sell" : "Buy",
    ClientId: desk.identity.id,
    ClosedProfitLoss: wireNumber(profitLoss),
    ClosedProfitLossInBaseCurrency: wireNumber(inBase),
    ClosingExternalReferenceId: closed.closingReference,
    ClosingMarketValue: wireNumber(toCents(inMoney(instrument, marketValue))),
    ClosingMarketValueInBaseCurrency: wireNumber(toCents(marketValue.times(closingRate))),
    ClosingMethod: closed.method,
    ClosingPositionId: closed.closingPositionId,
    ClosingPrice: wireNumber(closingPrice),
    ConversionRateInstrumentToBaseSettledClosing: true, // a claim, not a rate, in spite of the name
    ConversionRateInstrumentToBaseSettledOpening: true,
    CostClosing: wireNumber(inInstrumentCurrency(instrument, closed.closingCost, closingRate).neg()),
    CostClosingInBaseCurrency: wireNumber(closed.closingCost.neg()),
    CostOpening: wireNumber(inInstrumentCurrency(instrument, closed.openingCost, openRate).neg()),
    CostOpeningInBaseCurrency: wireNumber(closed.openingCost.neg()),
    ExecutionTimeClose: wireTime(closed.closedAt),
    ExecutionTimeOpen: wireTime(closed.openedAt),
    OpeningExternalReferenceId: closed.openingReference,
    OpeningPositionId: closed.openingPositionId,
    OpenPrice: wirePrice(instrument, openPrice),
    ProfitLossCurrencyConversion: ofCurrency && wireNumber(ofCurrency),
    Uic: instrument.uic,
  };
}

interface Result {
  /** In the instrument's currency. */
  readonly profitLoss: Decimal;
  readonly inBase: Decimal;
  /** In account currency: what the change of the rate brought since it was paid; absent where there is none. */
  readonly ofCurrency?: Decimal;
}

/** Together with the costs, the two parts of it in account currency are what moved the cash. */
function resultOf(closed: ClosedPosition, instrument: SimulatedInstrument): Result {
  const { amount, openPrice, closingPrice, openRate, closingRate, result } = closed;
  const difference = amount.times(closingPrice.minus(openPrice));
  const isSameCurrency = moneyRate(instrument, closingRate).eq("1") && openRate.eq(closingRate);
  if (isSameCurrency) return { profitLoss: result, inBase: result };
  const profitLoss = toCents(inMoney(instrument, difference));
  if (instrument.isMargin) return { profitLoss, inBase: result };
  const inBase = toCents(difference.times(closingRate));
  return { profitLoss, inBase, ofCurrency: result.minus(inBase) };
}

function costDetails(closed: ClosedPosition, instrument: SimulatedInstrument): Record<string, unknown> {
  const { openingCost, closingCost, openRate, closingRate, openedAt, closedAt } = closed;
  return {
    CostClosing: commission(inInstrumentCurrency(instrument, closingCost, closingRate)),
    CostClosingInBaseCurrency: commission(closingCost),
    CostOpening: commission(inInstrumentCurrency(instrument, openingCost, openRate)),
    CostOpeningInBaseCurrency: commission(openingCost),
    CurrencyConversionRateInstrumentToBaseClosing: wireNumber(moneyRate(instrument, closingRate)),
    CurrencyConversionRateInstrumentToBaseOpening: wireNumber(moneyRate(instrument, openRate)),
    ValueDateClose: `${valueDate(closedAt)}T00:00:00.000000Z`,
    ValueDateOpen: `${valueDate(openedAt)}T00:00:00.000000Z`,
  };
}

const commission = (cost: Decimal): Record<string, number> => ({ Commission: wireNumber(cost.neg()) });
