import { assert } from "./assert.ts";
import { decimal, isDecimal, type Decimal } from "./decimal.ts";

/**
 * Text from which `fromLosslessJson` makes the same plain value again, to the last bit: JSON, in which decimals, maps, sets
 * and the numbers that JSON has no word for are objects with one key, such as `{"$d":"1.25"}`. A property without a value is
 * left out.
 *
 * @throws AssertionError for what is no plain value: a function, an instance of a class, a hole in a list
 */
export const toLosslessJson = (value: unknown): string => JSON.stringify(written(value));

/** @throws when the text is not what `toLosslessJson` writes */
export const fromLosslessJson = (text: string): unknown => read(JSON.parse(text));

function written(value: unknown): unknown {
  if (typeof value === "number") return isJsonNumber(value) ? value : { $n: numberText(value) };
  if (typeof value === "string" || typeof value === "boolean" || value === null) return value;
  assert(typeof value === "object", `a ${typeof value} is no plain value`);
  if (Array.isArray(value)) return Array.from(value, written);
  if (isDecimal(value)) return { $d: decimalText(value) };
  if (value instanceof Map) return { $m: Array.from(value, ([key, held]) => [written(key), written(held)]) };
  if (value instanceof Set) return { $s: Array.from(value, written) };
  return writtenObject(value);
}

function writtenObject(value: object): unknown {
  const prototype: unknown = Object.getPrototypeOf(value);
  assert(prototype === Object.prototype || prototype === null, "an instance of a class is no plain value");
  const entries = Object.entries(value).filter(([, held]) => held !== undefined);
  return Object.fromEntries(entries.map(([name, held]) => [escaped(name), written(held)]));
}

const isJsonNumber = (value: number): boolean => Number.isFinite(value) && !Object.is(value, -0);
const numberText = (value: number): string => (Object.is(value, -0) ? "-0" : String(value));

/** A decimal knows a negative zero, which its own text hides. */
const decimalText = (value: Decimal): string =>
  value.s < 0 && value.c[0] === 0 ? `-${value.toString().replace("-", "")}` : value.toString();

/** A name of ours must not be taken for one of somebody's memory. */
const escaped = (name: string): string => (name.startsWith("$") ? `$${name}` : name);
const unescaped = (name: string): string => (name.startsWith("$$") ? name.slice(1) : name);

function read(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map(read);
  const entries: (readonly [string, unknown])[] = Object.entries(value);
  const [first] = entries;
  if (entries.length === 1 && first !== undefined && isTag(first[0])) return READERS[first[0]](first[1]);
  return Object.fromEntries(entries.map(([name, held]) => [unescaped(name), read(held)]));
}

type Tag = "$d" | "$m" | "$s" | "$n";

const READERS: Readonly<Record<Tag, (value: unknown) => unknown>> = {
  $d: (value) => decimal(String(value)),
  $n: (value) => Number(value),
  $s: (value) => new Set(listOf(value).map(read)),
  $m: (value) =>
    new Map(
      listOf(value).map((pair) => {
        const [key, held] = listOf(pair);
        return [read(key), read(held)];
      }),
    ),
};

const isTag = (name: string): name is Tag => Object.hasOwn(READERS, name);

function listOf(value: unknown): readonly unknown[] {
  assert(Array.isArray(value), "a map or set is written as a list");
  return value;
}
