import { timestamp } from "../../../core/domain/time.ts";
import { slotOf } from "../slots.ts";
import type { TradingHours, TradingSpan } from "./trading-hours.ts";
import { DAY_MS, dayOf, sessionOf } from "./trading-hours.ts";

const startAt = timestamp(Date.UTC(1970, 0, 1));
const ALL_TIME: TradingSpan = { startAt, endAt: timestamp(Date.UTC(9999, 0, 1)), firstSlot: slotOf(startAt) };

/** Open every second of every day; each UTC day is a session of its own, so that day orders end. */
export const alwaysHours: TradingHours = {
  sessionAt: (at) => {
    const day = dayOf(at);
    return sessionOf(timestamp(day * DAY_MS), timestamp((day + 1) * DAY_MS));
  },
  spanAtOrBefore: () => ALL_TIME,
  spanAtOrAfter: () => ALL_TIME,
};
