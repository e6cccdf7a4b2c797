import type { RandomStream } from "./random.ts";
import { randomInteger, randomStream } from "./random.ts";
import type { SessionRing, SessionTable } from "./session-table.ts";
import { emptyTable, sessionIn, valueAt } from "./session-table.ts";

/** How a synthetic price follows the history: `base + scale * price`, swaying around it by a share of its size. */
export interface Derivation {
  readonly base: number;
  readonly scale: number;
  /** The widest sway, as a fraction of the scaled price. */
  readonly sway: number;
}

const KNOTS = 110;
/** Sessions are made with their neighbours, and kept: a quote wants one of them, a long chart all. */
const BLOCK = 128;

/**
 * The ring of a synthetic instrument: the history's ring begun elsewhere, scaled, and swayed by a seeded wave
 * that is as periodic as the ring. Sessions meet where the history's do, for ever, and prices stay bounded.
 */
export function derivedRing(history: SessionTable, derivation: Derivation, seed: number): SessionRing {
  const { length } = history;
  const random = randomStream(seed);
  const start = randomInteger(random, 0, length - 1);
  const factorAt = swayFactor(length, derivation.sway, random);
  const blocks: SessionTable[] = [];
  return {
    length,
    sessionAt(place) {
      const offset = place % BLOCK;
      const number = (place - offset) / BLOCK;
      blocks[number] ??= derivedBlock(place - offset, { history, derivation, start, factorAt });
      return sessionIn(blocks[number], offset);
    },
  };
}

interface Wave {
  readonly history: SessionTable;
  readonly derivation: Derivation;
  /** The place in the history of the ring's first session. */
  readonly start: number;
  readonly factorAt: (boundary: number) => number;
}

function derivedBlock(first: number, { history, derivation, start, factorAt }: Wave): SessionTable {
  const { base, scale } = derivation;
  const block = emptyTable(BLOCK);
  for (let index = 0; index < BLOCK; index++) {
    const from = (start + first + index) % history.length;
    const opening = factorAt(first + index);
    const closing = factorAt(first + index + 1);
    block.open[index] = Math.round(base + scale * valueAt(history.open, from) * opening);
    block.high[index] = Math.round(base + scale * valueAt(history.high, from) * Math.max(opening, closing));
    block.low[index] = Math.round(base + scale * valueAt(history.low, from) * Math.min(opening, closing));
    block.close[index] = Math.round(base + scale * valueAt(history.close, from) * closing);
  }
  return block;
}

/**
 * A factor around 1 for each boundary between sessions, the last the same as the first:
 * straight lines between seeded heights.
 */
function swayFactor(length: number, sway: number, random: RandomStream): (boundary: number) => number {
  const heights = Array.from({ length: KNOTS }, () => random() * 2 - 1);
  return (boundary) => {
    const position = (boundary * KNOTS) / length;
    const knot = Math.floor(position);
    const from = heights[knot % KNOTS] ?? 0;
    const to = heights[(knot + 1) % KNOTS] ?? 0;
    return 1 + sway * (from + (to - from) * (position - knot));
  };
}
