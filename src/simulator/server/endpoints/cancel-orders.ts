import { cancelOrder } from "../../exchange/cancel-order.ts";
import type { Answer } from "../answer.ts";
import { ok, refuseFields } from "../answer.ts";
import type { ApiRequest } from "../api-request.ts";
import type { Desk } from "../desk.ts";

/** Cancels orders by id; each has its own line in the answer, and a refusal of one does not stop the others. */
export function cancelOrders(desk: Desk, request: ApiRequest): Answer {
  const accountKey = request.query.text("AccountKey");
  if (accountKey === undefined) return refuseFields({ AccountKey: ["AccountKey is required"] });
  if (accountKey !== desk.identity.accountKey) {
    return {
      status: 400,
      body: { ErrorInfo: { ErrorCode: "IllegalAccount", Message: "Account is invalid" } },
    };
  }
  const orderIds = (request.pathParameters.get("OrderIds") ?? "").split(",").map((text) => text.trim());
  return ok({ Orders: orderIds.map((orderId) => cancel(desk, request, orderId)) });
}

function cancel(desk: Desk, request: ApiRequest, orderId: string): Record<string, unknown> {
  const step = cancelOrder(desk.books, orderId, request.at);
  if (step === undefined) {
    return { ErrorInfo: { ErrorCode: "OrderNotFound", Message: "Order not found" }, OrderId: orderId };
  }
  desk.commit(step);
  return { OrderId: orderId };
}
