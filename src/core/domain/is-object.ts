/** What an object of anybody's making holds: anything, or nothing. */
export type Members = Readonly<Record<string, unknown>>;

/** Whether it is an object, and no list. */
export const isObject = (value: unknown): value is Members =>
  typeof value === "object" && value !== null && !Array.isArray(value);
