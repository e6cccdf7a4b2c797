import type { TradingSession } from "../../../core/domain/instrument.ts";
import type { TradingSchedule } from "../wire/trading-schedule.ts";

export const tradingSessions = ({ Sessions }: TradingSchedule): TradingSession[] =>
  Sessions.map(({ StartTime, EndTime, State }) => ({
    startAt: StartTime,
    endAt: EndTime,
    state: State,
  })).sort((a, b) => a.startAt - b.startAt);
