import type { Timestamp } from "../../core/domain/time.ts";
import { timestamp } from "../../core/domain/time.ts";

const DATE = /^\d{4}-\d{2}-\d{2}$/;
const DATE_TIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,7})?)?$/;

export interface ExpirationText {
  /** `yyyy-MM-dd`, or with a time; exchange local. */
  readonly text: string;
  readonly containsTime: boolean;
}

/** When a good-till-date order ends: at the given time, or when the given day is over; `undefined` when it is no date. */
export function expirationAt(
  { text, containsTime }: ExpirationText,
  timeZone: string,
): Timestamp | undefined {
  if (!(containsTime ? DATE_TIME : DATE).test(text)) return undefined;
  try {
    const local = containsTime
      ? Temporal.PlainDateTime.from(text, { overflow: "reject" })
      : Temporal.PlainDate.from(text, { overflow: "reject" }).add({ days: 1 }).toPlainDateTime();
    return timestamp(local.toZonedDateTime(timeZone).epochMilliseconds);
  } catch (error) {
    if (error instanceof RangeError) return undefined; // well-formed, but in no calendar: the 31st of April
    throw error;
  }
}
