import { orderId } from "../../../core/domain/ids.ts";
import type { OrderId } from "../../../core/domain/ids.ts";
import { brokerWords } from "../transport/broker-words.ts";
import type { Reply } from "../transport/reply.ts";
import { isSuccess } from "../transport/reply.ts";
import { OrderReply } from "../wire/order-reply.ts";
import type { OrderReply as Body, OrderResult } from "../wire/order-reply.ts";

/** What the answer says about one order: an id and an error may stand side by side. */
export interface ResultRow {
  readonly orderId?: OrderId;
  /** Which order it is about, where the broker says so. */
  readonly reference?: string;
  readonly error?: Refusal;
}

interface Refusal {
  /** Absent where the broker objects without a code. */
  readonly code?: string;
  readonly message?: string;
}

/** What the answer to an order write says, whatever its status. */
export interface OrderAnswer {
  /** What stands at the root: the only order, or the one the others hang on. */
  readonly root: ResultRow;
  /** One for each further order, in the order of the request unless they say which they are about. */
  readonly rows: readonly ResultRow[];
  readonly hasError: boolean;
  /** Every error code; the one that is to blame first. */
  readonly codes: readonly string[];
  /** The error that is to blame. */
  readonly blame?: Refusal;
}

/** Codes that leave open whether the order was booked, though they come in the form of a refusal. */
const UNCERTAIN = new Set([
  "TradeNotCompleted",
  "OrderCommandTimeout",
  "OrderCommandPending",
  "DuplicateRequest",
  "InternalServerError",
]);

/** Of an order that only fell because another one of the same request did. */
const DRAGGED_DOWN = "OrderNotPlaced";

/** @returns `undefined` when the body says nothing about orders */
export function orderAnswer(json: unknown): OrderAnswer | undefined {
  const { data } = OrderReply.safeParse(json);
  if (data === undefined) return undefined;
  const root = resultRow(data);
  const rows = (data.Orders ?? []).map(resultRow);
  const flat = data.ErrorCode === undefined ? [] : [refusal(withFields(data))];
  const errors = [...[root, ...rows].map(({ error }) => error), ...flat].filter(
    (error) => error !== undefined,
  );
  const culprits = errors.filter(({ code }) => code !== DRAGGED_DOWN);
  const byBlame = [...culprits, ...errors.filter(({ code }) => code === DRAGGED_DOWN)];
  const blame = byBlame.find(({ code }) => code !== undefined) ?? byBlame[0];
  return {
    root,
    rows,
    hasError: errors.length > 0,
    codes: byBlame.map(({ code }) => code).filter((code) => code !== undefined),
    ...(blame === undefined ? {} : { blame }),
  };
}

const resultRow = ({
  OrderId: id,
  ExternalReference: reference,
  ErrorInfo: error,
}: OrderResult): ResultRow => ({
  ...(id === undefined ? {} : { orderId: orderId(id) }),
  ...(reference === undefined ? {} : { reference }),
  ...(error === undefined ? {} : { error: refusal(error) }),
});

const refusal = (error: {
  readonly ErrorCode: string | undefined;
  readonly Message: string | undefined;
}): Refusal => ({
  ...(error.ErrorCode === undefined ? {} : { code: brokerWords(error.ErrorCode) }),
  ...(error.Message === undefined ? {} : { message: brokerWords(error.Message) }),
});

/** The general words say less than those about the fields. */
function withFields({ ErrorCode, Message, ModelState = {} }: Body): Parameters<typeof refusal>[0] {
  const faults = Object.entries(ModelState).map(([field, words]) => `${field}: ${words.join(" ")}`);
  return { ErrorCode, Message: faults.length === 0 ? Message : faults.join("; ") };
}

/** Whether the broker has said no to everything it was asked, in a way that leaves no doubt that nothing was done. */
export function isDefiniteRefusal({ status }: Reply, { codes }: OrderAnswer): boolean {
  if (codes.length === 0 || codes.some((code) => UNCERTAIN.has(code))) return false;
  const isClientError = status >= 400 && status < 500 && status !== 408 && status !== 409;
  return isClientError || (isSuccess(status) && status !== 202);
}

/** Whether one row alone is a clear no, in an answer that is one. */
export const isRefusedRow = ({ orderId: id, error }: ResultRow): boolean =>
  id === undefined && error?.code !== undefined && !UNCERTAIN.has(error.code);

/** The code and the words of an error, for people. */
export const refusalWords = ({ code, message }: Refusal = {}): {
  readonly code: string;
  readonly reason: string;
} => ({
  code: code ?? "NO_CODE",
  reason: message ?? "the broker gave no reason",
});
