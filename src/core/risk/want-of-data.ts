import { DENIALS } from "./denials.ts";

/** Whether an instrument was left alone because not enough is known about it; a closed market is no want of data. */
export const isWantOfData = (reason: string): boolean => WANT_OF_DATA.has(reason);

const WANT_OF_DATA: ReadonlySet<string> = new Set([
  "SCHEDULE_UNREADABLE",
  ...Object.entries(DENIALS)
    .filter(([code, { stage }]) => stage === "data" && code !== "MARKET_NOT_OPEN")
    .map(([code]) => code),
]);
