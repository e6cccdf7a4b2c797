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

interface Fields<Required extends FieldName, Optional extends FieldName> {
  readonly required?: readonly Required[];
  readonly optional?: readonly Optional[];
}

/** Declares one thing that can be logged. */
export function event<const Required extends FieldName = never, const Optional extends FieldName = never>(
  level: Level,
  component: string,
  description: string,
  { required = [], optional = [] }: Fields<Required, Optional> = {},
): EventDefinition<Required, Optional> {
  return { level, component, description, required, optional };
}

/** The same of one thing, which some fields always tell and others where they are known. */
const eventAbout =
  <const Always extends FieldName, const Known extends FieldName>(
    always: readonly Always[],
    known: readonly Known[],
  ) =>
  <const Required extends FieldName = never, const Optional extends FieldName = never>(
    level: Level,
    component: string,
    description: string,
    { required = [], optional = [] }: Fields<Required, Optional> = {},
  ) =>
    event(level, component, description, {
      required: [...always, ...required],
      optional: [...known, ...optional],
    });

const OF_INSTRUMENT = ["asset_type", "uic", "symbol"] as const;

export const instrumentEvent = eventAbout(["instrument_id"], OF_INSTRUMENT);

/** Of an order of ours. */
export const orderEvent = eventAbout(
  ["external_reference"],
  [
    "external_reference",
    "side",
    "quantity",
    "purpose",
    "order_price",
    "position_id",
    "account_key",
    "instrument_id",
    ...OF_INSTRUMENT,
    "saxo_request_id",
  ],
);
