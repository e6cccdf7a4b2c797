import { assert } from "./assert.ts";
import type { Brand } from "./brand.ts";

/** The broker's id of an order: a string of digits. */
export type OrderId = Brand<string, "OrderId">;
/** The broker's id of one opening, as it lists it: a string of digits. */
export type PositionId = Brand<string, "PositionId">;
/** Ours, the same for the same decision: `ATB-` and a digest, at most 50 characters. */
export type ExternalReference = Brand<string, "ExternalReference">;
/** `X-Request-ID`: one for each intended write. */
export type RequestId = Brand<string, "RequestId">;
export type AccountKey = Brand<string, "AccountKey">;
export type ClientKey = Brand<string, "ClientKey">;
/** One for each process. */
export type RunId = Brand<string, "RunId">;
/** Counts the cycles of one store, from 1. */
export type CycleId = Brand<number, "CycleId">;
/** A row of the store's intent table. */
export type IntentId = Brand<number, "IntentId">;

/** Saxo refuses an order whose reference is longer (OpenAPI reference, order placement). */
const MAX_EXTERNAL_REFERENCE_LENGTH = 50;
const OWN_REFERENCE = /^ATB-[A-Z2-7]+$/;

function nonEmpty(text: string, what: string): string {
  assert(text.trim() !== "", `${what} must not be empty`);
  return text;
}

export const orderId = (text: string): OrderId => nonEmpty(text, "an order id") as OrderId;
export const positionId = (text: string): PositionId => nonEmpty(text, "a position id") as PositionId;
export const requestId = (text: string): RequestId => nonEmpty(text, "a request id") as RequestId;
export const accountKey = (text: string): AccountKey => nonEmpty(text, "an account key") as AccountKey;
export const clientKey = (text: string): ClientKey => nonEmpty(text, "a client key") as ClientKey;
export const runId = (text: string): RunId => nonEmpty(text, "a run id") as RunId;

export function externalReference(text: string): ExternalReference {
  assert(
    nonEmpty(text, "an external reference").length <= MAX_EXTERNAL_REFERENCE_LENGTH,
    `"${text}" is longer than 50 characters`,
  );
  return text as ExternalReference;
}

/** Whether an order with this reference was made by a tradebot. */
export const isOwnReference = (reference: string | undefined): boolean =>
  reference !== undefined && OWN_REFERENCE.test(reference);

export function cycleId(value: number): CycleId {
  assert(Number.isSafeInteger(value) && value > 0, `${value} is no cycle id`);
  return value as CycleId;
}

export function intentId(value: number): IntentId {
  assert(Number.isSafeInteger(value) && value > 0, `${value} is no intent id`);
  return value as IntentId;
}
