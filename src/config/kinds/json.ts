import { isObject, type Members } from "../../core/domain/is-object.ts";
import type { Reading, ValueKind } from "./value-kind.ts";
import { fault, value } from "./value-kind.ts";

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

function readObject(text: string): Reading<Members> {
  const reading = parsed(text);
  if (reading.kind === "fault") return reading;
  if (!isObject(reading.value)) return fault("no JSON object");
  return repeatsName(text, reading.value) ? fault("a name stands twice") : value(reading.value);
}

function readObjects(text: string): Reading<Readonly<Record<string, Members>>> {
  const reading = readObject(text);
  if (reading.kind === "fault") return reading;
  const objects: Record<string, Members> = {};
  for (const [name, member] of Object.entries(reading.value)) {
    if (!isObject(member)) return fault("holds something other than objects");
    objects[name] = member;
  }
  return value(objects);
}

export const jsonObject = (expected: string): ValueKind<Members> => ({ expected, read: readObject });

/** An object of objects. */
export const jsonObjects = (expected: string): ValueKind<Readonly<Record<string, Members>>> => ({
  expected,
  read: readObjects,
});
