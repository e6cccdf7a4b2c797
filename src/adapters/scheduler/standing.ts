import type { Timestamp } from "../../core/domain/time.ts";

/** What a scheduler says about one entry. */
export interface ScheduleStanding {
  readonly isInstalled: boolean;
  /** Where the entry is written down. */
  readonly places: readonly string[];
  /** Whether it starts cycles now, and after the machine was started again. Absent when nothing is installed, or nobody can say. */
  readonly isEnabled?: boolean;
  readonly nextRunAt?: Timestamp;
  readonly lastRunAt?: Timestamp;
  /** In the scheduler's own words. */
  readonly lastResult?: string;
  /** What is odd about it, with what to do. */
  readonly warnings: readonly string[];
}

/** What was done about each file, or part of one. */
export interface Change {
  readonly place: string;
  readonly change: "written" | "unchanged" | "removed" | "absent";
}

export interface ScheduleChange {
  readonly changes: readonly Change[];
  readonly standing: ScheduleStanding;
}
