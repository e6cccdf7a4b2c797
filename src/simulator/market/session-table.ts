import { assert } from "../../core/domain/assert.ts";

/** Prices of one session in whole units of an instrument's last quote digit; low <= open, close <= high. */
export interface Session {
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
}

/** Sessions that repeat for ever. Few of them are ever asked for, so they may be made when they are. */
export interface SessionRing {
  readonly length: number;
  /** @param place from 0, below the length */
  readonly sessionAt: (place: number) => Session;
}

/** Many sessions, in columns: they are scanned by the hundred thousand. */
export interface SessionTable {
  readonly length: number;
  readonly open: Int32Array;
  readonly high: Int32Array;
  readonly low: Int32Array;
  readonly close: Int32Array;
}

export function emptyTable(length: number): SessionTable {
  return {
    length,
    open: new Int32Array(length),
    high: new Int32Array(length),
    low: new Int32Array(length),
    close: new Int32Array(length),
  };
}

export function valueAt(column: Int32Array, index: number): number {
  const value = column[index];
  assert(value !== undefined, "an index lies outside its column");
  return value;
}

export function sessionIn(table: SessionTable, index: number): Session {
  return {
    open: valueAt(table.open, index),
    high: valueAt(table.high, index),
    low: valueAt(table.low, index),
    close: valueAt(table.close, index),
  };
}

export const ringOf = (table: SessionTable): SessionRing => ({
  length: table.length,
  sessionAt: (place) => sessionIn(table, place),
});

export function setSession(table: SessionTable, index: number, session: Session): void {
  table.open[index] = session.open;
  table.high[index] = session.high;
  table.low[index] = session.low;
  table.close[index] = session.close;
}

export const isConsistent = ({ open, high, low, close }: Session): boolean =>
  low > 0 && low <= Math.min(open, close) && high >= Math.max(open, close);

/** The table followed by itself played backwards, each session opening where it closed: a ring without a seam. */
export const thereAndBack = (table: SessionTable): SessionTable => ({
  length: table.length * 2,
  open: followedBy(table.open, table.close.toReversed()),
  high: followedBy(table.high, table.high.toReversed()),
  low: followedBy(table.low, table.low.toReversed()),
  close: followedBy(table.close, table.open.toReversed()),
});

function followedBy(first: Int32Array, second: Int32Array): Int32Array {
  const both = new Int32Array(first.length + second.length);
  both.set(first);
  both.set(second, first.length);
  return both;
}
