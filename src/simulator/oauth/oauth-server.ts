import type { Timestamp } from "../../core/domain/time.ts";
import type { Identity } from "../exchange/ids.ts";
import type { Answer } from "../server/answer.ts";
import { empty } from "../server/answer.ts";
import type { Incoming } from "../server/http-server.ts";
import type { Address } from "../server/incoming.ts";
import type { Environment, Session } from "../server/session.ts";
import type { Application } from "./applications.ts";
import { applicationsOf } from "./applications.ts";
import { authorize } from "./authorize.ts";
import { LoginStore } from "./login-store.ts";
import type { Lifetimes } from "./logins.ts";
import { Logins } from "./logins.ts";
import { exchangeToken } from "./token-endpoint.ts";

export interface OAuthOptions {
  /** A file of its own, or `:memory:` for logins that end with the process. */
  readonly path: string;
  /** Whoever knows it can guess tokens. */
  readonly secret: string;
  readonly lifetimes: Lifetimes;
  /** Where the apps may let people come back to. */
  readonly redirectUris: readonly string[];
  /** Of a token answer; which one Saxo gives is documented nowhere. */
  readonly successStatus: 200 | 201;
  /** Whether whoever redeems a code has to repeat where it was sent to. */
  readonly requiresRedirectUri: boolean;
}

interface Surroundings {
  readonly seed: number;
  readonly identity: Identity;
  readonly now: () => Timestamp;
}

/** Sign-in pages, token endpoint, and the logins that come of them. */
export class OAuthServer {
  readonly applications: readonly Application[];
  readonly #logins: Logins;
  readonly #options: OAuthOptions;
  readonly #surroundings: Surroundings;

  constructor(options: OAuthOptions, surroundings: Surroundings) {
    const { seed, identity } = surroundings;
    const { path, secret, lifetimes, redirectUris } = options;
    this.applications = applicationsOf(seed, redirectUris);
    this.#logins = new Logins({ store: new LoginStore(path), identity, lifetimes, secret });
    this.#options = options;
    this.#surroundings = surroundings;
  }

  handle(incoming: Incoming, { environment, path, search }: Address): Answer {
    const { identity, now } = this.#surroundings;
    const parts = { logins: this.#logins, applications: this.applications, environment, at: now() };
    if (path === "/authorize") return authorize(incoming, search, { ...parts, userId: identity.id });
    const { successStatus, requiresRedirectUri } = this.#options;
    if (path === "/token")
      return exchangeToken(incoming, search, { ...parts, successStatus, requiresRedirectUri });
    return empty(404);
  }

  /** The token that Saxo's developer portal gives for a day, on SIM alone, and that nothing renews. */
  developerToken(): string {
    return this.#logins.developerToken(this.#surroundings.now());
  }

  sessionOf(token: string, environment: Environment): Session | undefined {
    return this.#logins.sessionOf(token, environment, this.#surroundings.now());
  }

  expireAccessTokens(): void {
    this.#logins.expireAccessTokens(this.#surroundings.now());
  }

  close(): void {
    this.#logins.close();
  }
}
