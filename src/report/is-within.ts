import { elapsed, type DurationMs, type Timestamp } from "../core/domain/time.ts";

/** In either direction: a clock that was set back must not make anything last for ever. */
export const isWithin = (span: DurationMs, from: Timestamp, now: Timestamp): boolean =>
  Math.abs(elapsed(from, now)) < span;
