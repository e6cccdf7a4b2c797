import { addDuration, elapsed, minutes, timestamp, type Timestamp } from "../core/domain/time.ts";
import type { ConnectedContext } from "./context.ts";
import type { PositionDifference } from "./position-differences.ts";

/** By the instrument: what was missing when, for the first time without a break. */
type Shortages = Readonly<Record<string, Shortage>>;

interface Shortage {
  readonly what: string;
  readonly since: number;
}

const SHORTAGES = "positions-short";
/** No look of a bot that has stood still for longer counts as the one before. */
const KEPT = minutes(7 * 24 * 60);
/** A list that comes back empty, or stays behind, has been seen to do so for half a minute. */
const LONG_ENOUGH = minutes(5);

/**
 * Keeps in mind what the broker does not bear out, and forgets what it does again: what no sale explains is believed
 * only when cycles far enough from each other have seen it.
 *
 * @param at when the account was looked at
 * @returns whether the same was seen in an earlier cycle, long enough ago
 */
export function noteShortages(
  { ports: { store } }: ConnectedContext,
  differences: readonly PositionDifference[],
  at: Timestamp,
): (difference: PositionDifference) => boolean {
  const before = shortagesIn(store.cache.read(SHORTAGES, at));
  const now = Object.fromEntries(
    differences.map((difference): [string, Shortage] => {
      const { what, since } = before[difference.instrumentId] ?? {};
      const isSame = what === inWords(difference);
      return [
        difference.instrumentId,
        { what: inWords(difference), since: (isSame ? since : undefined) ?? at },
      ];
    }),
  );
  if (JSON.stringify(now) !== JSON.stringify(before))
    store.cache.write(SHORTAGES, now, addDuration(at, KEPT));
  return ({ instrumentId }) => elapsed(timestamp(now[instrumentId]?.since ?? at), at) >= LONG_ENOUGH;
}

const inWords = ({ own, left }: PositionDifference): string => `${left.toString()} of ${own.toString()}`;

const shortagesIn = (value: unknown): Shortages =>
  typeof value === "object" && value !== null ? (value as Shortages) : {};
