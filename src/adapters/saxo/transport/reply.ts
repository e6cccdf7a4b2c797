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
  readonly isEmpty: boolean;
  /** The first error code found in the body, whatever the status. */
  readonly error?: BrokerError;
  readonly limits: readonly LimitReading[];
  readonly correlation?: string;
  readonly retryAfter?: string;
}

export const isSuccess = (status: number): boolean => status >= 200 && status < 300;

export function readReply(reply: HttpReply): Reply {
  const json = readJson(reply);
  const error = readError(json);
  const correlation = reply.header("x-correlation");
  const retryAfter = reply.header("retry-after");
  return {
    status: reply.status,
    json,
    isEmpty: reply.text.trim() === "",
    ...(error === undefined ? {} : { error }),
    limits: readLimits(reply),
    ...(correlation === undefined ? {} : { correlation }),
    ...(retryAfter === undefined ? {} : { retryAfter }),
  };
}

/** By content type only: errors of the gateway and the proxies before it come as HTML, or as nothing. */
function readJson(reply: HttpReply): unknown {
  if (!/\bjson\b/i.test(reply.header("content-type") ?? "")) return undefined;
  try {
    return JSON.parse(reply.text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined; // the caller sees status and absence, and decides
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
