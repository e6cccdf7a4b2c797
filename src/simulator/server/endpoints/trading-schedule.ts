import type { Timestamp } from "../../../core/domain/time.ts";
import type { Market, SimulatedInstrument } from "../../market/types.ts";
import type { Answer } from "../answer.ts";
import { ok, wireTime } from "../answer.ts";
import type { ApiRequest } from "../api-request.ts";
import type { Desk } from "../desk.ts";
import { instrumentInPath } from "./find-instrument.ts";

const SCHEDULE_DAYS = 5;

export function tradingSchedule(desk: Desk, request: ApiRequest): Answer {
  const found = instrumentInPath(desk, request);
  return found.kind === "missing" ? found.answer : ok(scheduleOf(desk.market, found.instrument, request.at));
}

export function scheduleOf(
  market: Market,
  instrument: SimulatedInstrument,
  at: Timestamp,
): Record<string, unknown> {
  const { timeZone, timeZoneNumber } = instrument.exchange;
  const local = Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(timeZone);
  return {
    Sessions: market.sessions(instrument, at, SCHEDULE_DAYS).map(({ startAt, endAt, state }) => ({
      EndTime: wireTime(endAt),
      StartTime: wireTime(startAt),
      State: state,
    })),
    TimeZone: timeZoneNumber,
    TimeZoneAbbreviation: zoneAbbreviation(timeZone, at),
    TimeZoneOffset: `${local.offset}:00`,
  };
}

function zoneAbbreviation(timeZone: string, at: Timestamp): string {
  const parts = new Intl.DateTimeFormat("en-US", { timeZone, timeZoneName: "short" }).formatToParts(at);
  return parts.find(({ type }) => type === "timeZoneName")?.value ?? timeZone;
}
