import { placeOrder, placeOrderRefusedByVenue } from "../../exchange/place-order.ts";
import type { Answer } from "../answer.ts";
import { refuseFields } from "../answer.ts";
import type { ApiRequest } from "../api-request.ts";
import type { Desk } from "../desk.ts";
import { pendingDisclaimers } from "../disclaimer.ts";
import { readOrder } from "./order-body.ts";

/** Takes an order: durable before it is answered. */
export function takeOrder(desk: Desk, request: ApiRequest): Answer {
  const read = readOrder(request.body, desk);
  if (read.kind === "faults") return refuseFields(read.faults);
  if (read.kind === "refused") return refuseOrder(read.refusal.code, read.refusal.message);
  if (!read.hasManualOrder) return refuseOrder("InvalidRequest", "ManualOrder is required");
  const pending = pendingDisclaimers(desk, desk.books.counters.orders);
  if (pending !== undefined) return refuseOrder("OtherError", "Disclaimers must be answered first", pending);

  const { books, market, settings } = desk;
  const context = { market, at: request.at, closedMarket: settings.closedMarket };
  const placement =
    request.scenario?.kind === "late_rejection"
      ? placeOrderRefusedByVenue(books, read.draft, request.at)
      : placeOrder(books, read.draft, context);
  desk.commit(placement.step, { key: request.writeKey, at: request.at });
  if (placement.kind === "refused") return refuseOrder(placement.refusal.code, placement.refusal.message);
  const { externalReference } = read.draft;
  return { status: 200, body: { ExternalReference: externalReference, OrderId: placement.orderId } };
}

const refuseOrder = (
  code: string,
  message: string,
  preTradeDisclaimers?: Record<string, unknown>,
): Answer => ({
  status: 400,
  body: { ErrorInfo: { ErrorCode: code, Message: message, PreTradeDisclaimers: preTradeDisclaimers } },
});
