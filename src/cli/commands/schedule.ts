import { TradebotError } from "../../core/domain/errors.ts";
import { EXIT_CODES } from "../exit-codes.ts";
import { printJson } from "../output.ts";
import type { CommandInput } from "../register/commands.ts";
import { credentialsOf, requireLastingSettings } from "../schedule/describe-installation.ts";
import { installKeeper, readKeeper, removeKeeper } from "../schedule/keeper-standing.ts";
import { openScheduler, type OpenScheduler } from "../schedule/open-scheduler.ts";
import { reportSchedule, systemNow } from "../schedule/report-schedule.ts";
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
  const kept = await installKeeper(open, systemNow());
  return reportSchedule(input, open, {
    changes: [...changes, ...kept.changes],
    standing: { ...standing, warnings: [...warnings, ...standing.warnings] },
    keeper: kept.keeper,
  });
}

/** Everything that would end every cycle, before anything is changed. @returns what is left for people to do */
async function prepare(input: CommandInput, open: OpenScheduler): Promise<readonly string[]> {
  const { installation, configuration, machine } = open;
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
  return credentials.map((name) => missingCredential(open, name));
}

function missingCredential({ kind, installation, keeper }: OpenScheduler, credential: string): string {
  if (kind === "systemd") {
    const login = keeper.isWanted ? `, ${keeper.installation.name}.service` : "";
    const unit = installation.name;
    return `${credential} comes from systemd's credentials here: give it to the units as well, LoadCredential= with systemctl edit ${unit}.service${login} and ${unit}-alert@.service`;
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
  const { changes, standing } = await open.scheduler.remove();
  const kept = await removeKeeper(open, systemNow());
  return reportSchedule(input, open, { changes: [...changes, ...kept.changes], standing, keeper: undefined });
}

/** Says how the entry stands. */
export async function runScheduleStatus(input: CommandInput, options: Chosen): Promise<number> {
  requireHere(options.kind);
  const open = await openScheduler(input, { ...options, isLenient: true });
  const standing = await open.scheduler.read();
  const faulty =
    open.configuration.kind === "valid" ? [] : ["the configuration is invalid; see tradebot config check"];
  return reportSchedule(input, open, {
    changes: [],
    standing: { ...standing, warnings: [...faulty, ...standing.warnings] },
    keeper: standing.isInstalled ? await readKeeper(open, systemNow()) : undefined,
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
