import type { Change, ScheduleStanding } from "../../adapters/scheduler/standing.ts";
import { systemClock } from "../../adapters/system/system-clock.ts";
import { isoFromTimestamp, type Timestamp } from "../../core/domain/time.ts";
import { EXIT_CODES } from "../exit-codes.ts";
import { printable, printJson, renderTable } from "../output.ts";
import type { CommandInput } from "../register/commands.ts";
import { keeperWarnings, type KeeperStanding } from "./keeper-standing.ts";
import { withNextStart, type OpenScheduler } from "./open-scheduler.ts";

/** What was done, and how the entry stands after it. */
export interface ScheduleReport {
  readonly changes: readonly Change[];
  readonly standing: ScheduleStanding;
  /** What renews the login; absent where nothing does and nothing has to. */
  readonly keeper: KeeperStanding | undefined;
}

export const systemNow = (): Timestamp => systemClock(new AbortController().signal).now();

/** Prints it as the caller wants it. @returns the exit code */
export function reportSchedule(
  { host, json }: CommandInput,
  open: OpenScheduler,
  found: ScheduleReport,
): number {
  const standing = withNextStart(found.standing, open, systemNow());
  const warnings = [...standing.warnings, ...keeperWarnings(open.kind, found.keeper)];
  const known = { ...found, standing: { ...standing, warnings } };
  if (json) printJson(host, asDocument(open, known));
  else host.stdout.write(asText(open, known));
  return EXIT_CODES.done.code;
}

const asDocument = (
  { kind, installation }: OpenScheduler,
  { changes, standing, keeper }: ScheduleReport,
) => ({
  scheduler: kind,
  name: installation.name,
  scope: installation.scope,
  run_as: installation.runAs,
  changes: changes.map(({ place, change }) => ({ path: place, change })),
  installed: standing.isInstalled,
  enabled: standing.isEnabled,
  paths: standing.places,
  next_run_at: isoOf(standing.nextRunAt),
  last_run_at: isoOf(standing.lastRunAt),
  last_result: standing.lastResult,
  login_keeper: keeper === undefined ? undefined : keeperDocument(keeper),
  warnings: standing.warnings,
});

const keeperDocument = ({ name, standing }: KeeperStanding) => ({
  name,
  installed: standing.isInstalled,
  enabled: standing.isEnabled,
  paths: standing.places,
  next_run_at: isoOf(standing.nextRunAt),
  last_run_at: isoOf(standing.lastRunAt),
  last_result: standing.lastResult,
});

const isoOf = (at: Timestamp | undefined): string | undefined =>
  at === undefined ? undefined : isoFromTimestamp(at);

function asText(
  { kind, installation }: OpenScheduler,
  { changes, standing, keeper }: ScheduleReport,
): string {
  const { isInstalled, isEnabled, nextRunAt, lastRunAt, lastResult, warnings } = standing;
  const rows = [
    ...changes.map(({ place, change }) => [change, place]),
    ["schedule", `${installation.name} (${kind}, ${installation.scope})`],
    ["installed", isInstalled ? standing.places.join(", ") : "no"],
    ...(isInstalled ? [["enabled", enabled(isEnabled)]] : []),
    ...(isInstalled ? [["next run", isoOf(nextRunAt) ?? "unknown"]] : []),
    ...(isInstalled ? [["last run", lastRun(lastRunAt, lastResult)]] : []),
    ...(keeper === undefined ? [] : [["login", keeperText(keeper)]]),
  ];
  const notes = warnings.map((warning) => `warning: ${printable(warning)}\n`);
  return `${renderRows(rows)}${notes.join("")}`;
}

function keeperText({ name, standing }: KeeperStanding): string {
  const { isInstalled, isEnabled, nextRunAt } = standing;
  if (!isInstalled) return "looked after by cycles alone";
  const next = isEnabled === false ? "starts nothing" : `next run ${isoOf(nextRunAt) ?? "unknown"}`;
  return `looked after by ${name}, ${next}`;
}

function enabled(isEnabled: boolean | undefined): string {
  if (isEnabled === undefined) return "unknown";
  return isEnabled ? "yes" : "no: it starts nothing";
}

const lastRun = (at: Timestamp | undefined, result: string | undefined): string => {
  const parts = [isoOf(at), result].filter((part) => part !== undefined);
  return parts.length === 0 ? "not known to the scheduler; see tradebot status" : parts.join(", ");
};

function renderRows(rows: readonly (readonly string[])[]): string {
  const [first = [], ...rest] = rows;
  return renderTable(first, rest);
}
