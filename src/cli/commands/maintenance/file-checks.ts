import { closeSync, constants, fstatSync, openSync, readFileSync } from "node:fs";
import type { OwnFile } from "../../../adapters/files/inventory.ts";
import { NO_FOLLOW } from "../../../adapters/files/no-follow.ts";
import { readLogLines } from "../../../adapters/logging/read-log.ts";
import { proveBackupSound } from "../../../adapters/store/backup.ts";
import type { Settings } from "../../../config/settings.ts";
import { TradebotError } from "../../../core/domain/errors.ts";
import type { Check } from "../../../report/check.ts";
import { parseStatus } from "../../../report/status-file.ts";
import type { OwnDirectory } from "./own-directories.ts";

/** Whether what lies beside the store can be used. */
export function fileChecks(settings: Settings, directories: readonly OwnDirectory[]): readonly Check[] {
  const files = directories.flatMap((directory) => directory.files);
  const ofKind = (kind: string): readonly OwnFile[] => files.filter((file) => file.kind === kind);
  return [
    ...ofKind("status").map(statusCheck),
    ...newestBackup(ofKind("backup")).map(backupCheck),
    ...damagedStores(ofKind("damaged_store")),
    logCheck(settings, ofKind("log").length),
  ];
}

function statusCheck({ path }: OwnFile): Check {
  const name = "status_file";
  return attempt(name, "remove it: the next run writes a new one", () => {
    const reading = parseStatus(readPlainFile(path));
    return reading.kind === "damaged"
      ? {
          name,
          verdict: "fail",
          finding: `it is damaged: ${path}`,
          remedy: "run a cycle: it begins a new one",
        }
      : { name, verdict: "ok", finding: path };
  });
}

const newestBackup = (backups: readonly OwnFile[]): readonly OwnFile[] =>
  backups.toSorted((a, b) => (a.name < b.name ? 1 : -1)).slice(0, 1);

function backupCheck({ path }: OwnFile): Check {
  const name = "newest_backup";
  return attempt(name, "write a new one: `tradebot maintenance backup`", () => {
    proveBackupSound(path);
    return { name, verdict: "ok", finding: path };
  });
}

function damagedStores(files: readonly OwnFile[]): readonly Check[] {
  if (files.length === 0) return [];
  return [
    {
      name: "damaged_stores",
      verdict: "warn",
      finding: `a damaged store was moved aside: ${files.map(({ path }) => path).join(", ")}`,
      remedy: "check the disk; keep the file as long as you may need what was only in it",
    },
  ];
}

function logCheck({ logging }: Settings, files: number): Check {
  const name = "log_files";
  if (files === 0) return { name, verdict: "ok", finding: "there are none yet" };
  return attempt(name, `let the user that runs tradebot read "${logging.directory}"`, () => {
    let cutShort = 0;
    const lines = readLogLines(logging.directory, () => (cutShort += 1)).reduce((count) => count + 1, 0);
    const remains = cutShort === 0 ? "" : `; ${cutShort} lines cut short, as a killed process leaves them`;
    return { name, verdict: "ok", finding: `${lines} events in ${files} files${remains}` };
  });
}

function readPlainFile(path: string): string {
  const descriptor = openSync(path, constants.O_RDONLY | NO_FOLLOW);
  try {
    return fstatSync(descriptor).isFile() ? readFileSync(descriptor, "utf8") : "";
  } finally {
    closeSync(descriptor);
  }
}

/** What cannot be read is a finding, and no reason to leave out the others. */
function attempt(name: string, remedy: string, look: () => Check): Check {
  try {
    return look();
  } catch (error) {
    if (error instanceof TradebotError) return { name, verdict: "fail", finding: error.message, remedy };
    if (error instanceof Error && "syscall" in error)
      return { name, verdict: "fail", finding: error.message, remedy };
    throw error;
  }
}
