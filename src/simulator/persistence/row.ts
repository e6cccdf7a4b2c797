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

export const idOf = (row: Row, column: string): string => String(integerOf(row, column));
export const instantOf = (row: Row, column: string): Timestamp => timestamp(integerOf(row, column));
export const decimalOf = (row: Row, column: string): Decimal => decimal(textOf(row, column));

export function instrumentOf(row: Row): Instrument {
  const assetType = textOf(row, "asset_type");
  assert(isAssetType(assetType), `"${assetType}" is no asset type`);
  return instrument(assetType, integerOf(row, "uic"));
}
