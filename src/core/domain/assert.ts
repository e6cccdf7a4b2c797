/** Thrown when the program contradicts itself: a bug, never bad input. The process ends with exit code 70. */
export class AssertionError extends Error {
  override readonly name = "AssertionError";
}

export function assert(condition: boolean, why: string): asserts condition {
  if (!condition) throw new AssertionError(why);
}
