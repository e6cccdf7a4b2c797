import { orderId } from "../../../core/domain/ids.ts";
import type { OrderId } from "../../../core/domain/ids.ts";
import type { Reply } from "../transport/reply.ts";
import { isSuccess } from "../transport/reply.ts";
import { OrderReply } from "../wire/order-reply.ts";

/** What the answer to an order write says, whatever its status. */
export interface OrderAnswer {
  /** An order that lives, wherever the answer names it. */
  readonly orderId?: OrderId;
  readonly isOrderAtRoot: boolean;
  readonly hasError: boolean;
  /** Every error code, the first one first. */
  readonly codes: readonly string[];
}

/** Codes that leave open whether the order was booked, though they come in the form of a refusal. */
const UNCERTAIN = new Set([
  "TradeNotCompleted",
  "OrderCommandTimeout",
  "OrderCommandPending",
  "DuplicateRequest",
  "InternalServerError",
]);

/** @returns `undefined` when the body says nothing about orders */
export function orderAnswer(json: unknown): OrderAnswer | undefined {
  const { data } = OrderReply.safeParse(json);
  if (data === undefined) return undefined;
  const results = [data, ...(data.Orders ?? [])];
  const named = results.find((result) => result.OrderId !== undefined)?.OrderId;
  const errors = results.map((result) => result.ErrorInfo).filter((error) => error !== undefined);
  const codes = [...errors.map((error) => error.ErrorCode), data.ErrorCode];
  return {
    ...(named === undefined ? {} : { orderId: orderId(named) }),
    isOrderAtRoot: data.OrderId !== undefined,
    hasError: errors.length > 0 || data.ErrorCode !== undefined,
    codes: codes.filter((code) => code !== undefined),
  };
}

/** Whether the broker has said no, in a way that leaves no doubt that nothing was done. */
export function isDefiniteRefusal({ status }: Reply, { codes }: OrderAnswer): boolean {
  if (codes.length === 0 || codes.some((code) => UNCERTAIN.has(code))) return false;
  const isClientError = status >= 400 && status < 500 && status !== 408 && status !== 409;
  return isClientError || (isSuccess(status) && status !== 202);
}
