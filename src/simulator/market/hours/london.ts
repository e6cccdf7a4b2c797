import { minutes } from "../../../core/domain/time.ts";
import { exchangeHours } from "./exchange-hours.ts";
import { ukMarketYear } from "./uk-holidays.ts";

/**
 * London: 08:00 to 16:30 on weekdays that are no bank holidays, 12:30 on two of them; an auction on either side, and
 * five minutes of trading at the price that the last one found.
 */
export const londonHours = exchangeHours({
  timeZone: "Europe/London",
  opening: "08:00",
  fullDay: minutes(510), // until 16:30
  halfDay: minutes(270), // until 12:30
  before: [{ state: "OpeningAuction", length: minutes(10) }], // from 07:50
  after: [
    { state: "CallAuctionTrading", length: minutes(5) },
    { state: "TradingAtLast", length: minutes(5) },
  ],
  yearOf: ukMarketYear,
});
