import type { RandomStream } from "./random.ts";
import { randomInteger, randomStream } from "./random.ts";
import type { Session } from "./session-table.ts";

/** One historical session fills five minutes of trading: a price for each second. */
export const SLOT_SECONDS = 300;

/** A second of the slot whose price is settled before the walk between such seconds is drawn. */
interface Pivot {
  readonly second: number;
  readonly price: number;
}

/**
 * A walk through one session, the same for the same seed: it starts at the open, ends at the close,
 * touches the high and the low and never leaves their range.
 *
 * @returns 300 prices, the one at index s holding during second s
 */
export function pricePath(session: Session, seed: number): Int32Array {
  const random = randomStream(seed);
  const path = new Int32Array(SLOT_SECONDS);
  const pivots = choosePivots(session, random);
  let from: Pivot = { second: 0, price: session.open };
  path[0] = session.open;
  for (const to of pivots) {
    walk({ path, from, to, session, random });
    from = to;
  }
  return path;
}

/** The extremes lie in different halves of the slot, in either order; the close comes last. */
function choosePivots({ high, low, close }: Session, random: RandomStream): Pivot[] {
  const half = SLOT_SECONDS / 2;
  const [first, second] = random() < 0.5 ? [high, low] : [low, high];
  return [
    { second: randomInteger(random, 1, half - 1), price: first },
    { second: randomInteger(random, half, SLOT_SECONDS - 2), price: second },
    { second: SLOT_SECONDS - 1, price: close },
  ];
}

/** A free walk of n steps spreads over about 1.6 step lengths times the root of n: this one fills the session's range. */
const STEP_OF_RANGE = 1 / (1.6 * Math.sqrt(SLOT_SECONDS));

interface Stretch {
  readonly path: Int32Array;
  readonly from: Pivot;
  readonly to: Pivot;
  readonly session: Session;
  readonly random: RandomStream;
}

function walk({ path, from, to, session, random }: Stretch): void {
  const widestStep = (session.high - session.low) * STEP_OF_RANGE * Math.sqrt(3); // uniform in +-sqrt(3) has variance 1
  let price = from.price;
  for (let second = from.second + 1; second < to.second; second++) {
    const pull = (to.price - price) / (to.second - second + 1);
    price = reflect(price + pull + (random() * 2 - 1) * widestStep, session);
    path[second] = Math.round(price);
  }
  path[to.second] = to.price;
}

/** Turns back what went over an edge; a step is far smaller than the range, so once is enough. */
function reflect(price: number, { high, low }: Session): number {
  if (price > high) return Math.max(low, high - (price - high));
  return price < low ? Math.min(high, low + (low - price)) : price;
}
