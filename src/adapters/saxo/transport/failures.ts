import { TradebotError } from "../../../core/domain/errors.ts";
import type { HttpFailure } from "./http-exchange.ts";
import type { Reply } from "./reply.ts";

/** Failures that are about the whole cycle: no call has reason to go on without the one that met them. */
export const isVital = ({ code }: TradebotError): boolean =>
  code === "LOGIN_NEEDED" || code === "CYCLE_STOPPED";

export const cycleStopped = (): TradebotError =>
  new TradebotError({
    code: "CYCLE_STOPPED",
    message: "the cycle was stopped before the broker was asked",
    exit: "broker_unreachable",
    retry: "safe",
    hint: "The next start continues where this one ended",
  });

/** Not sent, because the broker would refuse it; what was fetched so far is kept. */
export const limitReached = (path: string, waitMs: number): TradebotError =>
  new TradebotError({
    code: "BROKER_LIMIT_REACHED",
    message: `${path} was not asked: the broker's rate limit allows it in ${Math.ceil(waitMs / 1000)} s, which is too late for this cycle`,
    exit: "broker_unreachable",
    retry: "safe",
    hint: "The next start goes on with what is missing; a shorter WATCHLIST or longer bars need fewer requests",
  });

/** A write that the broker refused for coming too soon: nothing was booked. */
export const tooManyWrites = (what: string): TradebotError =>
  new TradebotError({
    code: "BROKER_LIMIT_REACHED",
    message: `${what} was refused with status 429: too many requests in too short a time; nothing was booked`,
    exit: "broker_unreachable",
    retry: "safe",
    hint: "The next cycle decides anew; if it comes back, lower ORDERS_PER_SECOND, or look for another program that trades with the same login",
  });

export const loginNeeded = (what: string, { remedy }: Pick<Reply, "remedy">): TradebotError =>
  new TradebotError({
    code: "LOGIN_NEEDED",
    message: `${what} was refused with status 401: the access token has expired, or does not belong to this account`,
    exit: "login_needed",
    ...(remedy === undefined ? {} : { hint: remedy }),
  });

export const tokenUnusable = (): TradebotError =>
  new TradebotError({
    code: "LOGIN_NEEDED",
    message: "the access token is empty or holds characters that cannot be sent",
    exit: "login_needed",
    hint: "Copy the whole access token again, without spaces or line breaks",
  });

export const brokerUnreachable = (what: string, why: string, cause?: unknown): TradebotError =>
  new TradebotError({
    code: "BROKER_UNREACHABLE",
    message: `${what} brought no answer: ${why}`,
    exit: "broker_unreachable",
    retry: "safe",
    hint: "Check the network and Saxo's status page; the next start tries again",
    cause,
  });

export const contractBroken = (what: string, why: string, cause?: unknown): TradebotError =>
  new TradebotError({
    code: "BROKER_CONTRACT_BROKEN",
    message: `${what} brought an answer that is not what Saxo documents: ${why}`,
    exit: "broker_contract_broken",
    cause,
  });

export const brokerRefused = (what: string, reply: Reply): TradebotError =>
  new TradebotError({
    code: "BROKER_REFUSED",
    message: `${what} was refused with status ${reply.status}${refusalWords(reply)}`,
    exit: "broker_contract_broken",
    ...refusalHint(reply),
  });

/** What may be done about a refusal depends on who refused. */
function refusalHint({ status, correlation }: Reply): { readonly hint?: string } {
  if (correlation === undefined)
    return {
      hint: "The answer has no X-Correlation, so it came from a proxy or the edge of the network: check both",
    };
  const hint = REFUSAL_HINTS.get(status);
  return hint === undefined ? {} : { hint };
}

const REFUSAL_HINTS: ReadonlyMap<number, string> = new Map([
  [
    401,
    "The broker accepts the login for other data: check SAXO_ACCOUNT_KEY and SAXO_CLIENT_KEY, and what the user may see",
  ],
  [403, "Check that the app and the user are allowed this call in this environment"],
]);

function refusalWords({ error }: Reply): string {
  if (error === undefined) return ", without an error code";
  return `, "${error.code}"${error.message === undefined ? "" : `: ${error.message}`}`;
}

const FAILURE_WORDS = {
  not_connected: "no connection could be made",
  lost: "the connection was lost",
  timed_out: "the time allowed ran out",
  stopped: "the cycle was stopped",
  too_large: "the answer is too large",
} as const;

/** What a read without a reply ends as. */
export function readFailed(what: string, failure: HttpFailure): TradebotError {
  const words = FAILURE_WORDS[failure.kind];
  if (failure.kind === "stopped") return cycleStopped();
  if (failure.kind === "too_large") return contractBroken(what, words, failure);
  return brokerUnreachable(what, words, failure);
}

/** The cause of an unknown outcome: whether the write arrived is for reconciliation to find out. */
export function outcomeUnknown(code: string, what: string, why: string, cause?: unknown): TradebotError {
  return new TradebotError({
    code,
    message: `${what} may or may not have arrived: ${why}`,
    exit: "order_unknown",
    retry: "after_reconcile",
    cause,
  });
}

export const replyLost = (what: string, failure: HttpFailure): TradebotError =>
  outcomeUnknown("BROKER_UNREACHABLE", what, FAILURE_WORDS[failure.kind], failure);
