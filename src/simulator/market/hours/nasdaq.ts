import { minutes } from "../../../core/domain/time.ts";
import { exchangeHours } from "./exchange-hours.ts";
import { usMarketYear } from "./us-holidays.ts";

/** NASDAQ: 09:30 to 16:00 New York on weekdays that are no US market holidays, 13:00 on three of them. */
export const nasdaqHours = exchangeHours({
  timeZone: "America/New_York",
  opening: "09:30",
  fullDay: minutes(390), // until 16:00
  halfDay: minutes(210), // until 13:00
  before: [{ state: "PreMarket", length: minutes(330) }], // from 04:00
  after: [{ state: "PostMarket", length: minutes(240) }], // until 20:00, or 17:00 after a half day
  yearOf: usMarketYear,
});
