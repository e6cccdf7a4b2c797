/** The value at a path of a JSON document; `undefined` where there is none. */
export function at(document: unknown, ...keys: readonly (string | number)[]): unknown {
  return keys.reduce<unknown>(
    (value, key) => (isRecord(value) ? value[key] : undefined),
    typeof document === "string" ? JSON.parse(document) : document,
  );
}

const isRecord = (value: unknown): value is Readonly<Record<string | number, unknown>> =>
  typeof value === "object" && value !== null;
