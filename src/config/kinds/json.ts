import type { Reading, ValueKind } from "./value-kind.ts";
import { fault, value } from "./value-kind.ts";

export type JsonMembers = Readonly<Record<string, unknown>>;

const isJsonObject = (of: unknown): of is JsonMembers =>
  typeof of === "object" && of !== null && !Array.isArray(of);

function parsed(text: string): Reading<unknown> {
  try {
    const json: unknown = JSON.parse(text);
    return value(json);
  } catch {
    return fault("no JSON");
  }
}

const countNames = (of: unknown): number =>
  typeof of === "object" && of !== null
    ? Object.values(of).reduce<number>(
        (sum, member) => sum + countNames(member),
        Array.isArray(of) ? 0 : Object.keys(of).length,
      )
    : 0;

/** A text in front of a colon, which in JSON is always a name. */
const NAME = /"(?:[^"\\]|\\.)*"\s*:/g;

/** Of a name that stands twice in one object, JSON keeps the last value and says nothing. */
const repeatsName = (text: string, json: unknown): boolean =>
  (text.match(NAME) ?? []).length > countNames(json);

function readObject(text: string): Reading<JsonMembers> {
  const reading = parsed(text);
  if (reading.kind === "fault") return reading;
  if (!isJsonObject(reading.value)) return fault("no JSON object");
  return repeatsName(text, reading.value) ? fault("a name stands twice") : value(reading.value);
}

function readObjects(text: string): Reading<Readonly<Record<string, JsonMembers>>> {
  const reading = readObject(text);
  if (reading.kind === "fault") return reading;
  const objects: Record<string, JsonMembers> = {};
  for (const [name, member] of Object.entries(reading.value)) {
    if (!isJsonObject(member)) return fault("holds something other than objects");
    objects[name] = member;
  }
  return value(objects);
}

export const jsonObject = (expected: string): ValueKind<JsonMembers> => ({ expected, read: readObject });

/** An object of objects. */
export const jsonObjects = (expected: string): ValueKind<Readonly<Record<string, JsonMembers>>> => ({
  expected,
  read: readObjects,
});
