import { TradebotError } from "../../../core/domain/errors.ts";

/** What only a person can do, in the same words wherever it is said. */
export const LOGIN_HINT = "run: tradebot login";

export const loginNeeded = (message: string, hint = LOGIN_HINT): TradebotError =>
  new TradebotError({ code: "LOGIN_NEEDED", message, exit: "login_needed", hint });

export const neverLoggedIn = (): TradebotError => loginNeeded("nobody has logged in yet");

export const notRenewable = (): TradebotError =>
  loginNeeded("the login cannot be renewed: the broker gave no refresh token with it");

export const renewalRefused = (code: string, detail: string): TradebotError =>
  loginNeeded(`the login is over: the broker refused to renew it (${code})${detail}`);

export const renewalUnanswered = (why: string, isOver: boolean): TradebotError =>
  isOver
    ? loginNeeded(`the login is over by its own figures, and could not be renewed: ${why}`)
    : new TradebotError({
        code: "BROKER_UNREACHABLE",
        message: `the login could not be renewed: ${why}`,
        exit: "broker_unreachable",
        retry: "safe",
        hint: "Check the network and SAXO_AUTH_BASE; the next start tries again",
      });

/** Neither the network nor surely the login: a person looks, and logs in when it stays so. */
export const refusedWithoutReason = (what: string, status: number): TradebotError =>
  loginNeeded(
    `${what} was refused with status ${status} and no reason: most likely the login is over, or the app's settings are not the registered ones`,
    `${LOGIN_HINT}; if that is refused too, check SAXO_APP_KEY, SAXO_APP_SECRET and SAXO_AUTH_BASE`,
  );

/** It was used before, or came too late. */
export const codeRefused = (description: string | undefined): TradebotError =>
  loginNeeded(
    `the broker does not take the code of this login (invalid_grant)${description === undefined ? "" : `: ${description}`}`,
    `begin anew, ${LOGIN_HINT}`,
  );

export const codeUnanswered = (why: string): TradebotError =>
  new TradebotError({
    code: "BROKER_UNREACHABLE",
    message: `the login could not be made: ${why}`,
    exit: "broker_unreachable",
    retry: "safe",
    hint: `check the network and SAXO_AUTH_BASE, then ${LOGIN_HINT}`,
  });

/** What a renewal does not mend may be no matter of the login at all: its user's own keys bring the same answer. */
export const REFUSAL_HINT = `check that SAXO_ACCOUNT_KEY and SAXO_CLIENT_KEY are of this login's user, then ${LOGIN_HINT}`;

/** A login that the broker has given a moment ago cannot be what is wrong. */
export const freshTokenRefused = (): TradebotError =>
  loginNeeded("the broker refuses an access token that it gave a moment ago", REFUSAL_HINT);

const CLIENT_FAULTS: ReadonlySet<string> = new Set(["invalid_client", "unauthorized_client"]);

/** A refusal that says nothing about the login itself. */
export const requestRefused = (what: string, code: string, description?: string): TradebotError => {
  const words = description === undefined ? "" : `: ${description}`;
  const isClientFault = CLIENT_FAULTS.has(code);
  return new TradebotError({
    code: isClientFault ? "APP_REFUSED" : "BROKER_CONTRACT_BROKEN",
    message: `${what} was refused (${code})${words}`,
    exit: isClientFault ? "configuration" : "broker_contract_broken",
    hint: isClientFault
      ? "check SAXO_APP_KEY, SAXO_APP_SECRET and SAXO_AUTH_BASE; an app with a secret and one for PKCE are not the same"
      : "compare SAXO_APP_KEY, SAXO_APP_SECRET and SAXO_REDIRECT_URI with the app as it was registered",
  });
};

/** The pair in force is known to this process alone. */
export const loginUnsaved = (cause: unknown): TradebotError =>
  new TradebotError({
    code: "LOGIN_UNSAVED",
    message: `the renewed login could not be written down, and the one in the file is used up: ${cause instanceof Error ? cause.message : String(cause)}`,
    exit: "storage_unwritable",
    hint: `make room or give back the rights to SAXO_TOKEN_FILE, then ${LOGIN_HINT}`,
    cause,
  });
