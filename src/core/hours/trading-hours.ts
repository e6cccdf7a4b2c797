/**
 * When the bot may trade. `always` sets no limit, `fixed` is a daily window, `instrument` follows the broker's
 * schedule of each instrument. The window's fields are read in `fixed` mode only.
 */
export interface TradingHours {
  readonly mode: "always" | "fixed" | "instrument";
  /** `HH:MM` local time, inclusive. */
  readonly start: string;
  /** `HH:MM` local time, exclusive; not after `start` means on the following day, so equal times span 24 hours. */
  readonly end: string;
  /** IANA name. */
  readonly timeZone: string;
  /** ISO weekdays on which a window starts: 1 is Monday, 7 is Sunday. */
  readonly days: readonly number[];
  /** `yyyy-MM-dd`, local: no window starts on them. */
  readonly holidays: readonly string[];
}

/** The daily window of `fixed` mode. */
export type FixedHours = Omit<TradingHours, "mode">;
