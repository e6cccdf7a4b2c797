import { createHash } from "node:crypto";
import type { DurationMs, Timestamp } from "../../core/domain/time.ts";
import { addDuration, durationMs, subtractDuration } from "../../core/domain/time.ts";
import type { Identity } from "../exchange/ids.ts";
import type { Environment, Session } from "../server/session.ts";
import type { Application } from "./applications.ts";
import type { Login, LoginStore } from "./login-store.ts";
import { TokenTexts } from "./token-text.ts";

/** How long what was given out is good for. */
export interface Lifetimes {
  readonly code: DurationMs;
  readonly accessToken: DurationMs;
  readonly refreshToken: DurationMs;
}

/** What the person agreed to, waiting to be exchanged for tokens. */
interface Grant {
  readonly application: Application;
  readonly redirectUri: string;
  readonly challenge: string | undefined;
}

export interface TokenPair {
  readonly accessToken: string;
  readonly accessExpiresIn: DurationMs;
  readonly refreshToken: string;
  readonly refreshExpiresIn: DurationMs;
}

/** Why a code or a refresh token bought nothing, in words for the answer. */
export interface Refused {
  readonly refused: string;
}

interface LoginsParts {
  readonly store: LoginStore;
  readonly identity: Identity;
  readonly lifetimes: Lifetimes;
  /** Whoever does not know it cannot guess a token. */
  readonly secret: string;
}

const DEVELOPER_PORTAL = "developer portal";
const DAY = durationMs(86_400_000);

/** Who is logged in: codes once exchanged, refresh tokens once used, access tokens until they expire. */
export class Logins {
  readonly #parts: LoginsParts;
  readonly #texts: TokenTexts;
  /** Codes live for seconds, and so are kept by the process alone. */
  readonly #codes = new Map<string, Grant & { readonly expiresAt: Timestamp }>();
  #codeCount = 0;
  #loginCount = 0;

  constructor(parts: LoginsParts) {
    this.#parts = parts;
    this.#texts = new TokenTexts(parts.secret);
  }

  /** @returns the code that the person's browser takes back to the application */
  grant(grant: Grant, at: Timestamp): string {
    for (const [code, { expiresAt }] of this.#codes) if (expiresAt <= at) this.#codes.delete(code);
    this.#codeCount += 1;
    const code = this.#texts.uuid(`code ${this.#codeCount} ${at}`);
    this.#codes.set(code, { ...grant, expiresAt: addDuration(at, this.#parts.lifetimes.code) });
    return code;
  }

  /** A code works once, whatever becomes of it, and begins a session of its own. */
  redeem(code: string, redemption: Redemption, at: Timestamp): TokenPair | Refused {
    const grant = this.#codes.get(code);
    if (grant === undefined || grant.expiresAt <= at)
      return { refused: "The code is unknown, used or expired" };
    this.#codes.delete(code);
    if (grant.application.key !== redemption.application.key)
      return { refused: "The code was given to another client" };
    if (redemption.redirectUri !== undefined && grant.redirectUri !== redemption.redirectUri)
      return { refused: "redirect_uri is not the one the code was sent to" };
    if (!proves(redemption.verifier, grant.challenge))
      return { refused: "code_verifier does not fit the code_challenge" };
    const { challenge, application } = grant;
    const login = this.#begin({
      environment: application.environment,
      applicationKey: application.key,
      challenge,
      at,
    });
    return this.#issue(login, { at, spent: undefined });
  }

  /** The login behind a refresh token that could be used now. */
  refreshable(refreshToken: string, environment: Environment, at: Timestamp): Login | undefined {
    const stored = this.#parts.store.find(refreshToken, "refresh");
    const isGood = stored?.login.environment === environment && stored.expiresAt > at;
    return isGood ? stored.login : undefined;
  }

  /** A new pair in the same session; the refresh token is spent. */
  refresh(
    login: Login,
    refreshToken: string,
    by: { verifier: string | undefined; at: Timestamp },
  ): TokenPair | Refused {
    if (!proves(by.verifier, login.challenge))
      return { refused: "code_verifier does not fit the code_challenge" };
    return this.#issue(login, { at: by.at, spent: refreshToken });
  }

  /** The token that Saxo's developer portal gives for a day, on SIM alone, and that nothing renews. */
  developerToken(at: Timestamp): string {
    const login = this.#begin({
      environment: "SIM",
      applicationKey: DEVELOPER_PORTAL,
      challenge: undefined,
      at,
    });
    const { sessionId } = login;
    const expiresAt = addDuration(at, DAY);
    const token = this.#accessToken(sessionId, expiresAt);
    this.#parts.store.addTokens([{ token, kind: "access", sessionId, expiresAt }], {
      spent: undefined,
      forgetBefore: subtractDuration(at, DAY),
    });
    return token;
  }

  sessionOf(accessToken: string, environment: Environment, at: Timestamp): Session | undefined {
    const stored = this.#parts.store.find(accessToken, "access");
    if (stored?.login.environment !== environment || stored.expiresAt <= at) return undefined;
    return { id: stored.login.sessionId, environment, beganAt: stored.login.beganAt };
  }

  /** Every access token ends now; refresh tokens are as good as before. */
  expireAccessTokens(at: Timestamp): void {
    this.#parts.store.expire("access", at);
  }

  close(): void {
    this.#parts.store.close();
  }

  #begin({ environment, applicationKey, challenge, at }: Beginning): Login {
    const { store } = this.#parts;
    this.#loginCount += 1;
    const sessionId = this.#texts.sessionId(`session ${store.tokenCount()} ${this.#loginCount}`);
    const login = {
      sessionId,
      environment,
      beganAt: at,
      applicationKey,
      ...(challenge !== undefined && { challenge }),
    };
    store.addLogin(login);
    return login;
  }

  #accessToken(sessionId: string, expiresAt: Timestamp): string {
    const { store, identity } = this.#parts;
    return this.#texts.accessToken(`access ${store.tokenCount() + 1}`, identity, { sessionId, expiresAt });
  }

  #issue({ sessionId }: Login, { at, spent }: { at: Timestamp; spent: string | undefined }): TokenPair {
    const { store, lifetimes } = this.#parts;
    const accessExpiresAt = addDuration(at, lifetimes.accessToken);
    const accessToken = this.#accessToken(sessionId, accessExpiresAt);
    const refreshToken = this.#texts.uuid(`refresh ${store.tokenCount() + 2}`);
    const refreshExpiresAt = addDuration(at, lifetimes.refreshToken);
    store.addTokens(
      [
        { token: accessToken, kind: "access", sessionId, expiresAt: accessExpiresAt },
        { token: refreshToken, kind: "refresh", sessionId, expiresAt: refreshExpiresAt },
      ],
      { spent, forgetBefore: subtractDuration(at, DAY) },
    );
    return {
      accessToken,
      accessExpiresIn: lifetimes.accessToken,
      refreshToken,
      refreshExpiresIn: lifetimes.refreshToken,
    };
  }
}

type Beginning = Pick<Login, "environment" | "applicationKey"> & {
  challenge: string | undefined;
  at: Timestamp;
};

interface Redemption {
  readonly application: Application;
  readonly redirectUri: string | undefined;
  readonly verifier: string | undefined;
}

const VERIFIER = /^[A-Za-z0-9\-._~]{43,128}$/;

/** PKCE, S256: whoever knows the text whose digest the login began with. */
function proves(verifier: string | undefined, challenge: string | undefined): boolean {
  if (challenge === undefined) return true;
  if (verifier === undefined || !VERIFIER.test(verifier)) return false;
  return createHash("sha256").update(verifier).digest("base64url") === challenge;
}
