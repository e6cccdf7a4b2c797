import { DENIALS } from "./denials.ts";

/** Whether an instrument was left alone because not enough is known about it; a closed market is no want of data. */
export const isWantOfData = (reason: string): boolean => WANT_OF_DATA.has(reason);

/** Whether no order could follow, whatever the strategy wanted: for want of data, or because of the hour. */
export const isUnfit = (reason: string): boolean => UNFIT.has(reason);

const OF_THE_HOUR: readonly string[] = [
  "MARKET_NOT_OPEN",
  "EXTENDED_HOURS_LIMIT_ONLY",
  "OUTSIDE_TRADING_HOURS",
];

const WANT_OF_DATA: ReadonlySet<string> = new Set([
  "SCHEDULE_UNREADABLE",
  ...Object.entries(DENIALS)
    .filter(([code, { stage }]) => stage === "data" && !OF_THE_HOUR.includes(code))
    .map(([code]) => code),
]);

const UNFIT: ReadonlySet<string> = new Set([...WANT_OF_DATA, ...OF_THE_HOUR]);

export const UNFIT_REASONS: readonly string[] = [...UNFIT];
