import {
  addDuration,
  durationMs,
  elapsed,
  minutes,
  seconds,
  type DurationMs,
  type Timestamp,
} from "./time.ts";

/** A login as it is kept: the pair of tokens in force, and what was begun with it. */
export interface Login {
  /** Random, and the same through every renewal: another one is another login. */
  readonly id: string;
  readonly loggedInAt: Timestamp;
  readonly accessToken: string;
  /** Absent when the broker gave none: nobody can renew such a login. */
  readonly refreshToken?: string;
  /** Of a login by PKCE, which has to show it with each renewal. */
  readonly codeVerifier?: string;
  /** Where the browser was sent back to, which each renewal repeats; absent in a login of an older version. */
  readonly redirectUri?: string;
  /** When the pair was received. */
  readonly issuedAt: Timestamp;
  /** Absent when the broker did not say. */
  readonly accessExpiresAt?: Timestamp;
  readonly refreshExpiresAt?: Timestamp;
  /** Written before the refresh token is sent: whoever finds it knows that the token may be used up. */
  readonly renewingSince?: Timestamp;
  /** When a renewal was given up whose answer had not come: whether the token is used up nobody knows. */
  readonly unansweredAt?: Timestamp;
  /** The broker will not renew it any more; its code of the refusal. */
  readonly refusal?: { readonly at: Timestamp; readonly code: string };
}

/** The documented 20 minutes, and the shorter of the two lives a refresh token is said to have, where the answer is silent. */
const ASSUMED_ACCESS_LIFE = minutes(20);
const ASSUMED_REFRESH_LIFE = minutes(40);

export const accessExpiry = ({ accessExpiresAt, issuedAt }: Login): Timestamp =>
  accessExpiresAt ?? addDuration(issuedAt, ASSUMED_ACCESS_LIFE);

export const refreshExpiry = ({ refreshExpiresAt, issuedAt }: Login): Timestamp =>
  refreshExpiresAt ?? addDuration(issuedAt, ASSUMED_REFRESH_LIFE);

const RENEWED_AT_FRACTION = 0.8;

/** Late enough to need few renewals, early enough that a failed one can be repeated. */
export function renewalDueAt(login: Login): Timestamp {
  const life = Math.max(0, elapsed(login.issuedAt, accessExpiry(login)));
  return addDuration(login.issuedAt, durationMs(Math.floor(life * RENEWED_AT_FRACTION)));
}

/** Clocks of one machine differ by less; what was received later than that is of a clock that was set back. */
const CLOCK_TOLERANCE = seconds(5);

const isOfAnotherClock = ({ issuedAt }: Login, now: Timestamp): boolean =>
  elapsed(now, issuedAt) > CLOCK_TOLERANCE;

/** By a clock that was set back nobody knows how old the pair is. @param ahead how long nobody will ask again */
export const isRenewalDue = (login: Login, now: Timestamp, ahead = durationMs(0)): boolean =>
  addDuration(now, ahead) >= renewalDueAt(login) || isOfAnotherClock(login, now);

/** Whether the access token may still be good; the broker has the last word. */
export const isAccessAlive = (login: Login, now: Timestamp): boolean => now < accessExpiry(login);

export type LoginState = "good" | "renewal_due" | "refused" | "over";

/** What is left of a login, from its own figures alone. */
export function loginState(login: Login, now: Timestamp): LoginState {
  const isRenewable = login.refreshToken !== undefined && login.refusal === undefined;
  if (!isRenewable) return isAccessAlive(login, now) ? "refused" : "over";
  if (now >= refreshExpiry(login)) return "over";
  return isRenewalDue(login, now) ? "renewal_due" : "good";
}

/** How often the schedule looks after the login, whatever cycles do: twice in the shortest life that is known. */
export const KEEPER_INTERVAL: DurationMs = minutes(10);
