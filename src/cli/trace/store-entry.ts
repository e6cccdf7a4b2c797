import type { Timestamp } from "../../core/domain/time.ts";
import type { EventName } from "../../events/catalogue.ts";

/** One thing the store knows, and the log line that would tell the same. */
export interface StoreEntry {
  readonly at: Timestamp;
  readonly what: string;
  readonly detail: string;
  readonly toldBy: {
    readonly events: readonly EventName[];
    /** What the line must say to be about the same. */
    readonly fields: Readonly<Record<string, string>>;
  };
  /** The record's own place in the order of things, which a line logged a little later does not change. */
  readonly isTimeExact: boolean;
}

/** Fields by which a log line is of one run; none when the run is not known. */
export type RunFields = Readonly<Record<string, string>>;
