import { ASSET_TYPES } from "../../../core/domain/instrument.ts";
import { cancelInstrument, cancelOrder } from "../../exchange/cancel-order.ts";
import type { Answer } from "../answer.ts";
import { ok, refuseFields } from "../answer.ts";
import type { ApiRequest } from "../api-request.ts";
import type { Desk } from "../desk.ts";
import { pickEnum } from "../enums.ts";
import { tradingContext } from "../trading.ts";

/** Cancels orders by id; each has its own line in the answer, and a refusal of one does not stop the others. */
export function cancelOrders(desk: Desk, request: ApiRequest): Answer {
  const fault = accountFault(desk, request);
  if (fault !== undefined) return fault;
  const orderIds = (request.pathParameters.get("OrderIds") ?? "").split(",").map((text) => text.trim());
  return ok({ Orders: orderIds.map((orderId) => cancel(desk, request, orderId)) });
}

/** Cancels everything that waits on one instrument; nothing there is no fault. */
export function cancelOrdersOnInstrument(desk: Desk, request: ApiRequest): Answer {
  const fault = accountFault(desk, request) ?? missingFields(request);
  if (fault !== undefined) return fault;
  const assetType = pickEnum(ASSET_TYPES, request.query.text("AssetType") ?? "");
  const instrument = desk.market.find(assetType ?? "", request.query.integer("Uic") ?? 0);
  if (instrument === undefined) return refused("IllegalInstrumentId", "Instrument ID is invalid");
  desk.commit(cancelInstrument(desk.books, instrument, tradingContext(desk, request)));
  return ok({});
}

function accountFault(desk: Desk, { query }: ApiRequest): Answer | undefined {
  const accountKey = query.text("AccountKey");
  if (accountKey === undefined) return refuseFields({ AccountKey: ["AccountKey is required"] });
  return accountKey === desk.identity.accountKey
    ? undefined
    : refused("IllegalAccount", "Account is invalid");
}

function missingFields({ query }: ApiRequest): Answer | undefined {
  const missing = ["AssetType", "Uic"].filter((name) => query.text(name) === undefined);
  return missing.length === 0
    ? undefined
    : refuseFields(Object.fromEntries(missing.map((name) => [name, [`${name} is required`]])));
}

const refused = (code: string, message: string): Answer => ({
  status: 400,
  body: { ErrorInfo: { ErrorCode: code, Message: message } },
});

function cancel(desk: Desk, request: ApiRequest, orderId: string): Record<string, unknown> {
  const step = cancelOrder(desk.books, orderId, tradingContext(desk, request));
  if (step === undefined) {
    return { ErrorInfo: { ErrorCode: "OrderNotFound", Message: "Order not found" }, OrderId: orderId };
  }
  desk.commit(step);
  return { OrderId: orderId };
}
