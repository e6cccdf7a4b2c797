import path from "node:path";
import { removeOwn } from "../../../adapters/files/inventory.ts";
import { openAppendLog } from "../../../adapters/logging/append-log.ts";
import type { Backup } from "../../../adapters/store/backup.ts";
import { backUpStore } from "../../../adapters/store/backup.ts";
import { systemClock } from "../../../adapters/system/system-clock.ts";
import { systemIds } from "../../../adapters/system/system-ids.ts";
import type { Settings } from "../../../config/settings.ts";
import { TradebotError } from "../../../core/domain/errors.ts";
import { EXIT_CODES } from "../../exit-codes.ts";
import { loadConfiguration } from "../../load-configuration.ts";
import { printable, printJson } from "../../output.ts";
import { withProgress } from "../../progress.ts";
import { loginOf } from "../../login/login-settings.ts";
import { requireSettings } from "../../read-store.ts";
import type { CommandInput } from "../../register/commands.ts";
import { bytesText } from "./bytes-text.ts";
import { commandLogOptions } from "./hold-lock.ts";
import { takeStockOfAll } from "./own-directories.ts";
import { oldBackups } from "./plan-removal.ts";

/** Copies the store as it is now, also while a cycle runs. */
export async function runBackup(
  input: CommandInput,
  { to }: { readonly to: string | undefined },
): Promise<number> {
  const { host } = input;
  if (to === "") throw nowhere();
  const settings = requireSettings(input);
  const clock = systemClock(new AbortController().signal);
  const backup = await withProgress(host, (say) => {
    say("copying the store");
    const request = { stateDirectory: settings.stateDirectory, now: clock.now() };
    return Promise.resolve(
      backUpStore({ ...request, ...(to === undefined ? {} : { to: path.resolve(to) }) }),
    );
  });
  if (backup === undefined) throw noStore(settings);
  const removed = to === undefined ? removeOldBackups(settings) : [];
  const log = openAppendLog(commandLogOptions(host, settings, { runId: systemIds().newRunId(), clock }));
  log.emit("maintenance_backup_written", { path: backup.path, bytes: backup.bytes });
  const document = {
    ...backup,
    path: path.resolve(backup.path),
    removed,
    not_included: notIncluded(input, settings),
  };
  if (input.json) printJson(host, document);
  else host.stdout.write(asText(document));
  return EXIT_CODES.done.code;
}

function removeOldBackups(settings: Settings): readonly string[] {
  const backups = takeStockOfAll(settings).flatMap(({ files }) =>
    files.filter(({ kind }) => kind === "backup"),
  );
  return oldBackups(backups)
    .filter(removeOwn)
    .map(({ path: removed }) => removed);
}

interface NotIncluded {
  readonly path: string;
  readonly what: string;
}

/** Secrets are not copied behind anybody's back. */
function notIncluded({ host, configuration }: CommandInput, settings: Settings): readonly NotIncluded[] {
  const envFiles = loadConfiguration(host.env, configuration).files.map((file) => ({
    path: path.resolve(file),
    what: "settings, and with them secrets: copy it yourself, with mode 600",
  }));
  const oauth = loginOf(settings);
  if (oauth !== undefined) {
    const what = "the login: it works on one machine alone, so log in on the other one (tradebot login)";
    return [...envFiles, { path: path.resolve(oauth.tokenFile), what }];
  }
  if (settings.environment !== "LOCAL") return envFiles;
  const account = {
    path: path.resolve(settings.stateDirectory, "simulator.db"),
    what: "the account of the embedded broker: copy it yourself, while no cycle runs",
  };
  return [...envFiles, account];
}

type BackupDocument = Backup & {
  readonly removed: readonly string[];
  readonly not_included: readonly NotIncluded[];
};

function asText({ path: written, bytes, version, removed, not_included }: BackupDocument): string {
  const lines = [
    `backup: ${printable(written)} (${bytesText(bytes)}, store version ${version}), read back and found sound`,
    ...removed.map((name) => `removed the older ${printable(name)}`),
    ...(not_included.length === 0 ? [] : ["not in it, should you move to another machine:"]),
    ...not_included.map(({ path: left, what }) => `  ${printable(left)}: ${what}`),
  ];
  return `${lines.join("\n")}\n`;
}

const nowhere = (): TradebotError =>
  new TradebotError({
    code: "USAGE",
    message: '--to "": expected a directory, or a file that is not there yet',
    exit: "usage",
    hint: "leave --to out to write into STATE_DIR/backups",
  });

const noStore = ({ stateDirectory }: Settings): TradebotError =>
  new TradebotError({
    code: "NO_STORE",
    message: `there is no store in "${stateDirectory}" to back up`,
    exit: "usage",
    hint: "the first cycle makes one; check STATE_DIR when you expected one here",
  });
