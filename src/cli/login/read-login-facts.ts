import { readLoginFile } from "../../adapters/files/login-file.ts";
import { readKeptLogin } from "../../adapters/saxo/login/file-login-keeper.ts";
import type { OAuthSettings } from "../../config/settings.ts";
import { TradebotError } from "../../core/domain/errors.ts";
import { accessExpiry, loginState, refreshExpiry, renewalDueAt } from "../../core/domain/login.ts";
import type { Timestamp } from "../../core/domain/time.ts";
import type { LoginFacts } from "../../report/check-login.ts";
import type { Known } from "../../report/health-facts.ts";
import { bindingOf } from "./open-login.ts";

/** @returns `undefined` when nobody has logged in. @throws TradebotError when the login cannot be used */
function readLoginFacts(settings: OAuthSettings, now: Timestamp): LoginFacts | undefined {
  const { tokenFile } = settings;
  const text = readLoginFile(tokenFile);
  if (text === undefined) return undefined;
  const login = readKeptLogin(text, tokenFile, bindingOf(settings));
  const isRenewable = login.refusal === undefined && login.refreshToken !== undefined;
  return {
    state: loginState(login, now),
    renewalDueAt: renewalDueAt(login),
    endsAt: isRenewable ? refreshExpiry(login) : accessExpiry(login),
    ...(login.refusal === undefined ? {} : { refusal: login.refusal.code }),
  };
}

/** The same, where a login that cannot be used is an answer as well. */
export function knownLogin(settings: OAuthSettings, now: Timestamp): Known<LoginFacts | undefined> {
  try {
    return { kind: "known", fact: readLoginFacts(settings, now) };
  } catch (error) {
    if (!(error instanceof TradebotError)) throw error;
    return { kind: "unknown", why: error.message, remedy: error.hint ?? "run: tradebot login" };
  }
}
