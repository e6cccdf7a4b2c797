import type { Session } from "./session-table.ts";

/** What traded over some stretch of trading time, in whole units, with the volume of a stock. */
export interface Traded extends Session {
  readonly volume: number;
}

/** Some trading always, and more the further the price runs. */
const VOLUME_PER_SESSION = 2_000;
const VOLUME_PER_UNIT_OF_RANGE = 100;

export const sessionVolume = (high: number, low: number): number =>
  VOLUME_PER_SESSION + VOLUME_PER_UNIT_OF_RANGE * (high - low);

export const join = (earlier: Traded, later: Traded): Traded => ({
  open: earlier.open,
  high: Math.max(earlier.high, later.high),
  low: Math.min(earlier.low, later.low),
  close: later.close,
  volume: earlier.volume + later.volume,
});
