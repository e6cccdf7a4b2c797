import { dates, timeOfDay, timeZone, weekdays } from "../kinds/hours.ts";
import { oneOf } from "../kinds/plain.ts";
import { byDefault, settingsOf } from "../setting.ts";
import type { TradingHoursMode } from "../settings.ts";

const { setting } = settingsOf("hours");

const MODES: readonly TradingHoursMode[] = ["always", "fixed", "instrument"];

/** When cycles run. */
export const HOURS_SETTINGS = {
  TRADING_HOURS_MODE: setting(oneOf(MODES), {
    description:
      "When cycles run. always: at each start; fixed: between TRADING_START and TRADING_END; instrument: during the sessions of the exchanges.",
    presence: byDefault("always"),
  }),
  TRADING_START: setting(timeOfDay, {
    description:
      "First minute of the fixed hours. The same as TRADING_END means the whole day; later than it, over midnight.",
    presence: byDefault("09:30"),
  }),
  TRADING_END: setting(timeOfDay, {
    description: "End of the fixed hours; this minute is outside.",
    presence: byDefault("16:00"),
  }),
  TIMEZONE: setting(timeZone, {
    description:
      "Zone of the fixed hours, and of the day that MAX_DAILY_TRADES and the limits of a day and a week count.",
    presence: byDefault("America/New_York"),
  }),
  TRADING_DAYS: setting(weekdays, {
    description: "Days on which the fixed hours begin.",
    presence: byDefault("Mon-Fri"),
  }),
  TRADING_HOLIDAYS: setting(dates, {
    description: "Dates on which the fixed hours do not begin.",
    presence: byDefault("none"),
  }),
};
