import { KEEPER_INTERVAL, type LoginState } from "../core/domain/login.ts";
import { durationMs, elapsed, isoFromTimestamp, type Timestamp } from "../core/domain/time.ts";
import type { Check } from "./check.ts";
import { durationInWords } from "./duration-words.ts";
import type { Known } from "./health-facts.ts";

/** What is left of a login, without a token. */
export interface LoginFacts {
  readonly state: LoginState;
  readonly renewalDueAt: Timestamp;
  /** When it ends for good unless it is renewed, or whatever happens when nobody can renew it. */
  readonly endsAt: Timestamp;
  /** The broker's code, when it refuses to renew it. */
  readonly refusal?: string;
}

const NAME = "login";
const LOG_IN = "run: tradebot login";
const SCHEDULE_REMEDY =
  "renew it now (`tradebot auth refresh`), and look why the schedule does not: it starts that every 10 minutes (`tradebot schedule status systemd`, or cron, windows, launchd)";

/** A login that dies unseen ends every cycle after it, until a person comes. */
export function checkLogin(login: Known<LoginFacts | undefined>, now: Timestamp): Check {
  if (login.kind === "unknown") {
    return { name: NAME, verdict: "fail", finding: `not usable: ${login.why}`, remedy: login.remedy };
  }
  const { fact } = login;
  if (fact === undefined) return failed("nobody has logged in");
  const refusal = fact.refusal === undefined ? "" : ` (${fact.refusal})`;
  const ends = isoFromTimestamp(fact.endsAt);
  switch (fact.state) {
    case "over":
      return failed(`over since ${ends}${refusal}: no cycle trades`);
    case "refused":
      return failed(`nobody can renew it any more${refusal}: it ends ${inWords(fact, now)}`);
    case "good":
    case "renewal_due":
      return judgeRenewal(fact, now);
  }
}

const failed = (finding: string): Check => ({ name: NAME, verdict: "fail", finding, remedy: LOG_IN });

const inWords = ({ endsAt }: LoginFacts, now: Timestamp): string =>
  `at ${isoFromTimestamp(endsAt)}, in ${durationInWords(durationMs(Math.max(0, elapsed(now, endsAt))))}`;

/** Whoever looks after it renews it before it is due; cycles do so when it is. */
function judgeRenewal(fact: LoginFacts, now: Timestamp): Check {
  const due = isoFromTimestamp(fact.renewalDueAt);
  const isOverdue = elapsed(fact.renewalDueAt, now) > KEEPER_INTERVAL;
  if (!isOverdue)
    return {
      name: NAME,
      verdict: "ok",
      finding: `good, to be renewed at ${due}; without that it ends ${inWords(fact, now)}`,
    };
  return {
    name: NAME,
    verdict: elapsed(now, fact.endsAt) <= 2 * KEEPER_INTERVAL ? "fail" : "warn",
    finding: `was to be renewed at ${due} and nobody has: it ends ${inWords(fact, now)}`,
    remedy: SCHEDULE_REMEDY,
  };
}
