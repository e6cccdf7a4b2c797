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
  const numberAt = numbersIn(bytes);
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

/** Joins bars to a packed series by start time, the new ones winning, and keeps the newest `keep`. */
export function addBars(packed: Uint8Array, bars: readonly Bar[], keep: number): Uint8Array {
  // new bars belong near the end: what lies before the first of them stays packed
  const earliest = Math.min(...bars.map(({ startAt }) => startAt));
  const untouched = bytesBefore(packed, earliest);
  const end = packBars(mergeBars(unpackBars(packed.subarray(untouched)), bars));
  const joined = new Uint8Array(untouched + end.byteLength);
  joined.set(packed.subarray(0, untouched));
  joined.set(end, untouched);
  return joined.subarray(Math.max(0, joined.byteLength - keep * BYTES_PER_BAR));
}

function bytesBefore(packed: Uint8Array, startAt: number): number {
  const numberAt = numbersIn(packed);
  let bars = packed.byteLength / BYTES_PER_BAR;
  while (bars > 0 && numberAt((bars - 1) * NUMBERS_PER_BAR) >= startAt) bars -= 1;
  return bars * BYTES_PER_BAR;
}

function mergeBars(older: readonly Bar[], newer: readonly Bar[]): readonly Bar[] {
  const byStart = new Map(older.map((bar) => [bar.startAt, bar]));
  for (const bar of newer) byStart.set(bar.startAt, bar);
  return [...byStart.values()].sort((a, b) => a.startAt - b.startAt);
}

function numbersIn(bytes: Uint8Array): (index: number) => number {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return (index) => view.getFloat64(index * Float64Array.BYTES_PER_ELEMENT, IS_LITTLE_ENDIAN);
}

/** The order `Float64Array` uses in memory, which is what `packBars` writes. */
const IS_LITTLE_ENDIAN = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1;
