import type { InstrumentId } from "../../core/domain/instrument.ts";
import type { Bar, BarMinutes } from "../../core/domain/market-data.ts";
import type { Timestamp } from "../../core/domain/time.ts";

/** What the broker said and may be asked again at will: losing it costs only requests. */
export interface Cache {
  /** A JSON value kept under a name; `undefined` when absent or expired. */
  read(name: string, now: Timestamp): unknown;
  write(name: string, value: unknown, expiresAt: Timestamp): void;
  /** Closed bars, oldest first, at most the newest `count`. */
  readBars(instrument: InstrumentId, barMinutes: BarMinutes, count: number): readonly Bar[];
  /** Adds bars, replacing those with the same start, and keeps the newest `keep`. */
  writeBars(instrument: InstrumentId, barMinutes: BarMinutes, bars: readonly Bar[], keep: number): void;
  /** Forgets all bars of the instrument and horizon. */
  dropBars(instrument: InstrumentId, barMinutes: BarMinutes): void;
}
