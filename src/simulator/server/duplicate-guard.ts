import type { Timestamp } from "../../core/domain/time.ts";

/** Within this time the same write is taken for a repeat (OpenAPI reference, rate limiting: 15 seconds). */
export const DUPLICATE_WINDOW_MS = 15_000;

export interface WriteSeen {
  readonly key: string;
  readonly at: Timestamp;
}

/** Remembers recent writes by their key. A key is spent whatever the write was answered with. */
export class DuplicateGuard {
  readonly #seen = new Map<string, Timestamp>();

  constructor(seen: readonly WriteSeen[]) {
    for (const { key, at } of seen) this.#seen.set(key, at);
  }

  isRepeat(key: string, at: Timestamp): boolean {
    this.#forget(at);
    return this.#seen.has(key);
  }

  remember(key: string, at: Timestamp): void {
    this.#seen.set(key, at);
  }

  #forget(at: Timestamp): void {
    for (const [key, seenAt] of this.#seen) {
      if (at - seenAt >= DUPLICATE_WINDOW_MS) this.#seen.delete(key);
    }
  }
}
