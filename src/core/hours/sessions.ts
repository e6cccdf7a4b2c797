import type { TradingSession } from "../domain/instrument.ts";
import { NORMAL_TRADING } from "../domain/instrument.ts";
import type { BarMinutes } from "../domain/market-data.ts";
import { barDuration } from "../domain/market-data.ts";
import type { Timestamp } from "../domain/time.ts";
import { addDuration, timestamp } from "../domain/time.ts";

/** The schedule's entry for an instant. @param sessions in time order */
export const sessionAt = (now: Timestamp, sessions: readonly TradingSession[]): TradingSession | undefined =>
  sessions.find((session) => session.startAt <= now && now < session.endAt);

/** Whether plain orders execute now, by the schedule. */
export const isInSession = (now: Timestamp, sessions: readonly TradingSession[]): boolean =>
  sessionAt(now, sessions)?.state === NORMAL_TRADING;

/**
 * The newest stretch of normal trading up to `now`, which is where it ends while the market is open, or nobody says whether
 * it is. An empty one where the schedule shows no session any more before the state that the market is in: that may have
 * followed a session, or another state that is not shown either.
 *
 * @param sessions in time order
 */
export function lastTradingAt(now: Timestamp, sessions: readonly TradingSession[]): LastTrading {
  if (sessionAt(now, sessions) === undefined) return { until: now };
  const open = sessions.findLast(({ state, startAt }) => state === NORMAL_TRADING && startAt <= now);
  return open === undefined
    ? { since: now, until: now }
    : { since: open.startAt, until: timestamp(Math.min(open.endAt, now)) };
}

interface LastTrading {
  /** Absent where nobody says. */
  readonly since?: Timestamp;
  readonly until: Timestamp;
}

/** Start of the next normal session after `now`; `undefined` when the schedule does not reach that far. */
export const nextSessionOpening = (
  now: Timestamp,
  sessions: readonly TradingSession[],
): Timestamp | undefined =>
  sessions.find((session) => session.state === NORMAL_TRADING && session.startAt > now)?.startAt;

/**
 * Whether a bar can have closed that is not cached yet. Answers yes where the schedule cannot tell: a request too
 * many costs little, a missed bar costs a decision.
 *
 * @param newestCachedClose absent when no bar is cached
 * @param sessions in time order; absent or empty when unknown
 * @param quietUntil nothing traded between the newest cached close and this instant; that close when absent
 */
export function expectsNewBar(
  newestCachedClose: Timestamp | undefined,
  now: Timestamp,
  { barMinutes, sessions = [], quietUntil }: BarCalendar,
): boolean {
  if (newestCachedClose === undefined) return true;
  const from = timestamp(Math.max(newestCachedClose, quietUntil ?? newestCachedClose));
  if (!coversSpan(sessions, from, now)) return true;
  const next = sessions.find((session) => session.state === NORMAL_TRADING && session.endAt > from);
  if (next === undefined) return false;
  if (next.startAt <= from) return addDuration(newestCachedClose, barDuration(barMinutes)) <= now;
  return earliestUnseenClose(next.startAt, newestCachedClose, barMinutes) <= now;
}

interface BarCalendar {
  readonly barMinutes: BarMinutes;
  readonly sessions?: readonly TradingSession[] | undefined;
  readonly quietUntil?: Timestamp | undefined;
}

function coversSpan(sessions: readonly TradingSession[], from: Timestamp, to: Timestamp): boolean {
  const first = sessions[0];
  const last = sessions.at(-1);
  const hasNoGap = sessions.every(({ startAt }, index) => startAt <= (sessions[index - 1]?.endAt ?? startAt));
  return hasNoGap && first !== undefined && last !== undefined && first.startAt <= from && last.endAt > to;
}

/**
 * The first bar after the cached ones holds the first trade after them. Where its horizon begins depends on the
 * instrument: bars line up with the session's opening, with whole multiples of the horizon, or with earlier bars.
 */
function earliestUnseenClose(
  sessionStart: Timestamp,
  cachedClose: Timestamp,
  barMinutes: BarMinutes,
): Timestamp {
  const horizon = barDuration(barMinutes);
  const nextAfterStart = (grid: number): number =>
    sessionStart + horizon - ((((sessionStart - grid) % horizon) + horizon) % horizon);
  return timestamp(Math.min(nextAfterStart(sessionStart), nextAfterStart(0), nextAfterStart(cachedClose)));
}
