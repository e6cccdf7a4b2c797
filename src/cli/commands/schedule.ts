import type { Change, ScheduleStanding } from "../../adapters/scheduler/standing.ts";
import { systemClock } from "../../adapters/system/system-clock.ts";
import { TradebotError } from "../../core/domain/errors.ts";
import { isoFromTimestamp, type Timestamp } from "../../core/domain/time.ts";
import { EXIT_CODES } from "../exit-codes.ts";
import { printable, printJson, renderTable } from "../output.ts";
import type { CommandInput } from "../register/commands.ts";
import { credentialsOf, requireLastingSettings } from "../schedule/describe-installation.ts";
import { openScheduler, withNextStart, type OpenScheduler } from "../schedule/open-scheduler.ts";
import type { ScheduleOptions, SchedulerKind, ShownKind } from "../schedule/schedule-options.ts";
import { makeDirectories, requireAccess, requireServiceUser } from "../schedule/service-user.ts";
import { belongsHere, showSchedule } from "../schedule/show-schedule.ts";

type Chosen = ScheduleOptions & { readonly kind: SchedulerKind };

/** Prints what would be installed, and changes nothing. */
export async function runScheduleShow(
  input: CommandInput,
  options: ScheduleOptions & { readonly kind: ShownKind },
): Promise<number> {
  const { files, hasOwnPaths } = await showSchedule(input, options);
  if (input.json) {
    printJson(
      input.host,
      files.map(({ place, text }) => ({ path: place, text })),
    );
    return EXIT_CODES.done.code;
  }
  if (!hasOwnPaths) {
    input.host.stderr.write(
      `tradebot: with the paths of the runbook, since ${options.kind} does not run here\n`,
    );
  }
  for (const { place, text } of files)
    input.host.stdout.write(`${place}\n${"-".repeat(place.length)}\n${text}\n`);
  return EXIT_CODES.done.code;
}

/** Writes the entry of this installation, checks it, and says when it starts a cycle next. */
export async function runScheduleInstall(input: CommandInput, options: Chosen): Promise<number> {
  requireHere(options.kind);
  const open = await openScheduler(input, options);
  const warnings = await prepare(input, open);
  const { changes, standing } = await open.scheduler.install();
  return report(input, open, {
    changes,
    standing: { ...standing, warnings: [...warnings, ...standing.warnings] },
  });
}

/** Everything that would end every cycle, before anything is changed. @returns what is left for people to do */
async function prepare(input: CommandInput, open: OpenScheduler): Promise<readonly string[]> {
  const { installation, configuration, machine, kind } = open;
  requireLastingSettings(configuration, input.host.env);
  const credentials = credentialsOf(configuration);
  if (installation.runAs !== undefined && process.platform !== "win32") {
    const user = await requireServiceUser(machine, installation.runAs);
    const { dataDirectories, workingDirectory } = installation;
    requireAccess(user, {
      files: configuration.files,
      directories: [workingDirectory, ...dataDirectories],
    });
    makeDirectories(user, dataDirectories);
  }
  return credentials.map((name) => missingCredential(kind, installation.name, name));
}

function missingCredential(kind: SchedulerKind, unit: string, credential: string): string {
  if (kind === "systemd") {
    return `${credential} comes from systemd's credentials here: give it to the units as well, LoadCredential= with systemctl edit ${unit}.service and ${unit}-alert@.service`;
  }
  throw new TradebotError({
    code: "SETTINGS_NOT_LASTING",
    message: `${credential} comes from systemd's credentials, which ${kind} does not have`,
    exit: "configuration",
    hint: `write ${credential.toUpperCase()}_FILE into the env file, with the path of a file that holds it`,
  });
}

/** Takes away what install wrote, and nothing else; faulty settings are no obstacle. */
export async function runScheduleRemove(input: CommandInput, options: Chosen): Promise<number> {
  requireHere(options.kind);
  const open = await openScheduler(input, { ...options, isLenient: true });
  return report(input, open, await open.scheduler.remove());
}

/** Says how the entry stands. */
export async function runScheduleStatus(input: CommandInput, options: Chosen): Promise<number> {
  requireHere(options.kind);
  const open = await openScheduler(input, { ...options, isLenient: true });
  const standing = await open.scheduler.read();
  const faulty =
    open.configuration.kind === "valid" ? [] : ["the configuration is invalid; see tradebot config check"];
  return report(input, open, {
    changes: [],
    standing: { ...standing, warnings: [...faulty, ...standing.warnings] },
  });
}

function requireHere(kind: SchedulerKind): void {
  if (belongsHere(kind)) return;
  throw new TradebotError({
    code: "SCHEDULER_ELSEWHERE",
    message: `${kind} does not run on this system (${process.platform})`,
    exit: "usage",
    hint: `tradebot schedule show ${kind} prints what to put where it does`,
  });
}

interface Report {
  readonly changes: readonly Change[];
  readonly standing: ScheduleStanding;
}

function report({ host, json }: CommandInput, open: OpenScheduler, { changes, standing }: Report): number {
  const now = systemClock(new AbortController().signal).now();
  const known = withNextStart(standing, open, now);
  if (json) printJson(host, asDocument(open, { changes, standing: known }));
  else host.stdout.write(asText(open, { changes, standing: known }));
  return EXIT_CODES.done.code;
}

const asDocument = ({ kind, installation }: OpenScheduler, { changes, standing }: Report) => ({
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
  warnings: standing.warnings,
});

const isoOf = (at: Timestamp | undefined): string | undefined =>
  at === undefined ? undefined : isoFromTimestamp(at);

function asText({ kind, installation }: OpenScheduler, { changes, standing }: Report): string {
  const { isInstalled, isEnabled, nextRunAt, lastRunAt, lastResult, warnings } = standing;
  const rows = [
    ...changes.map(({ place, change }) => [change, place]),
    ["schedule", `${installation.name} (${kind}, ${installation.scope})`],
    ["installed", isInstalled ? standing.places.join(", ") : "no"],
    ...(isInstalled ? [["enabled", enabled(isEnabled)]] : []),
    ...(isInstalled ? [["next run", isoOf(nextRunAt) ?? "unknown"]] : []),
    ...(isInstalled ? [["last run", lastRun(lastRunAt, lastResult)]] : []),
  ];
  const notes = warnings.map((warning) => `warning: ${printable(warning)}\n`);
  return `${renderRows(rows)}${notes.join("")}`;
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
