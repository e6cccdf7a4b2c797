/** A JSON value on one line: `{a: 1, b: {c: 2}}` as `a=1 b.c=2`. */
export function inline(value: unknown): string {
  if (typeof value === "string") return value;
  if (!isRecord(value)) return JSON.stringify(value);
  return Object.entries(value)
    .map(([name, part]) => (isRecord(part) ? inline(prefixed(name, part)) : `${name}=${inline(part)}`))
    .join(" ");
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const prefixed = (name: string, part: Record<string, unknown>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(part).map(([key, value]) => [`${name}.${key}`, value]));
