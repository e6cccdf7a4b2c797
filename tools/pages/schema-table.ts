import { z } from "zod";

/** A table of every key of a schema, those inside others named by their path. */
export function renderSchemaTable(schema: z.ZodObject): string {
  return ["| key | type | meaning |", "|---|---|---|", ...rowsOf(schema, "")].join("\n");
}

const rowsOf = (schema: z.ZodObject, path: string): readonly string[] =>
  Object.entries<z.core.$ZodType>(schema.shape).flatMap(([key, value]) =>
    rowsOfValue(value, `${path}${key}`),
  );

function rowsOfValue(value: z.core.$ZodType, path: string): readonly string[] {
  const { schema, isNullable } = unwrapped(value);
  const meaning = descriptionOf(value) ?? descriptionOf(schema);
  if (meaning === undefined) throw new Error(`${path} has no description`);
  const row = `| \`${path}\` | ${typeOf(schema)}${isNullable ? " or null" : ""} | ${meaning} |`;
  return schema instanceof z.ZodObject ? [row, ...rowsOf(schema, `${path}.`)] : [row];
}

function unwrapped(value: z.core.$ZodType): {
  readonly schema: z.core.$ZodType;
  readonly isNullable: boolean;
} {
  return value instanceof z.ZodNullable
    ? { schema: value.unwrap(), isNullable: true }
    : { schema: value, isNullable: false };
}

const descriptionOf = (schema: z.core.$ZodType): string | undefined =>
  z.globalRegistry.get(schema)?.description;

function typeOf(schema: z.core.$ZodType): string {
  const unit = z.globalRegistry.get(schema)?.["unit"];
  if (typeof unit === "string") return unit;
  if (schema instanceof z.ZodISODateTime) return "ISO 8601, UTC";
  if (schema instanceof z.ZodEnum) return schema.options.map((option) => `\`${option}\``).join(", ");
  if (schema instanceof z.ZodLiteral) return `always \`${String(schema.value)}\``;
  if (schema instanceof z.ZodNumber) return "whole number";
  if (schema instanceof z.ZodBoolean) return "true or false";
  if (schema instanceof z.ZodString) return "text";
  if (schema instanceof z.ZodObject) return "object";
  throw new Error("a schema of a kind that has no name here");
}
