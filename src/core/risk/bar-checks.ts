import { approximately } from "../domain/decimal.ts";
import { barDuration, middleOf, type Bar, type BarMinutes } from "../domain/market-data.ts";
import { isoFromTimestamp, minutes } from "../domain/time.ts";
import { lastTradingAt } from "../hours/sessions.ts";
import { gapIn, gapInWords, GAP_LIMIT } from "../strategy/bar-gaps.ts";
import { barCloseAt } from "../strategy/closed-bars.ts";
import { JUMP_LIMIT, jumpBetween, jumpInWords, newestJump } from "../strategy/price-jump.ts";
import { barDelayMinutes } from "./bar-delay.ts";
import type { DataContext } from "./data-context.ts";
import type { Finding } from "./gate.ts";

export function checkBarsRead({ view: { bars } }: DataContext): Finding {
  return bars.kind === "bars" ? { passed: true } : { passed: false, value: bars.code };
}

export function checkBarDelay({ view, settings }: DataContext): Finding {
  const delay = barDelayMinutes(view);
  return {
    passed: delay === 0 || settings.allowDelayedData,
    value: delay,
    limit: settings.allowDelayedData ? "any" : 0,
  };
}

/** A bar that is missing among the others would let a signal be a bar's age old, and nobody would know. */
export function checkBarsUsable({ closed, view: { bars }, settings: { barMinutes } }: DataContext): Finding {
  const refused = bars.kind === "bars" ? bars.refusedAt?.at(-1) : undefined;
  return refused === undefined
    ? { passed: areUsable(closed, barMinutes) }
    : { passed: false, value: `the sample of ${isoFromTimestamp(refused)} is no bar` };
}

/** Possible bars in the order of time, each once, and all of one grid. */
function areUsable(closed: readonly Bar[], barMinutes: BarMinutes): boolean {
  const closest = closestThird(barMinutes);
  let last = -Infinity;
  let secondLast = -Infinity;
  let thirdLast = -Infinity;
  for (let index = 0; index < closed.length; index += 1) {
    const bar = closed[index];
    if (bar === undefined) continue;
    const { startAt } = bar;
    if (!isPossible(bar) || startAt <= last || startAt - thirdLast < closest) return false;
    thirdLast = secondLast;
    secondLast = last;
    last = startAt;
  }
  return true;
}

/** Clocks change by whole hours: longer bars than one may begin sooner after the last one than they last. */
const LONGEST_BAR_ON_A_FIXED_GRID = 60;

/**
 * How far a bar begins after the third one before it, at least: bars that lie within others would count twice. The first
 * bar of a session may be short, and lies within nothing but the hour; two such bars in a row are the grid of somebody else.
 */
const closestThird = (barMinutes: BarMinutes): number =>
  barMinutes > LONGEST_BAR_ON_A_FIXED_GRID ? 0 : 2 * barDuration(barMinutes);

const isPossible = ({ open, high, low, close }: Bar): boolean =>
  low > 0 && low <= open && low <= close && high >= open && high >= close && high < Infinity;

/** What nobody can explain by the hours of the market: the bars beside it would be averaged as if they were neighbours. */
export function checkGaps({
  closed,
  view: { sessions = [] },
  settings: { barMinutes },
}: DataContext): Finding {
  const gap = gapIn(closed, { barMinutes, sessions });
  return gap === undefined
    ? { passed: true, limit: GAP_LIMIT }
    : { passed: false, value: gapInWords(gap), limit: GAP_LIMIT };
}

/** Bars that may be missing in a row, in an open market, before the newest one says nothing about now. */
const STALE_AFTER_BARS = 5;

/** Counts from the opening of the session to its end, because no bar closes in a closed market. */
export function checkNewestBar({ now, view, closed, settings: { barMinutes } }: DataContext): Finding {
  const newest = closed.at(-1);
  if (newest === undefined) return { passed: false };
  const { since = -Infinity, until } = lastTradingAt(now, view.sessions ?? []);
  const silent = until - Math.max(barCloseAt(newest, barMinutes), since);
  const silentMinutes = Math.max(0, silent) / minutes(1);
  const limit = STALE_AFTER_BARS * barMinutes + barDelayMinutes(view);
  return { passed: silentMinutes <= limit, value: silentMinutes, limit };
}

/** Over longer bars than a day's, a market may well move so far between the newest close and now. */
const LONGEST_BAR_HELD_AGAINST_QUOTE = 1440;

/** Old and new prices in one series look like a crash or a rally, and would be traded on as one. */
export function checkJump({ now, closed, view, settings: { barMinutes } }: DataContext): Finding {
  const newest = closed.at(-1);
  const quote = view.quote?.kind === "quote" ? view.quote.quote : undefined;
  const sinceNewest =
    newest !== undefined && quote !== undefined && barMinutes <= LONGEST_BAR_HELD_AGAINST_QUOTE
      ? jumpBetween(newest.close, approximately(middleOf(quote)), now)
      : undefined;
  const jump = sinceNewest ?? newestJump(closed);
  return jump === undefined
    ? { passed: true, limit: JUMP_LIMIT }
    : { passed: false, value: jumpInWords(jump), limit: JUMP_LIMIT };
}
