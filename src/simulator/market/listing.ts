import type { Timestamp } from "../../core/domain/time.ts";
import type { TradingHours, TradingSpan } from "./hours/trading-hours.ts";
import type { Series } from "./series.ts";
import { SECOND_MS, slotOf, slotStart } from "./slots.ts";
import type { TradedSecond } from "./traded-between.ts";

/** An instrument as it trades: its endless prices, and the hours in which they pass. */
export interface Listing {
  readonly series: Series;
  readonly hours: TradingHours;
}

/** Where in the instrument's own trading time an instant of one of its spans lies. */
export function tradedSecondAt(span: TradingSpan, at: Timestamp): TradedSecond {
  const slot = slotOf(at);
  return {
    slot: span.firstSlot + slot - slotOf(span.startAt),
    second: Math.floor((at - slotStart(slot)) / SECOND_MS),
  };
}
