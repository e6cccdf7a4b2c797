import type { Bar } from "../domain/market-data.ts";
import { isoFromTimestamp } from "../domain/time.ts";
import type { Timestamp } from "../domain/time.ts";

/**
 * The most that a price may move, as a factor, while nothing is seen of it: from a bar's close to the next one's
 * opening. Splits of 3:2 and more lie beyond it, and so does a history in two units; markets seldom do.
 */
export const JUMP_LIMIT = 1.4;

/** A step between two prices that no trading was seen for. */
export interface PriceJump {
  /** When the price after the step holds. */
  readonly at: Timestamp;
  /** New price over old one. */
  readonly factor: number;
  /** `2:1` and the like, when the step is about what such a split makes. */
  readonly split?: string;
}

/** The newest jump between the bars; `undefined` when there is none. @param bars oldest first */
export function newestJump(bars: readonly Bar[]): PriceJump | undefined {
  let after: Bar | undefined;
  for (let index = bars.length - 1; index >= 0; index -= 1) {
    const bar = bars[index];
    if (bar === undefined) continue;
    if (after !== undefined && isJump(bar.close, after.open))
      return jump(bar.close, after.open, after.startAt);
    after = bar;
  }
  return undefined;
}

/** What lies between two prices, if it is a jump. @param at when the second one holds */
export const jumpBetween = (before: number, after: number, at: Timestamp): PriceJump | undefined =>
  isJump(before, after) ? jump(before, after, at) : undefined;

const isJump = (before: number, after: number): boolean =>
  Math.max(after / before, before / after) > JUMP_LIMIT;

function jump(before: number, after: number, at: Timestamp): PriceJump {
  const factor = after / before;
  const split = splitLike(factor);
  return { at, factor, ...(split === undefined ? {} : { split }) };
}

/** Usual splits, as new shares for old ones; the reverse ones give fewer for more. */
const SPLITS: readonly (readonly [number, number])[] = [
  [3, 2],
  ...[2, 3, 4, 5, 6, 7, 8, 10, 15, 20, 25, 50, 100].map((shares) => [shares, 1] as const),
];
/** How far the market itself may have moved the price besides. */
const SPLIT_TOLERANCE = 0.1;

/** Prices fall by as much as the number of shares grows. */
function splitLike(factor: number): string | undefined {
  const isReverse = factor > 1;
  const growth = isReverse ? factor : 1 / factor;
  const distanceTo = ([more, fewer]: readonly [number, number]): number =>
    Math.abs(growth / (more / fewer) - 1);
  const nearest = SPLITS.reduce((best, split) => (distanceTo(split) < distanceTo(best) ? split : best));
  if (distanceTo(nearest) > SPLIT_TOLERANCE) return undefined;
  return (isReverse ? nearest.toReversed() : nearest).join(":");
}

/** `x0.50 at 2026-03-04T14:30:00.000Z, like a split of 2:1` */
export const jumpInWords = ({ at, factor, split }: PriceJump): string =>
  `x${factor.toPrecision(3)} at ${isoFromTimestamp(at)}${split === undefined ? "" : `, like a split of ${split}`}`;
