import { assert } from "../../../core/domain/assert.ts";
import type { WorkingOrder } from "../../exchange/order-terms.ts";
import type { Answer } from "../answer.ts";
import { empty, refuse, wireNumber, wireTime } from "../answer.ts";
import type { ApiRequest } from "../api-request.ts";
import type { Desk } from "../desk.ts";
import { displayAndFormat, exchangeInfo } from "../instrument-wire.ts";
import { listAnswer } from "../list.ts";
import { refuseForeignKeys, requireClientKey } from "../ownership.ts";

const GROUPS = ["DisplayAndFormat", "ExchangeInfo"] as const;

export const ordersMe = (desk: Desk, request: ApiRequest): Answer =>
  refuseForeignKeys(request, desk.identity) ?? orders(desk, request, request.query.text("OrderId"));

export const ordersOfClient = (desk: Desk, request: ApiRequest): Answer =>
  requireClientKey(request, desk.identity) ?? orders(desk, request, request.query.text("OrderId"));

/** One order, still as a list; an order that no longer works gives an empty one. */
export function orderById(desk: Desk, request: ApiRequest): Answer {
  const orderId = request.pathParameters.get("OrderId") ?? "";
  if (request.pathParameters.get("ClientKey") !== desk.identity.clientKey) return empty(401);
  if (orderId === "") return refuse(400, "OrderIdNotSpecified", "OrderId is required");
  return orders(desk, request, orderId);
}

function orders(desk: Desk, request: ApiRequest, orderId: string | undefined): Answer {
  const groups = request.query.words("FieldGroups", GROUPS);
  const rows = [...desk.books.orders.values()]
    .filter((order) => orderId === undefined || order.orderId === orderId)
    .map((order) => orderRow(order, { desk, request, groups }));
  return listAnswer(rows, request, { pageSize: desk.settings.pageSize, withCount: true });
}

interface Asked {
  readonly desk: Desk;
  readonly request: ApiRequest;
  readonly groups: ReadonlySet<string>;
}

function orderRow(order: WorkingOrder, { desk, request, groups }: Asked): Record<string, unknown> {
  const { identity, market } = desk;
  const instrument = market.find(order.instrument.assetType, order.instrument.uic);
  assert(instrument !== undefined, `order ${order.orderId} is for an instrument that does not exist`);
  const quote = market.quote(instrument, request.at);
  const marketPrice = order.side === "buy" ? quote.ask : quote.bid;
  return {
    AccountId: identity.id,
    AccountKey: identity.accountKey,
    Amount: wireNumber(order.amount),
    AssetType: order.instrument.assetType,
    BuySell: order.side === "buy" ? "Buy" : "Sell",
    CalculationReliability: "Ok",
    ClientId: identity.id,
    ClientKey: identity.clientKey,
    CorrelationKey: order.correlationKey,
    CurrentPrice: wireNumber(marketPrice),
    CurrentPriceDelayMinutes: 0,
    CurrentPriceType: order.side === "buy" ? "Ask" : "Bid",
    DistanceToMarket: order.price && wireNumber(marketPrice.minus(order.price).abs()),
    Duration: duration(order),
    ExternalReference: order.externalReference,
    FilledAmount: 0,
    IsForceOpen: false,
    IsMarketOpen: market.isOpen(instrument, request.at),
    MarketPrice: wireNumber(marketPrice),
    MarketState: quote.marketState,
    NonTradableReason: "None",
    OpenOrderType: order.type,
    OrderAmountType: "Quantity",
    OrderId: order.orderId,
    OrderRelation: "StandAlone",
    OrderTime: wireTime(order.placedAt),
    Price: order.price && wireNumber(order.price),
    RelatedOpenOrders: [],
    Status: "Working",
    Uic: order.instrument.uic,
    DisplayAndFormat: groups.has("DisplayAndFormat") ? displayAndFormat(instrument) : undefined,
    ExchangeInfo: groups.has("ExchangeInfo") ? exchangeInfo(instrument) : undefined,
  };
}

function duration({ duration: type, expirationText }: WorkingOrder): Record<string, unknown> {
  return {
    DurationType: type,
    ExpirationDateTime: expirationText,
    ExpirationDateContainsTime: expirationText?.includes("T"),
  };
}
