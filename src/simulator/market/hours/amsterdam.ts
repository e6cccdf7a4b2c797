import { minutes } from "../../../core/domain/time.ts";
import { euronextYear } from "./euronext-holidays.ts";
import { exchangeHours } from "./exchange-hours.ts";

/**
 * Amsterdam: 09:00 to 17:30 on weekdays that are no Euronext holidays, 14:05 on two of them; an auction on either
 * side, and ten minutes of trading at the price that the last one found.
 */
export const amsterdamHours = exchangeHours({
  timeZone: "Europe/Amsterdam",
  opening: "09:00",
  fullDay: minutes(510), // until 17:30
  halfDay: minutes(305), // until 14:05
  before: [{ state: "OpeningAuction", length: minutes(105) }], // from 07:15
  after: [
    { state: "CallAuctionTrading", length: minutes(5) },
    { state: "TradingAtLast", length: minutes(5) },
  ],
  yearOf: euronextYear,
});
