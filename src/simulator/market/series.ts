import { pricePath } from "./price-path.ts";
import { mixSeeds } from "./random.ts";
import type { SessionRing } from "./session-table.ts";
import type { Traded } from "./traded.ts";
import { sessionVolume } from "./traded.ts";

/** The endless prices of one instrument, in whole units; slots are counted in its own trading time. */
export interface Series {
  /** 300 prices, one a second. */
  readonly pathAt: (slot: number) => Int32Array;
  /** Whole sessions, from the first slot to the last one, both included. */
  readonly joined: (first: number, last: number) => Traded;
}

export interface SeriesOptions {
  /** Repeats for ever, in both directions of time. */
  readonly ring: SessionRing;
  /** The place in the ring of slot 0. */
  readonly offset: number;
  readonly seed: number;
}

export function createSeries({ ring, offset, seed }: SeriesOptions): Series {
  const placeOf = (slot: number): number => {
    const place = (slot + offset) % ring.length;
    return place < 0 ? place + ring.length : place;
  };

  // Quotes and short bars ask for the same slot again and again.
  let newest: { readonly slot: number; readonly path: Int32Array } | undefined;
  const pathAt = (slot: number): Int32Array => {
    if (newest?.slot !== slot) {
      newest = { slot, path: pricePath(ring.sessionAt(placeOf(slot)), mixSeeds(seed, slot)) };
    }
    return newest.path;
  };

  const joined = (first: number, last: number): Traded => {
    let place = placeOf(first);
    const beginning = ring.sessionAt(place);
    let { high, low, close } = beginning;
    let volume = sessionVolume(high, low);
    for (let slot = first; slot < last; slot++) {
      place = place + 1 === ring.length ? 0 : place + 1;
      const session = ring.sessionAt(place);
      high = Math.max(high, session.high);
      low = Math.min(low, session.low);
      close = session.close;
      volume += sessionVolume(session.high, session.low);
    }
    return { open: beginning.open, high, low, close, volume };
  };

  return { pathAt, joined };
}
