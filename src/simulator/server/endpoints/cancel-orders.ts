import { ASSET_TYPES } from "../../../core/domain/instrument.ts";
import type { Books } from "../../exchange/books.ts";
import { cancelInstrument, cancelOrder } from "../../exchange/cancel-order.ts";
import type { Answer } from "../answer.ts";
import { ok, refuseFields } from "../answer.ts";
import type { ApiRequest } from "../api-request.ts";
import type { Desk } from "../desk.ts";
import { pickEnum } from "../enums.ts";
import { namedAccount } from "../ownership.ts";
import { tradingContext } from "../trading.ts";

/** Cancels orders by id; each has its own line in the answer, and a refusal of one does not stop the others. */
export function cancelOrders(desk: Desk, request: ApiRequest): Answer {
  const found = accountOf(desk, request);
  if (found.kind === "refused") return found.answer;
  const { number } = found.books.account;
  const orderIds = (request.pathParameters.get("OrderIds") ?? "").split(",").map((text) => text.trim());
  return ok({ Orders: orderIds.map((orderId) => cancel(desk, request, { number, orderId })) });
}

/** Cancels everything that waits on one instrument; nothing there is no fault. */
export function cancelOrdersOnInstrument(desk: Desk, request: ApiRequest): Answer {
  const found = accountOf(desk, request);
  if (found.kind === "refused") return found.answer;
  const fault = missingFields(request);
  if (fault !== undefined) return fault;
  const assetType = pickEnum(ASSET_TYPES, request.query.text("AssetType") ?? "");
  const instrument = desk.market.find(assetType ?? "", request.query.integer("Uic") ?? 0);
  if (instrument === undefined) return refused("IllegalInstrumentId", "Instrument ID is invalid");
  desk.commit(cancelInstrument(found.books, instrument, tradingContext(desk, request)));
  return ok({});
}

type FoundAccount =
  { readonly kind: "found"; readonly books: Books } | { readonly kind: "refused"; readonly answer: Answer };

/** Naming the account is part of the request; in one that is not active, orders can still be cancelled. */
function accountOf(desk: Desk, request: ApiRequest): FoundAccount {
  if (request.query.text("AccountKey") === undefined) {
    return { kind: "refused", answer: refuseFields({ AccountKey: ["AccountKey is required"] }) };
  }
  const books = namedAccount(request, desk);
  return books === undefined
    ? { kind: "refused", answer: refused("IllegalAccount", "Account is invalid") }
    : { kind: "found", books };
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

interface Named {
  /** Of the account. */
  readonly number: number;
  readonly orderId: string;
}

function cancel(desk: Desk, request: ApiRequest, { number, orderId }: Named): Record<string, unknown> {
  const step = cancelOrder(desk.account(number), orderId, tradingContext(desk, request));
  if (step === undefined) {
    return { ErrorInfo: { ErrorCode: "OrderNotFound", Message: "Order not found" }, OrderId: orderId };
  }
  desk.commit(step);
  return { OrderId: orderId };
}
