import { timestamp } from "../../../core/domain/time.ts";
import type { Timestamp } from "../../../core/domain/time.ts";
import { slotOf } from "../slots.ts";
import type { TradingHours, TradingSpan } from "./trading-hours.ts";
import { DAY_MS, dayOf, sessionOf } from "./trading-hours.ts";

/** Open every second of every day; each UTC day is a session of its own, so that day orders end. */
export const alwaysHours: TradingHours = {
  shortBarsFrom: "opening",
  sessionAt: (at) => {
    const { startAt, endAt } = spanAround(at);
    return sessionOf(startAt, endAt);
  },
  spanAtOrBefore: (at) => spanAround(at),
  spanAtOrAfter: (at) => spanAround(at),
};

function spanAround(at: Timestamp): TradingSpan {
  const startAt = timestamp(dayOf(at) * DAY_MS);
  return { startAt, endAt: timestamp(startAt + DAY_MS), firstSlot: slotOf(startAt) };
}
