import { TradebotError } from "../../core/domain/errors.ts";
import {
  accessExpiry,
  loginState,
  refreshExpiry,
  renewalDueAt,
  type Login,
  type LoginState,
} from "../../core/domain/login.ts";
import { elapsed, isoFromTimestamp, type Timestamp } from "../../core/domain/time.ts";
import type { Settings } from "../../config/settings.ts";
import { durationInWords } from "../../report/duration-words.ts";
import { durationMs } from "../../core/domain/time.ts";
import { readLoginFile } from "../../adapters/files/login-file.ts";
import { readKeptLogin } from "../../adapters/saxo/login/file-login-keeper.ts";
import { EXIT_CODES } from "../exit-codes.ts";
import { bindingOf } from "./open-login.ts";

/** How the program is authorised, and what is left of it. No token is part of it. */
export type LoginDocument = ReturnType<typeof loginDocument>;

type Standing = LoginState | "none" | "unusable";

export function loginDocument(settings: Settings, now: Timestamp) {
  if (settings.environment === "LOCAL") return { mode: "embedded" } as const;
  const { authentication } = settings.saxo;
  if (authentication.mode === "manual") return { mode: "manual" } as const;
  const { tokenFile } = authentication;
  const common = { mode: "oauth", token_file: tokenFile } as const;
  try {
    const text = readLoginFile(tokenFile);
    if (text === undefined) return { ...common, state: "none" as Standing };
    const login = readKeptLogin(text, tokenFile, bindingOf(authentication));
    return { ...common, state: loginState(login, now) as Standing, ...figures(login, now) };
  } catch (error) {
    if (!(error instanceof TradebotError)) throw error;
    return {
      ...common,
      state: "unusable" as Standing,
      fault: error.message,
      hint: error.hint,
      exit_code: EXIT_CODES[error.exit].code,
    };
  }
}

const figures = (login: Login, now: Timestamp) => ({
  logged_in_at: isoFromTimestamp(login.loggedInAt),
  renewed_at: isoFromTimestamp(login.issuedAt),
  renewal_due_at: isoFromTimestamp(renewalDueAt(login)),
  access_expires_at: isoFromTimestamp(accessExpiry(login)),
  login_expires_at: isoFromTimestamp(refreshExpiry(login)),
  login_remaining_seconds: Math.max(0, Math.floor(elapsed(now, refreshExpiry(login)) / 1000)),
  are_lives_assumed: login.accessExpiresAt === undefined || login.refreshExpiresAt === undefined,
  ...(login.renewingSince === undefined ? {} : { renewing_since: isoFromTimestamp(login.renewingSince) }),
  ...(login.refusal === undefined
    ? {}
    : { refused_at: isoFromTimestamp(login.refusal.at), refusal: login.refusal.code }),
});

/** One line, and what to do where something is to be done. */
export function loginText(document: LoginDocument): string {
  if (document.mode === "embedded") return "login: none is needed, the broker is part of the program\n";
  if (document.mode === "manual")
    return "login: a token from the configuration (SAXO_ACCESS_TOKEN), which nothing renews\n";
  return `login: ${stateWords(document)}\n`;
}

type OAuthDocument = Extract<LoginDocument, { mode: "oauth" }>;

const LOG_IN = "run: tradebot login";

function stateWords(document: OAuthDocument): string {
  if ("fault" in document) return `${document.fault}; ${document.hint ?? LOG_IN}`;
  if (!("renewed_at" in document)) return `nobody has logged in; ${LOG_IN}`;
  const { state, renewed_at, login_expires_at, renewal_due_at, refusal } = document;
  if (state === "over") return `over since ${login_expires_at}${overWords(refusal)}; ${LOG_IN}`;
  if (state === "refused") return `not to be renewed any more (${refusal ?? "no refresh token"}); ${LOG_IN}`;
  const left = durationInWords(durationMs(document.login_remaining_seconds * 1000));
  const due = state === "renewal_due" ? "due for renewal" : `renewed next at ${renewal_due_at}`;
  return `renewed at ${renewed_at}, ${due}; without a renewal it ends at ${login_expires_at}, in ${left}`;
}

/** By its own figures alone nobody knows: the clock may be wrong. */
const overWords = (refusal: string | undefined): string =>
  refusal === undefined
    ? " by this machine's clock, and not refused by the broker (if the clock was wrong, tradebot auth refresh still renews it)"
    : ` (${refusal})`;

/** 77 when only a person who logs in can help; what is wrong with the file itself ends as it would end a cycle. */
export function exitCodeOf(document: LoginDocument): number {
  if (document.mode !== "oauth" || document.state === "good" || document.state === "renewal_due")
    return EXIT_CODES.done.code;
  return "exit_code" in document ? document.exit_code : EXIT_CODES.login_needed.code;
}
