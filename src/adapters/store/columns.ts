import type { SQLInputValue, SQLOutputValue } from "node:sqlite";
import { assert } from "../../core/domain/assert.ts";
import type { Decimal } from "../../core/domain/decimal.ts";
import { decimal } from "../../core/domain/decimal.ts";
import type { Timestamp } from "../../core/domain/time.ts";
import { timestamp } from "../../core/domain/time.ts";

/** One row as SQLite hands it over, and the values a statement takes by name. */
export type Row = Readonly<Record<string, SQLOutputValue>>;
export type Values = Readonly<Record<string, SQLInputValue>>;

const isMissing = (row: Row, column: string): boolean => row[column] === null;

export function textIn(row: Row, column: string): string {
  const value = row[column];
  assert(typeof value === "string", `column ${column} holds no text`);
  return value;
}

export function integerIn(row: Row, column: string): number {
  const value = row[column];
  assert(typeof value === "number" && Number.isSafeInteger(value), `column ${column} holds no integer`);
  return value;
}

export function bytesIn(row: Row, column: string): Uint8Array {
  const value = row[column];
  assert(value instanceof Uint8Array, `column ${column} holds no bytes`);
  return value;
}

export const flagIn = (row: Row, column: string): boolean => integerIn(row, column) === 1;
export const decimalIn = (row: Row, column: string): Decimal => decimal(textIn(row, column));
export const timestampIn = (row: Row, column: string): Timestamp => timestamp(integerIn(row, column));

export const optionalTextIn = (row: Row, column: string): string | undefined =>
  isMissing(row, column) ? undefined : textIn(row, column);
export const optionalIntegerIn = (row: Row, column: string): number | undefined =>
  isMissing(row, column) ? undefined : integerIn(row, column);
export const optionalDecimalIn = (row: Row, column: string): Decimal | undefined =>
  isMissing(row, column) ? undefined : decimalIn(row, column);
export const optionalTimestampIn = (row: Row, column: string): Timestamp | undefined =>
  isMissing(row, column) ? undefined : timestampIn(row, column);

/** The text of a column whose values are a closed list. */
export function choiceIn<Choice extends string>(
  row: Row,
  column: string,
  choices: readonly Choice[],
): Choice {
  const value = textIn(row, column);
  const choice = choices.find((known) => known === value);
  assert(choice !== undefined, `column ${column} holds "${value}", expected one of ${choices.join(", ")}`);
  return choice;
}
