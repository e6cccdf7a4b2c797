import type { EquityMark } from "../core/accounting/own-performance.ts";
import { elapsed, minutes, type Timestamp } from "../core/domain/time.ts";
import { localDay, startOfLocalDay } from "../core/hours/local-time.ts";
import type { Store } from "./ports/store.ts";

/** The longest that markets rest, with a day on either side: what they did in a longer silence belongs to no one day. */
export const LONGEST_REST = minutes(8 * 24 * 60);

/**
 * The mark that a day or a week begins with: the newest one, of the newest day before it. `undefined` where a later day
 * has left none, because something could not be valued, or nobody looked for longer than markets rest: what was gained
 * meanwhile would count as gained in the period.
 */
export function markToBeginWith(
  store: Pick<Store, "curveBefore" | "hasDecidedBetween">,
  startAt: Timestamp,
  timeZone: string,
): Pick<EquityMark, "result"> | undefined {
  const mark = store.curveBefore(startAt);
  if (mark === undefined) return undefined;
  const dayAfter = startOfLocalDay(localDay(mark.at, timeZone).add({ days: 1 }), timeZone);
  const isOld = elapsed(dayAfter, startAt) > LONGEST_REST || store.hasDecidedBetween(dayAfter, startAt);
  return isOld ? undefined : mark;
}
