import type { Timestamp } from "../../core/domain/time.ts";
import { subtractDuration, timestamp } from "../../core/domain/time.ts";
import type { Listing } from "./listing.ts";
import { tradedSecondAt } from "./listing.ts";
import { valueAt } from "./session-table.ts";
import { SECOND_MS, startOfSecond } from "./slots.ts";

/** A price in whole units, and the second since which it stands; each five minutes begin with a new one. */
export interface LatestPrice {
  readonly price: number;
  readonly since: Timestamp;
}

/** The price of the current second of trading, or of the last one before trading stopped. */
export function latestPrice({ series, hours }: Listing, at: Timestamp): LatestPrice {
  const span = hours.spanAtOrBefore(at);
  const tradedAt = at < span.endAt ? startOfSecond(at) : subtractDuration(span.endAt, SECOND_MS);
  const { slot, second } = tradedSecondAt(span, tradedAt);
  const path = series.pathAt(slot);
  const price = valueAt(path, second);
  let changed = second;
  while (changed > 0 && valueAt(path, changed - 1) === price) changed--;
  const since = tradedAt - (second - changed) * SECOND_MS;
  return { price, since: timestamp(Math.max(since, span.startAt)) };
}
