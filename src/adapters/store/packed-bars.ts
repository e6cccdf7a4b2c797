import type { Bar } from "../../core/domain/market-data.ts";
import { timestamp } from "../../core/domain/time.ts";

const NUMBERS_PER_BAR = 5;
export const BYTES_PER_BAR = NUMBERS_PER_BAR * Float64Array.BYTES_PER_ELEMENT;

export function packBars(bars: readonly Bar[]): Uint8Array {
  const numbers = new Float64Array(bars.length * NUMBERS_PER_BAR);
  for (const [index, { startAt, open, high, low, close }] of bars.entries()) {
    numbers.set([startAt, open, high, low, close], index * NUMBERS_PER_BAR);
  }
  return new Uint8Array(numbers.buffer);
}

export function unpackBars(bytes: Uint8Array): readonly Bar[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const numberAt = (index: number): number =>
    view.getFloat64(index * Float64Array.BYTES_PER_ELEMENT, IS_LITTLE_ENDIAN);
  return Array.from({ length: bytes.byteLength / BYTES_PER_BAR }, (_, bar) => {
    const first = bar * NUMBERS_PER_BAR;
    return {
      startAt: timestamp(numberAt(first)),
      open: numberAt(first + 1),
      high: numberAt(first + 2),
      low: numberAt(first + 3),
      close: numberAt(first + 4),
    };
  });
}

/** Joins two series by start time, the newer one winning, oldest first. */
export function mergeBars(older: readonly Bar[], newer: readonly Bar[]): readonly Bar[] {
  const byStart = new Map(older.map((bar) => [bar.startAt, bar]));
  for (const bar of newer) byStart.set(bar.startAt, bar);
  return [...byStart.values()].sort((a, b) => a.startAt - b.startAt);
}

/** The order `Float64Array` uses in memory, which is what `packBars` writes. */
const IS_LITTLE_ENDIAN = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1;
