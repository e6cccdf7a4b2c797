import type { Timestamp } from "../domain/time.ts";
import type { Bar } from "../domain/market-data.ts";
import type { DecisionSettings, MarketView } from "./decision-input.ts";

/** What the data of one instrument is judged by. */
export interface DataContext {
  readonly now: Timestamp;
  readonly view: MarketView;
  readonly closed: readonly Bar[];
  readonly barsRequired: number;
  readonly settings: DecisionSettings;
}
