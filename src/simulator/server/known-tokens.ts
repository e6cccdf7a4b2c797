import type { Environment, Session, Tokens } from "./session.ts";

/** Whoever gives out tokens that expire. */
interface Issuer {
  sessionOf(token: string, environment: Environment): Session | undefined;
  expireAccessTokens(): void;
}

/** The one token that a simulator may be started with, and those that it gave out itself. */
export class KnownTokens implements Tokens {
  #fixed: string | undefined;
  readonly #fixedSession: Session;
  readonly #issuer: Issuer | undefined;

  /** @param session of the fixed token */
  constructor(fixed: string | undefined, session: Omit<Session, "environment">, issuer: Issuer | undefined) {
    this.#fixed = fixed;
    this.#fixedSession = { ...session, environment: "SIM" };
    this.#issuer = issuer;
  }

  sessionOf(token: string, environment: Environment): Session | undefined {
    if (token === this.#fixed && environment === "SIM") return this.#fixedSession;
    return this.#issuer?.sessionOf(token, environment);
  }

  expireAll(): void {
    this.#fixed = undefined;
    this.#issuer?.expireAccessTokens();
  }
}
