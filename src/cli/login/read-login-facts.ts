import { readLoginFile } from "../../adapters/files/login-file.ts";
import { readKeptLogin } from "../../adapters/saxo/login/file-login-keeper.ts";
import type { OAuthSettings } from "../../config/settings.ts";
import { accessExpiry, loginState, refreshExpiry, renewalDueAt } from "../../core/domain/login.ts";
import type { Timestamp } from "../../core/domain/time.ts";
import type { LoginFacts } from "../../report/check-login.ts";
import { bindingOf } from "./open-login.ts";

/** @returns `undefined` when nobody has logged in. @throws TradebotError when the login cannot be used */
export function readLoginFacts(settings: OAuthSettings, now: Timestamp): LoginFacts | undefined {
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
