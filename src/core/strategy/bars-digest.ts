import { createHash } from "node:crypto";
import type { Bar } from "../domain/market-data.ts";

const NUMBERS_PER_BAR = 5;

/** Of every figure of the bars, bit by bit, and of their order; the same on every machine. */
export function digestOfBars(bars: readonly Bar[]): string {
  const bytes = new DataView(new ArrayBuffer(bars.length * NUMBERS_PER_BAR * Float64Array.BYTES_PER_ELEMENT));
  let place = 0;
  const write = (figure: number): void => {
    bytes.setFloat64(place, figure, true);
    place += Float64Array.BYTES_PER_ELEMENT;
  };
  for (const { startAt, open, high, low, close } of bars) {
    write(startAt);
    write(open);
    write(high);
    write(low);
    write(close);
  }
  return createHash("sha256").update(bytes).digest("base64url").slice(0, DIGITS);
}

/** 132 bits: nobody meets two histories with one digest. */
const DIGITS = 22;
