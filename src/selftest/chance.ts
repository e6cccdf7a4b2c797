import { assert } from "../core/domain/assert.ts";
import { mixSeeds, randomStream, type RandomStream } from "../simulator/market/random.ts";

export type AtLeastOne<Item> = readonly [Item, ...Item[]];

/** Draws that follow from a seed. */
export class Chance {
  readonly #random: RandomStream;

  constructor(seed: number) {
    this.#random = randomStream(mixSeeds(seed)); // neighbouring seeds are to look unrelated
  }

  /** From the lowest to the highest whole number, both included. */
  integer(lowest: number, highest: number): number {
    return lowest + Math.floor(this.#random() * (highest - lowest + 1));
  }

  isPercent(percent: number): boolean {
    return this.#random() * 100 < percent;
  }

  pick<Item>(items: readonly [Item, ...Item[]]): Item {
    return items[Math.floor(this.#random() * items.length)] ?? items[0];
  }

  /** Some of them, at least one, in their order. */
  some<Item>(items: readonly [Item, ...Item[]], atMost: number): readonly Item[] {
    const rest = [...items.keys()];
    const count = this.integer(1, Math.min(atMost, items.length));
    const drawn = new Set<number>();
    while (drawn.size < count) {
      const [index] = rest.splice(this.integer(0, rest.length - 1), 1);
      assert(index !== undefined, "more was drawn than there is");
      drawn.add(index);
    }
    return items.filter((_, index) => drawn.has(index));
  }

  list<Item>(lowest: number, highest: number, draw: () => Item): readonly Item[] {
    return Array.from({ length: this.integer(lowest, highest) }, draw);
  }
}
