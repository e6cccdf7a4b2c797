import { TradebotError } from "../../../core/domain/errors.ts";
import { refreshExpiry, renewalDueAt, type Login } from "../../../core/domain/login.ts";
import {
  addDuration,
  isoFromTimestamp,
  seconds,
  type DurationMs,
  type Timestamp,
} from "../../../core/domain/time.ts";
import type { Clock } from "../../../cycle/ports.ts";
import type { EventEmitter } from "../../../events/emitter.ts";
import { askRenewal } from "./ask-renewal.ts";
import {
  loginUnsaved,
  neverLoggedIn,
  notRenewable,
  refusedWithoutReason,
  renewalRefused,
  renewalUnanswered,
  requestRefused,
} from "./login-failures.ts";
import type { HeldLogin, LoginKeeper } from "./login-keeper.ts";
import { nextLogin, secretsOfLogin } from "./login-pair.ts";
import type { Grant } from "./token-answer.ts";
import type { OAuthApp, TokenReply } from "./token-endpoint.ts";

export interface RenewalParts {
  readonly app: OAuthApp;
  readonly keeper: LoginKeeper;
  readonly clock: Clock;
  readonly events: EventEmitter;
  /** Told of every token received, before anything can be said that holds it. */
  readonly addSecret: (secret: string) => void;
  /** Ends the waiting between two tries, and a request under way only after a grace: its answer would be lost. */
  readonly stop: AbortSignal;
  /** When this start of the program began: what was asked in vain since then it does not ask again. */
  readonly since: Timestamp;
}

export interface RenewalRequest {
  /** Asked of the login as it is once no other process can change it: one of them may have renewed it meanwhile. */
  readonly isNeeded: (login: Login) => boolean;
  readonly reason: RenewalReason;
  /** What an earlier renewal of this process could not write down. */
  readonly unsaved?: UnsavedLogin;
}
type RenewalReason = "due" | "token_refused" | "asked_for";

export interface Renewed {
  readonly login: Login;
  /** False when another process had done it. */
  readonly isByUs: boolean;
  /** Present when the login is known to this process alone. */
  readonly unsaved?: UnsavedLogin;
}

/** The pair in force, which the file does not hold. */
export interface UnsavedLogin {
  readonly login: Login;
  /** The refresh token that got it, and that the file still holds. */
  readonly spent: string;
  readonly cause: TradebotError;
}

/** Whether what is kept is only the used-up pair: whatever else is there was put there since. */
export const isSupersededBy = (kept: Login | undefined, { login, spent }: UnsavedLogin): boolean =>
  kept?.id === login.id && kept.refreshToken === spent;

/**
 * Renews the login, one process at a time: its refresh token works once.
 *
 * @throws TradebotError `LOGIN_NEEDED`, `BROKER_UNREACHABLE`, `BROKER_CONTRACT_BROKEN`, `APP_REFUSED`, `LOGIN_BUSY`,
 * or why the file cannot be read or written
 */
export const renewLogin = (parts: RenewalParts, request: RenewalRequest): Promise<Renewed> =>
  parts.keeper.hold(async (held) => {
    const kept = held.read();
    const { unsaved } = request;
    const login = unsaved !== undefined && isSupersededBy(kept, unsaved) ? unsaved.login : kept;
    if (login === undefined) throw neverLoggedIn();
    if (!request.isNeeded(login)) return { login, isByUs: false };
    return told(parts, request.reason, () => {
      // only a person's own wish makes it worth asking about a login that is known to be over
      if (login.refusal !== undefined && request.reason !== "asked_for")
        throw renewalRefused(login.refusal.code, "");
      if (request.reason !== "asked_for") refuseToRepeat(parts, login);
      return renewHeld(parts, held, login);
    });
  });

/** Who waited for another process does not send the same token after it. */
const REPEATED_AFTER: DurationMs = seconds(60);

/** Whether the token is used up shows only another try, and that is left to a later start. */
function refuseToRepeat({ clock, since }: RenewalParts, login: Login): void {
  const { unansweredAt } = login;
  const now = clock.now();
  if (unansweredAt === undefined || unansweredAt > now) return;
  if (unansweredAt < since && now >= addDuration(unansweredAt, REPEATED_AFTER)) return;
  const why = `it was asked for at ${isoFromTimestamp(unansweredAt)} without an answer; a later start tries again`;
  throw renewalUnanswered(why, now >= refreshExpiry(login));
}

/** Says how it went, once. */
async function told(
  { events, clock }: RenewalParts,
  reason: RenewalReason,
  renew: () => Promise<Renewed>,
): Promise<Renewed> {
  const startedAtMs = clock.monotonicMs();
  events.emit("auth_token_refresh_begin", { reason });
  try {
    const renewed = await renew();
    events.emit("auth_token_refresh_success", {
      duration_ms: Math.round(clock.monotonicMs() - startedAtMs),
      renewal_due_at: isoFromTimestamp(renewalDueAt(renewed.login)),
      login_expires_at: isoFromTimestamp(refreshExpiry(renewed.login)),
    });
    if (renewed.unsaved !== undefined) tellUnsaved(events, renewed.unsaved.cause);
    return renewed;
  } catch (error) {
    if (error instanceof TradebotError) tellFailure(events, error);
    throw error;
  }
}

export const tellFailure = (events: EventEmitter, { code, message, hint }: TradebotError): void => {
  events.emit("auth_token_refresh_failure", { failure_reason: code, detail: message, hint });
};

const tellUnsaved = (events: EventEmitter, { message, hint }: TradebotError): void => {
  events.emit("auth_login_unsaved", { detail: message, hint });
};

async function renewHeld(parts: RenewalParts, held: HeldLogin, login: Login): Promise<Renewed> {
  const { refreshToken } = login;
  if (refreshToken === undefined) throw notRenewable();
  // proves that the next pair can be written down, before the only token that gets it is used up
  held.write({ ...login, renewingSince: login.renewingSince ?? parts.clock.now() });
  const { codeVerifier, redirectUri = parts.app.redirectUri } = login;
  const reply = await askRenewal(parts, { refreshToken, codeVerifier, redirectUri });
  switch (reply.kind) {
    case "granted":
      return keep(parts, held, { login, grant: reply.grant, spent: refreshToken });
    case "refused":
      return settleRefusal(parts, held, login, reply);
    case "refused_without_reason":
      noteInVain(parts, held, login);
      throw refusedWithoutReason("renewing the login", reply.status);
    case "no_answer": {
      if (reply.mayHaveArrived) noteInVain(parts, held, login);
      else if (login.renewingSince === undefined) held.write(login); // nothing has become of it
      throw renewalUnanswered(reply.why, parts.clock.now() >= refreshExpiry(login));
    }
  }
}

/** For the next start, and for every process that waits meanwhile. */
function noteInVain({ clock }: RenewalParts, held: HeldLogin, login: Login): void {
  const now = clock.now();
  held.write({ ...login, renewingSince: login.renewingSince ?? now, unansweredAt: now });
}

function keep(
  { clock, addSecret }: RenewalParts,
  held: HeldLogin,
  { login, grant, spent }: { readonly login: Login; readonly grant: Grant; readonly spent: string },
): Renewed {
  const next = nextLogin(login, grant, clock.now());
  try {
    held.write(next); // first of all: until then the login would be lost with this process
    return { login: next, isByUs: true };
  } catch (cause) {
    if (!(cause instanceof TradebotError)) throw cause;
    return { login: next, isByUs: true, unsaved: { login: next, spent, cause: loginUnsaved(cause) } };
  } finally {
    for (const secret of secretsOfLogin(next)) addSecret(secret);
  }
}

function settleRefusal(
  { clock }: RenewalParts,
  held: HeldLogin,
  login: Login,
  { code, description }: Extract<TokenReply, { kind: "refused" }>,
): never {
  if (code !== "invalid_grant") {
    held.write(login); // the refresh token was not even looked at
    throw requestRefused("renewing the login", code, description);
  }
  const { renewingSince } = login;
  held.write({ ...login, refusal: { at: clock.now(), code } });
  const interrupted =
    renewingSince === undefined
      ? ""
      : `; a renewal begun at ${isoFromTimestamp(renewingSince)} was cut off before its answer could be kept`;
  throw renewalRefused(code, `${description === undefined ? "" : `: ${description}`}${interrupted}`);
}
