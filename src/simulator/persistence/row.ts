import type { SQLOutputValue } from "node:sqlite";
import { assert } from "../../core/domain/assert.ts";
import type { Decimal } from "../../core/domain/decimal.ts";
import { decimal } from "../../core/domain/decimal.ts";
import type { Instrument } from "../../core/domain/instrument.ts";
import { instrument, isAssetType } from "../../core/domain/instrument.ts";
import type { Timestamp } from "../../core/domain/time.ts";
import { timestamp } from "../../core/domain/time.ts";

export type Row = Record<string, SQLOutputValue>;

export function integerOf(row: Row, column: string): number {
  const value = row[column];
  assert(typeof value === "number", `column ${column} holds no integer`);
  return value;
}

export function optionalText(row: Row, column: string): string | undefined {
  const value = row[column];
  assert(value === null || typeof value === "string", `column ${column} holds no text`);
  return value ?? undefined;
}

export function textOf(row: Row, column: string): string {
  const value = optionalText(row, column);
  assert(value !== undefined, `column ${column} is empty`);
  return value;
}

export function optionalInteger(row: Row, column: string): number | undefined {
  const value = row[column];
  assert(value === null || typeof value === "number", `column ${column} holds no integer`);
  return value ?? undefined;
}

export const idOf = (row: Row, column: string): string => String(integerOf(row, column));
export const instantOf = (row: Row, column: string): Timestamp => timestamp(integerOf(row, column));
export const decimalOf = (row: Row, column: string): Decimal => decimal(textOf(row, column));

export const flagOf = (row: Row, column: string): boolean => integerOf(row, column) === 1;

export function optionalId(row: Row, column: string): string | undefined {
  const value = optionalInteger(row, column);
  return value === undefined ? undefined : String(value);
}

export function optionalInstant(row: Row, column: string): Timestamp | undefined {
  const value = optionalInteger(row, column);
  return value === undefined ? undefined : timestamp(value);
}

export function optionalDecimal(row: Row, column: string): Decimal | undefined {
  const text = optionalText(row, column);
  return text === undefined ? undefined : decimal(text);
}

/** Of a column that holds `1,2.5,3`. */
export function decimalListOf(row: Row, column: string): readonly Decimal[] | undefined {
  const text = optionalText(row, column);
  const parts = text === "" ? [] : text?.split(",");
  return parts?.map(decimal);
}

type Present<Fields> = {
  readonly [Name in keyof Fields]?: Exclude<Fields[Name], undefined>;
};

/** The fields that have a value; the others are left out rather than `undefined`. */
export function present<Fields extends object>(fields: Fields): Present<Fields> {
  return Object.fromEntries(
    Object.entries(fields).filter(([, value]) => value !== undefined),
  ) as Present<Fields>;
}

export function instrumentOf(row: Row): Instrument {
  const assetType = textOf(row, "asset_type");
  assert(isAssetType(assetType), `"${assetType}" is no asset type`);
  return instrument(assetType, integerOf(row, "uic"));
}
