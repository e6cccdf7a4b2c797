import { NORMAL_TRADING, type TradingSession } from "../domain/instrument.ts";
import { barDuration, type Bar, type BarMinutes } from "../domain/market-data.ts";
import { isoFromTimestamp, minutes, type DurationMs, type Timestamp } from "../domain/time.ts";
import { barCloseAt } from "./closed-bars.ts";

/** Bars that may be missing in a row while the market is open. */
const MISSING_MAX = 5;
/** No exchange stays closed for longer, whatever its holidays. */
const LONGEST_CLOSURE_DAYS = 14;
const DAY_MINUTES = 1440;
const LONGEST_CLOSURE: DurationMs = minutes(LONGEST_CLOSURE_DAYS * DAY_MINUTES);

export const GAP_LIMIT = `${MISSING_MAX} bars in a session, ${LONGEST_CLOSURE_DAYS} days`;

/** A stretch without bars that the hours of the market do not explain. */
export interface BarGap {
  /** The first bar after it. */
  readonly endsAt: Timestamp;
  readonly missingBars: number;
}

/**
 * The newest gap in a history that is too long to be explained: by a closed market, or, in a session that the schedule
 * shows, by an instrument that is seldom traded. Of sessions that the schedule does not show any more, the hours are not
 * known, and only what is longer than every closure counts.
 *
 * @param bars oldest first
 * @param sessions in time order; those that have begun before the newest bar are looked at
 */
export function gapIn(
  bars: readonly Bar[],
  { barMinutes, sessions }: { readonly barMinutes: BarMinutes; readonly sessions: readonly TradingSession[] },
): BarGap | undefined {
  const known = sessions
    .filter(({ state }) => state === NORMAL_TRADING)
    .map((session) => gapInSession(bars, session, barMinutes));
  return known.findLast((gap) => gap !== undefined) ?? longestClosureIn(bars, barMinutes);
}

function longestClosureIn(bars: readonly Bar[], barMinutes: BarMinutes): BarGap | undefined {
  const duration = barDuration(barMinutes);
  const index = newestAfterMoreThan(LONGEST_CLOSURE + duration, bars);
  const [before, after] = [bars[index - 1], bars[index]];
  return before === undefined || after === undefined
    ? undefined
    : gapBetween(barCloseAt(before, barMinutes), after.startAt, duration);
}

/** Index of the newest bar that begins so much later than the one before it; -1 if there is none. */
function newestAfterMoreThan(distance: number, bars: readonly Bar[]): number {
  let next = -Infinity;
  for (let index = bars.length - 1; index >= 0; index -= 1) {
    const startAt = bars[index]?.startAt ?? next;
    if (next - startAt > distance) return index + 1;
    next = startAt;
  }
  return -1;
}

const gapBetween = (from: Timestamp, endsAt: Timestamp, duration: DurationMs): BarGap => ({
  endsAt,
  missingBars: Math.max(0, Math.floor((endsAt - from) / duration)),
});

/**
 * Share of its bars that an instrument has which is traded all the time; one with fewer is silent now and then. At this
 * share, more than five missing in a row by chance are one case in many thousands.
 */
const TRADED_ALL_THE_TIME = 0.8;

function gapInSession(
  bars: readonly Bar[],
  { startAt, endAt }: TradingSession,
  barMinutes: BarMinutes,
): BarGap | undefined {
  const duration = barDuration(barMinutes);
  const first = bars.findLastIndex((bar) => bar.startAt < startAt) + 1; // near the end: what the schedule shows is recent
  const within = bars.slice(first).filter((bar) => bar.startAt < endAt);
  // before the oldest bar known nothing is missing
  const ends = first > 0 ? [startAt] : [];
  const gaps = within.flatMap((bar, index) => {
    const before = within[index - 1];
    const from = before === undefined ? ends : [barCloseAt(before, barMinutes)];
    return from.map((since) => gapBetween(since, bar.startAt, duration));
  });
  const longest = gaps.reduce<BarGap | undefined>(
    (a, b) => (a === undefined || b.missingBars >= a.missingBars ? b : a),
    undefined,
  );
  if (longest === undefined || longest.missingBars <= MISSING_MAX) return undefined;
  const missingElsewhere = gaps.reduce((sum, { missingBars }) => sum + missingBars, -longest.missingBars);
  const share = within.length / (within.length + missingElsewhere);
  return share >= TRADED_ALL_THE_TIME ? longest : undefined;
}

/** `7 missing before 2026-03-04T14:30:00.000Z` */
export const gapInWords = ({ endsAt, missingBars }: BarGap): string =>
  `${missingBars} missing before ${isoFromTimestamp(endsAt)}`;
