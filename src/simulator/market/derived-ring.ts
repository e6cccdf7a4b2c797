import type { RandomStream } from "./random.ts";
import { randomInteger, randomStream } from "./random.ts";
import type { SessionTable } from "./session-table.ts";
import { emptyTable, valueAt } from "./session-table.ts";

/** How a synthetic price follows the history: `base + scale * price`, swaying around it by a share of its size. */
export interface Derivation {
  readonly base: number;
  readonly scale: number;
  /** The widest sway, as a fraction of the scaled price. */
  readonly sway: number;
}

const KNOTS = 110;

/**
 * The ring of a synthetic instrument: the history's ring begun elsewhere, scaled, and swayed by a seeded wave
 * that is as periodic as the ring. Sessions meet where the history's do, for ever, and prices stay bounded.
 */
export function derivedRing(
  history: SessionTable,
  { base, scale, sway }: Derivation,
  seed: number,
): SessionTable {
  const random = randomStream(seed);
  const start = randomInteger(random, 0, history.length - 1);
  const factors = swayFactors(history.length, sway, random);
  const ring = emptyTable(history.length);
  for (let place = 0; place < ring.length; place++) {
    const from = (start + place) % history.length;
    const opening = factors[place] ?? 1;
    const closing = factors[place + 1] ?? 1;
    ring.open[place] = Math.round(base + scale * valueAt(history.open, from) * opening);
    ring.high[place] = Math.round(base + scale * valueAt(history.high, from) * Math.max(opening, closing));
    ring.low[place] = Math.round(base + scale * valueAt(history.low, from) * Math.min(opening, closing));
    ring.close[place] = Math.round(base + scale * valueAt(history.close, from) * closing);
  }
  return ring;
}

/**
 * One factor around 1 for each boundary between sessions, the last the same as the first:
 * straight lines between seeded heights.
 */
function swayFactors(length: number, sway: number, random: RandomStream): Float64Array {
  const heights = Array.from({ length: KNOTS }, () => random() * 2 - 1);
  const factors = new Float64Array(length + 1);
  for (let boundary = 0; boundary <= length; boundary++) {
    const position = (boundary * KNOTS) / length;
    const knot = Math.floor(position);
    const from = heights[knot % KNOTS] ?? 0;
    const to = heights[(knot + 1) % KNOTS] ?? 0;
    factors[boundary] = 1 + sway * (from + (to - from) * (position - knot));
  }
  return factors;
}
