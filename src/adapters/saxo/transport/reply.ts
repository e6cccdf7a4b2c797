import { ErrorBody } from "../wire/error.ts";
import { brokerWords } from "./broker-words.ts";
import type { HttpReply } from "./http-exchange.ts";
import { readLimits } from "./rate-limits.ts";
import type { LimitReading } from "./rate-limits.ts";

/** What the broker says went wrong. Branch on the code only: the words are localised and may be missing. */
interface BrokerError {
  readonly code: string;
  readonly message?: string;
}

export interface Reply {
  readonly status: number;
  /** The JSON value; `undefined` when there is none or it cannot be read. */
  readonly json: unknown;
  /** Why there is no JSON value, in words. */
  readonly unreadable?: string;
  readonly isEmpty: boolean;
  /** The first error code found in the body, whatever the status. */
  readonly error?: BrokerError;
  readonly limits: readonly LimitReading[];
  /** On every answer of the OpenAPI; without it the answer came from something in between. */
  readonly correlation?: string;
  readonly retryAfter?: string;
  /** Of a refused token: what a person does about it. */
  readonly remedy?: string;
  /** Of a read refused with 401: whether the broker accepts the token for something else. */
  readonly isTokenAccepted?: boolean;
}

export const isTokenRefused = ({
  status,
  isTokenAccepted,
}: Pick<Reply, "status" | "isTokenAccepted">): boolean => status === 401 && isTokenAccepted !== true;

export const isSuccess = (status: number): boolean => status >= 200 && status < 300;

/** On every answer of the OpenAPI; `undefined` on those of a proxy or the edge of the network. */
export function correlationOf({ header }: Pick<HttpReply, "header">): string | undefined {
  const text = header("x-correlation") ?? "";
  return text === "" ? undefined : text;
}

/** A date in the form of HTTP has 29 characters. */
const RETRY_AFTER_MAX = 40;

export function readReply(reply: HttpReply): Reply {
  const { json, unreadable } = readJson(reply);
  const error = readError(json);
  const correlation = correlationOf(reply);
  const retryAfter = reply.header("retry-after");
  return {
    status: reply.status,
    json,
    ...(unreadable === undefined ? {} : { unreadable }),
    isEmpty: reply.text.trim() === "",
    ...(error === undefined ? {} : { error }),
    limits: readLimits(reply),
    ...(correlation === undefined ? {} : { correlation }),
    ...(retryAfter === undefined ? {} : { retryAfter: brokerWords(retryAfter).slice(0, RETRY_AFTER_MAX) }),
  };
}

/** By content type only: errors of the gateway and the proxies before it come as HTML, or as nothing. */
function readJson({ header, text }: HttpReply): { readonly json?: unknown; readonly unreadable?: string } {
  const encoding = header("content-encoding") ?? "identity";
  const type = header("content-type");
  if (encoding !== "identity") return { unreadable: `encoded as "${brokerWords(encoding)}"` };
  if (text.trim() === "") return { unreadable: "no body" };
  if (type === undefined || !/\bjson\b/i.test(type))
    return { unreadable: type === undefined ? "no content type" : `content type "${brokerWords(type)}"` };
  try {
    const json: unknown = JSON.parse(text);
    return { json };
  } catch (error) {
    if (error instanceof SyntaxError) return { unreadable: "broken or cut short" };
    throw error;
  }
}

function readError(json: unknown): BrokerError | undefined {
  const { data } = ErrorBody.safeParse(json);
  if (data === undefined) return undefined;
  const legs = (data.Orders ?? []).map((leg) => leg.ErrorInfo);
  const found = [data.ErrorInfo, ...legs, data].find((error) => error?.ErrorCode !== undefined);
  if (found?.ErrorCode === undefined) return undefined;
  const words = found.Message;
  return {
    code: brokerWords(found.ErrorCode),
    ...(words === undefined ? {} : { message: brokerWords(words) }),
  };
}
