/** The schedulers that cycles can be started by. */
export const SCHEDULER_KINDS = ["systemd", "cron", "windows", "launchd"] as const;
export type SchedulerKind = (typeof SCHEDULER_KINDS)[number];

/** What can be shown: a cluster is set up by its own tools. */
export const SHOWN_KINDS = [...SCHEDULER_KINDS, "kubernetes"] as const;
export type ShownKind = (typeof SHOWN_KINDS)[number];

export const DEFAULT_NAME = "ai-tradebot";
/** What every scheduler takes as a name; cron reads no file with a dot in its name. */
export const NAME = /^[a-z][a-z0-9-]{0,47}$/;

export interface ScheduleOptions {
  readonly name: string;
  readonly system?: true;
  readonly user?: true;
  readonly runAs?: string;
}
