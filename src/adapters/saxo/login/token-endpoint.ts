import type { DurationMs } from "../../../core/domain/time.ts";
import { seconds } from "../../../core/domain/time.ts";
import { brokerWords } from "../transport/broker-words.ts";
import { HttpExchange, HttpFailure, type HttpReply } from "../transport/http-exchange.ts";
import { readTokenAnswer, type TokenAnswer } from "./token-answer.ts";

/** The app that asks, and where. */
export interface OAuthApp {
  /** `/authorize` and `/token` lie below it. */
  readonly authBase: URL;
  readonly appKey: string;
  /** Absent for an app that logs in with PKCE. */
  readonly appSecret?: string;
  readonly redirectUri: string;
}

/** What was asked for and not given, whatever the reason: the endpoint may or may not have done it. */
interface NoAnswer {
  readonly kind: "no_answer";
  readonly why: string;
  /** False when it certainly saw nothing, or did nothing. */
  readonly mayHaveArrived: boolean;
  /** The endpoint's own wish, when it is only busy. */
  readonly retryAfterMs?: number;
}

/** It said no by its status alone: nobody knows whether the login is what is wrong. */
interface RefusedWithoutReason {
  readonly kind: "refused_without_reason";
  readonly status: number;
}

export type TokenReply =
  Extract<TokenAnswer, { kind: "granted" | "refused" }> | RefusedWithoutReason | NoAnswer;

/** A refresh token works once: giving up on a slow answer gives up the login. */
const TIMEOUT: DurationMs = seconds(60);

interface Asking {
  readonly app: OAuthApp;
  /** Ends the asking early, and may leave it unknown what came of it. */
  readonly stop?: AbortSignal;
}

/** Redeems the code of a login for a first pair of tokens. */
export const redeemCode = (
  { code, codeVerifier }: { readonly code: string; readonly codeVerifier: string | undefined },
  asking: Asking,
): Promise<TokenReply> =>
  askToken(asking, {
    grant_type: "authorization_code",
    code,
    redirect_uri: asking.app.redirectUri,
    ...(codeVerifier === undefined ? {} : { code_verifier: codeVerifier }),
  });

/** What a renewal shows of the login it continues. */
export interface RefreshRequest {
  readonly refreshToken: string;
  readonly codeVerifier: string | undefined;
  /** The one that the login was made with. */
  readonly redirectUri: string;
}

/** Asks for the next pair. The refresh token is used up by it. */
export const refreshPair = (
  { refreshToken, codeVerifier, redirectUri }: RefreshRequest,
  asking: Asking,
): Promise<TokenReply> =>
  askToken(asking, {
    grant_type: "refresh_token",
    refresh_token: refreshToken,
    redirect_uri: redirectUri,
    ...(codeVerifier === undefined ? {} : { code_verifier: codeVerifier }),
  });

async function askToken({ app, stop }: Asking, form: Readonly<Record<string, string>>): Promise<TokenReply> {
  const http = new HttpExchange(app.authBase.origin);
  try {
    const reply = await http.send({
      method: "POST",
      path: `${app.authBase.pathname.replace(/\/+$/, "")}/token`,
      headers: headersOf(app),
      body: new URLSearchParams({ ...form, ...clientOf(app) }).toString(),
      timeout: TIMEOUT,
      ...(stop === undefined ? {} : { stop }),
    });
    return withoutSecrets(settle(reply), secretsIn(app, form));
  } catch (error) {
    if (error instanceof HttpFailure) return lost(error);
    throw error;
  } finally {
    await http.close();
  }
}

function headersOf({ appKey, appSecret }: OAuthApp): Record<string, string> {
  const common = {
    accept: "application/json",
    "content-type": "application/x-www-form-urlencoded",
    "user-agent": "tradebot",
  };
  if (appSecret === undefined) return common;
  const credentials = Buffer.from(`${appKey}:${appSecret}`).toString("base64");
  return { ...common, authorization: `Basic ${credentials}` };
}

/** Without a secret the app only says its name. */
const clientOf = ({ appKey, appSecret }: OAuthApp): { client_id?: string } =>
  appSecret === undefined ? { client_id: appKey } : {};

/** Busy, or not the endpoint at all: nothing that its own words decide. */
const isTransient = (status: number): boolean => status === 408 || status === 429 || status >= 500;

/** What a token endpoint says no with. */
const REFUSALS: ReadonlySet<number> = new Set([400, 401, 403]);

function settle({ status, text, header }: HttpReply): TokenReply {
  const answer = readTokenAnswer(status, text);
  if (status === 429) return busy(header("retry-after"));
  if (isTransient(status)) {
    const code = answer.kind === "refused" ? `, "${answer.code}"` : "";
    return { kind: "no_answer", why: `the answer was status ${status}${code}`, mayHaveArrived: true };
  }
  if (answer.kind !== "unreadable") return answer;
  if (REFUSALS.has(status)) return { kind: "refused_without_reason", status };
  return { kind: "no_answer", why: answer.why, mayHaveArrived: true };
}

/** Whoever is turned away at the door has used nothing up. */
function busy(retryAfter: string | undefined): NoAnswer {
  const wish = /^\d{1,6}$/.test(retryAfter ?? "") ? Number(retryAfter) : undefined;
  return {
    kind: "no_answer",
    why: `the answer was status 429, too many requests${wish === undefined ? "" : ` for ${wish} s`}`,
    mayHaveArrived: false,
    ...(wish === undefined ? {} : { retryAfterMs: wish * 1000 }),
  };
}

const FAILURE_WORDS = {
  not_connected: "no connection could be made",
  lost: "the connection was lost",
  timed_out: `nothing came within ${TIMEOUT / 1000} s`,
  stopped: "the asking was stopped",
  too_large: "the answer is too large",
} as const;

const lost = ({ kind }: HttpFailure): TokenReply => ({
  kind: "no_answer",
  why: FAILURE_WORDS[kind],
  mayHaveArrived: kind !== "not_connected",
});

const secretsIn = (app: OAuthApp, form: Readonly<Record<string, string>>): readonly string[] =>
  [form["code"], form["refresh_token"], form["code_verifier"], app.appKey, app.appSecret].flatMap(
    (secret) => secret ?? [],
  );

/** A server that repeats what it was sent must not bring it before people. */
function withoutSecrets(reply: TokenReply, secrets: readonly string[]): TokenReply {
  const words = (text: string): string =>
    brokerWords(secrets.filter(isLong).reduce((shown, secret) => shown.replaceAll(secret, "***"), text));
  if (reply.kind === "granted" || reply.kind === "refused_without_reason") return reply;
  if (reply.kind === "no_answer") return { ...reply, why: words(reply.why) };
  const { description } = reply;
  return {
    ...reply,
    code: words(reply.code),
    ...(description === undefined ? {} : { description: words(description) }),
  };
}

/** A shorter one could be a piece of a word. */
const isLong = ({ length }: string): boolean => length >= 8;
