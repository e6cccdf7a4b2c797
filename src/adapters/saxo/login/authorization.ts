import { createHash, timingSafeEqual } from "node:crypto";
import { brokerWords } from "../transport/broker-words.ts";
import type { OAuthApp } from "./token-endpoint.ts";

/** A login that was begun and not yet come back. */
export interface Authorization {
  /** What the person opens. */
  readonly address: string;
  /** Comes back with the answer, and with no other. */
  readonly state: string;
  /** Of PKCE: proves later that it was we who began. */
  readonly codeVerifier: string | undefined;
}

/** @param randomText gives 43 or more characters that nobody guesses, of the kind that addresses carry unchanged */
export function beginAuthorization(app: OAuthApp, randomText: () => string): Authorization {
  const state = randomText();
  const codeVerifier = app.appSecret === undefined ? randomText() : undefined;
  const query = new URLSearchParams({
    response_type: "code",
    client_id: app.appKey,
    redirect_uri: app.redirectUri,
    state,
    ...(codeVerifier === undefined
      ? {}
      : { code_challenge: challengeOf(codeVerifier), code_challenge_method: "S256" }),
  });
  const base = app.authBase.href.replace(/\/+$/, "");
  return { address: `${base}/authorize?${query.toString()}`, state, codeVerifier };
}

const challengeOf = (verifier: string): string => createHash("sha256").update(verifier).digest("base64url");

export type Callback =
  | { readonly kind: "code"; readonly code: string }
  /** The broker or the person said no; in its words. */
  | { readonly kind: "denied"; readonly why: string }
  /** Not the answer to this login, whoever sent it. */
  | { readonly kind: "foreign"; readonly why: string };

/** What came back with the browser. */
export function readCallback(query: URLSearchParams, { state }: Authorization): Callback {
  const error = query.get("error");
  const refusal = error === null ? undefined : refusalWords(error, query.get("error_description"));
  const given = query.get("state");
  if (given === null || !isSame(given, state)) {
    // also of a refusal: any page that the browser shows could send one
    const words = refusal === undefined ? "" : `; it says "${refusal}"`;
    const why = `it is not the answer to this login (its state is another, or missing)${words}`;
    return { kind: "foreign", why };
  }
  if (refusal !== undefined) return { kind: "denied", why: refusal };
  const code = query.get("code") ?? "";
  return code === ""
    ? { kind: "foreign", why: "it brings neither a code nor an error" }
    : { kind: "code", code };
}

const refusalWords = (error: string, description: string | null): string =>
  brokerWords(description === null || description === "" ? error : `${error}: ${description}`);

/** In a time that says nothing about how much of it is right. */
function isSame(given: string, expected: string): boolean {
  const digest = (text: string): Buffer => createHash("sha256").update(text).digest();
  return timingSafeEqual(digest(given), digest(expected));
}
