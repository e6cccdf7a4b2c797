import path from "node:path";
import type { OAuthSettings, Settings } from "../../config/settings.ts";
import type { TradebotError } from "../../core/domain/errors.ts";
import type { Timestamp } from "../../core/domain/time.ts";
import { checkLogin } from "../../report/check-login.ts";
import { knownLogin } from "../login/read-login-facts.ts";
import type { Diagnosis } from "./diagnosis.ts";
import { doubtful, failing, failureOf } from "./diagnosis.ts";
import { isWritable } from "./directory-facts.ts";

/** A login that the broker has just accepted: can it be renewed, how long will it last, does anybody look after it? */
export function checkKeptLogin(settings: OAuthSettings, now: Timestamp, canWriteIn = isWritable): Diagnosis {
  const directory = path.dirname(settings.tokenFile);
  if (!canWriteIn(directory)) return unwritable(settings.tokenFile, directory);
  const check = checkLogin(knownLogin(settings, now), now);
  return check.verdict === "fail" ? { ...check, exit: "login_needed" } : check;
}

/** Each renewal puts a new file in the place of the old one. */
const unwritable = (file: string, directory: string): Diagnosis =>
  failing(
    "login",
    `"${file}" cannot be replaced, because nothing can be written in "${directory}": the login ends with its access token`,
    {
      exit: "storage_unwritable",
      remedy:
        "give this user the right to write there, or name another file in SAXO_TOKEN_FILE and log in again",
    },
  );

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
