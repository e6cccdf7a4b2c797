import { isObject, type Members } from "../../core/domain/is-object.ts";

/** A JSON value on one line: `{a: 1, b: {c: 2}}` as `a=1 b.c=2`. */
export function inline(value: unknown): string {
  if (typeof value === "string") return value;
  if (typeof value === "number") return figure(value);
  if (!isObject(value)) return JSON.stringify(value);
  return Object.entries(value)
    .map(([name, part]) => (isObject(part) ? inline(prefixed(name, part)) : `${name}=${inline(part)}`))
    .join(" ");
}

/** More digits of a computed ratio say nothing to a reader. */
const SIGNIFICANT_DIGITS = 8;

/** A number as people read it: whole ones as they are, others without the last digits of their floating point. */
const figure = (value: number): string =>
  String(Number.isInteger(value) ? value : Number(value.toPrecision(SIGNIFICANT_DIGITS)));

const prefixed = (name: string, part: Members): Members =>
  Object.fromEntries(Object.entries(part).map(([key, value]) => [`${name}.${key}`, value]));
