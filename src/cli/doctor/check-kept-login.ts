import type { OAuthSettings, Settings } from "../../config/settings.ts";
import type { TradebotError } from "../../core/domain/errors.ts";
import type { Timestamp } from "../../core/domain/time.ts";
import { checkLogin } from "../../report/check-login.ts";
import { knownLogin } from "../login/read-login-facts.ts";
import type { Diagnosis } from "./diagnosis.ts";
import { doubtful, failureOf } from "./diagnosis.ts";

/** A login that the broker has just accepted: how long will it last, and does anybody look after it? */
export function checkKeptLogin(settings: OAuthSettings, now: Timestamp): Diagnosis {
  const check = checkLogin(knownLogin(settings, now), now);
  return check.verdict === "fail" ? { ...check, exit: "login_needed" } : check;
}

const ABOUT_LOGIN = /^(LOGIN_|APP_REFUSED$)/;

/** Without a usable login nobody is asked. @returns nothing where the failure is another, or there is no login */
export function loginFailure(settings: Settings, error: TradebotError): readonly Diagnosis[] {
  const isByLogin = settings.environment !== "LOCAL" && settings.saxo.authentication.mode === "oauth";
  if (!isByLogin || !ABOUT_LOGIN.test(error.code)) return [];
  return [
    failureOf("login", error),
    doubtful("broker", "was not asked, because the login is of no use", "mend the login first"),
  ];
}
