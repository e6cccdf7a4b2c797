import type { Books } from "../../exchange/books.ts";
import { instrumentOf } from "../../exchange/instrument-of.ts";
import type { WorkingOrder } from "../../exchange/order-terms.ts";
import { relatedOrderIds } from "../../exchange/order-terms.ts";
import type { Answer } from "../answer.ts";
import { empty, ok, refuse, refuseFields, wireNumber, wireTime } from "../answer.ts";
import type { ApiRequest } from "../api-request.ts";
import type { Desk } from "../desk.ts";
import { pickEnum } from "../enums.ts";
import { displayAndFormat, exchangeInfo } from "../instrument-wire.ts";
import { listAnswer } from "../list.ts";
import { booksIn, refuseForeignKeys, requireClientKey } from "../ownership.ts";
import { seePrice } from "../seen-price.ts";

const GROUPS = ["DisplayAndFormat", "ExchangeInfo"] as const;

export const ordersMe = (desk: Desk, request: ApiRequest): Answer =>
  refuseForeignKeys(request, desk) ?? orders(desk, request);

export const ordersOfClient = (desk: Desk, request: ApiRequest): Answer =>
  requireClientKey(request, desk) ?? orders(desk, request);

/** One order, still as a list; an order that no longer works gives an empty one. */
export function orderById(desk: Desk, request: ApiRequest): Answer {
  const orderId = request.pathParameters.get("OrderId") ?? "";
  if (request.pathParameters.get("ClientKey") !== desk.identity.clientKey) return empty(401);
  if (orderId === "") return refuse(400, "OrderIdNotSpecified", "OrderId is required");
  const order = desk.clientBooks(request.at).orders.get(orderId);
  return answerWith(order === undefined ? [] : [order], desk, request);
}

/** One order by itself, an older address. */
export function orderDetails(desk: Desk, request: ApiRequest): Answer {
  const refusal = requireClientKey(request, desk);
  if (refusal !== undefined) return refusal;
  const order = booksIn(request, desk).orders.get(request.pathParameters.get("OrderId") ?? "");
  return order === undefined
    ? refuse(404, "OrderNotFound", "Order not found")
    : ok(orderRow(order, { desk, request, groups: request.query.words("FieldGroups", GROUPS) }));
}

/** Children that wait for their entry are shown inside it alone, unless all are asked for. */
function orders(desk: Desk, request: ApiRequest): Answer {
  const status = pickEnum(["Working", "All"], request.query.text("Status") ?? "Working");
  if (status === undefined) return refuseFields({ Status: ["Status must be Working or All"] });
  const orderId = request.query.text("OrderId");
  const chosen = [...booksIn(request, desk).orders.values()].filter(
    (order) =>
      (orderId === undefined || order.orderId === orderId) && (status === "All" || !isWaitingChild(order)),
  );
  return answerWith(chosen, desk, request);
}

const isWaitingChild = ({ relation }: WorkingOrder): boolean =>
  relation.kind === "IfDoneSlave" || relation.kind === "IfDoneSlaveOco";

function answerWith(chosen: readonly WorkingOrder[], desk: Desk, request: ApiRequest): Answer {
  const groups = request.query.words("FieldGroups", GROUPS);
  const rows = chosen.map((order) => orderRow(order, { desk, request, groups }));
  return listAnswer(rows, request, { pageSize: desk.settings.pageSize, withCount: true });
}

interface Asked {
  readonly desk: Desk;
  readonly request: ApiRequest;
  readonly groups: ReadonlySet<string>;
}

function orderRow(order: WorkingOrder, { desk, request, groups }: Asked): Record<string, unknown> {
  const { identity, market } = desk;
  const account = desk.nameOf(order.account);
  const instrument = instrumentOf(market, order.instrument);
  const seen = seePrice(instrument, order.side === "buy" ? "Ask" : "Bid", { desk, request });
  return {
    AccountId: account.id,
    AccountKey: account.key,
    AssetType: order.instrument.assetType,
    BuySell: order.side === "buy" ? "Buy" : "Sell",
    ClientId: identity.id,
    ClientKey: identity.clientKey,
    CorrelationKey: order.correlationKey,
    ...seen.fields,
    DistanceToMarket: order.price && wireNumber(seen.price.minus(order.price).abs()),
    ExternalReference: order.externalReference,
    FilledAmount: wireNumber(order.filledAmount),
    IsForceOpen: order.isForceOpen,
    IsMarketOpen: market.isOpen(instrument, request.at),
    MarketPrice: wireNumber(seen.price),
    MarketState: market.quote(instrument, request.at).marketState,
    NonTradableReason: "None",
    OrderAmountType: "Quantity",
    OrderRelation: order.relation.kind,
    OrderTime: wireTime(order.placedAt),
    Price: order.price && wireNumber(order.price),
    RelatedOpenOrders: relatedOpenOrders(order, desk.account(order.account)),
    RelatedPositionId: order.relatedPositionId,
    Uic: order.instrument.uic,
    ...terms(order),
    DisplayAndFormat: groups.has("DisplayAndFormat") ? displayAndFormat(instrument) : undefined,
    ...(groups.has("ExchangeInfo") && exchangeInfo(instrument, desk, request.at)),
  };
}

/** What an order and its mention in another one have in common. */
const terms = (order: WorkingOrder): Record<string, unknown> => ({
  Amount: wireNumber(order.amount),
  Duration: {
    DurationType: order.duration,
    ExpirationDateTime: order.expirationText,
    ExpirationDateContainsTime: order.expirationText?.includes("T"),
  },
  OpenOrderType: order.type,
  OrderId: order.orderId,
  Status: order.venue?.isAccepted === true ? "LockedPlacementPending" : order.status,
  StopLimitPrice: order.stopLimitPrice && wireNumber(order.stopLimitPrice),
  TrailingStopDistanceToMarket: order.trailing && wireNumber(order.trailing.distance),
  TrailingStopStep: order.trailing && wireNumber(order.trailing.step),
});

const relatedOpenOrders = ({ relation }: WorkingOrder, { orders: open }: Books): readonly unknown[] =>
  relatedOrderIds(relation)
    .map((orderId) => open.get(orderId))
    .filter((order) => order !== undefined)
    .map(mention);

/** The orders that would close a position, as its own row mentions them. */
export const ordersOnPosition = (positionId: string, { orders: open }: Books): readonly unknown[] =>
  [...open.values()].filter(({ relatedPositionId }) => relatedPositionId === positionId).map(mention);

/** An order inside another one. Its price goes by another name in there. */
const mention = (order: WorkingOrder): Record<string, unknown> => ({
  ...terms(order),
  OrderPrice: order.price && wireNumber(order.price),
});
