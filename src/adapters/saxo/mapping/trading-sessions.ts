import type { TradingSession } from "../../../core/domain/instrument.ts";
import type { TradingSchedule } from "../wire/trading-schedule.ts";

/** In time order; `undefined` when the schedule contradicts itself: two sessions at once, or one that ends before it begins. */
export function tradingSessions({ Sessions }: TradingSchedule): readonly TradingSession[] | undefined {
  const sessions = Sessions.map(({ StartTime, EndTime, State }) => ({
    startAt: StartTime,
    endAt: EndTime,
    state: State,
  }))
    .filter(({ startAt, endAt }) => startAt !== endAt) // no time at all says nothing
    .sort((a, b) => a.startAt - b.startAt);
  const isSound = sessions.every(
    ({ startAt, endAt }, index) => startAt < endAt && startAt >= (sessions[index - 1]?.endAt ?? -Infinity),
  );
  return isSound ? sessions : undefined;
}
