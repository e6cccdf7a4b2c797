import type { ScheduleStanding } from "../../adapters/scheduler/standing.ts";
import { TradebotError } from "../../core/domain/errors.ts";
import type { Timestamp } from "../../core/domain/time.ts";
import type { Scope } from "../../schedule/installation.ts";
import type { CommandInput } from "../register/commands.ts";
import { openScheduler, withNextStart } from "./open-scheduler.ts";
import { DEFAULT_NAME, type SchedulerKind } from "./schedule-options.ts";

/** What one scheduler of this machine says about this installation. */
export interface ScheduleReading {
  readonly kind: SchedulerKind;
  readonly scope: Scope;
  /** Absent when it could not be asked. */
  readonly standing?: ScheduleStanding;
  /** Why it could not be asked; a machine simply without that scheduler is not among the readings. */
  readonly fault?: string;
}

const BY_PLATFORM: Partial<Record<NodeJS.Platform, readonly SchedulerKind[]>> = {
  linux: ["systemd", "cron"],
  darwin: ["launchd", "cron"],
  win32: ["windows"],
};

/** Asks every scheduler that this kind of machine has, system-wide and the user's own; faulty settings are no obstacle. */
export async function readSchedules(
  input: CommandInput,
  now: Timestamp,
): Promise<readonly ScheduleReading[]> {
  const readings: ScheduleReading[] = [];
  for (const kind of BY_PLATFORM[process.platform] ?? []) {
    for (const scope of kind === "windows" ? (["user"] as const) : (["system", "user"] as const)) {
      const reading = await readOne(input, { kind, scope, now });
      if (reading !== undefined) readings.push(reading);
    }
  }
  return readings;
}

async function readOne(
  input: CommandInput,
  { kind, scope, now }: { readonly kind: SchedulerKind; readonly scope: Scope; readonly now: Timestamp },
): Promise<ScheduleReading | undefined> {
  try {
    const options = { kind, name: DEFAULT_NAME, [scope]: true, isLenient: true } as const;
    const open = await openScheduler(input, options);
    return { kind, scope, standing: withNextStart(await open.scheduler.read(), open, now) };
  } catch (error) {
    if (!(error instanceof TradebotError)) throw error;
    return error.code === "SCHEDULER_TOOL_MISSING" ? undefined : { kind, scope, fault: error.message };
  }
}
