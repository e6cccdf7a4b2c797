/** Numbers in [0, 1), the same ones for the same seed. */
export type RandomStream = () => number;

/** Mixes whole numbers into 32 bits, so that neighbouring slots and instruments look unrelated (MurmurHash3's finalizer). */
export function mixSeeds(...parts: readonly number[]): number {
  let hash = 0x9e3779b9;
  for (const part of parts) {
    hash ^= part | 0;
    hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
    hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
    hash ^= hash >>> 16;
  }
  return hash >>> 0;
}

/** The public-domain generator mulberry32: 32 bits of state, good enough for a price path and fast. */
export function randomStream(seed: number): RandomStream {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

export const randomInteger = (random: RandomStream, lowest: number, highest: number): number =>
  lowest + Math.floor(random() * (highest - lowest + 1));
