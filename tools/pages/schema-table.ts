import { core } from "zod";

/** A table of every key of a schema, those inside others named by their path. */
export function renderSchemaTable(schema: core.$ZodObject): string {
  return ["| key | type | meaning |", "|---|---|---|", ...rowsOf(schema, "")].join("\n");
}

const rowsOf = (schema: core.$ZodObject, path: string): readonly string[] =>
  Object.entries<core.$ZodType>(schema._zod.def.shape).flatMap(([key, value]) =>
    rowsOfValue(value, `${path}${key}`),
  );

function rowsOfValue(given: core.$ZodType, path: string): readonly string[] {
  const value = given instanceof core.$ZodOptional ? given._zod.def.innerType : given; // its description says when
  const { schema, isNullable } = unwrapped(value);
  const meaning = descriptionOf(value) ?? descriptionOf(schema);
  if (meaning === undefined) throw new Error(`${path} has no description`);
  const row = `| \`${path}\` | ${typeOf(schema)}${isNullable ? " or null" : ""} | ${meaning} |`;
  return schema instanceof core.$ZodObject ? [row, ...rowsOf(schema, `${path}.`)] : [row];
}

function unwrapped(value: core.$ZodType): {
  readonly schema: core.$ZodType;
  readonly isNullable: boolean;
} {
  return value instanceof core.$ZodNullable
    ? { schema: value._zod.def.innerType, isNullable: true }
    : { schema: value, isNullable: false };
}

const descriptionOf = (schema: core.$ZodType): string | undefined =>
  core.globalRegistry.get(schema)?.description;

function typeOf(schema: core.$ZodType): string {
  const unit = core.globalRegistry.get(schema)?.["unit"];
  if (typeof unit === "string") return unit;
  if (schema instanceof core.$ZodISODateTime) return "ISO 8601, UTC";
  if (schema instanceof core.$ZodEnum)
    return Object.values(schema._zod.def.entries)
      .map((option) => `\`${option}\``)
      .join(", ");
  if (schema instanceof core.$ZodLiteral) return `always \`${schema._zod.def.values.join()}\``;
  if (schema instanceof core.$ZodNumber) return "whole number";
  if (schema instanceof core.$ZodBoolean) return "true or false";
  if (schema instanceof core.$ZodString) return "text";
  if (schema instanceof core.$ZodObject) return "object";
  throw new Error("a schema of a kind that has no name here");
}
