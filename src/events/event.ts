import type { FieldName } from "./fields.ts";

export type Level = "debug" | "info" | "warn" | "error";

export interface EventDefinition<
  Required extends FieldName = FieldName,
  Optional extends FieldName = FieldName,
> {
  readonly level: Level;
  /** Dotted area of the program, third column of a log line. */
  readonly component: string;
  readonly description: string;
  readonly required: readonly Required[];
  readonly optional: readonly Optional[];
}

/** Declares one thing that can be logged. */
export function event<const Required extends FieldName = never, const Optional extends FieldName = never>(
  level: Level,
  component: string,
  description: string,
  fields: { readonly required?: readonly Required[]; readonly optional?: readonly Optional[] } = {},
): EventDefinition<Required, Optional> {
  return { level, component, description, required: fields.required ?? [], optional: fields.optional ?? [] };
}
