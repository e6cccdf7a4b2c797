import type { OwnFile } from "../../../adapters/files/inventory.ts";
import { readLines } from "../../../adapters/files/read-lines.ts";
import { readTextFile } from "../../../adapters/files/read-text-file.ts";
import { readLogLines } from "../../../adapters/logging/read-log.ts";
import { proveBackupSound } from "../../../adapters/store/backup.ts";
import type { Settings } from "../../../config/settings.ts";
import { TradebotError } from "../../../core/domain/errors.ts";
import type { Check } from "../../../report/check.ts";
import { CycleSummary } from "../../../report/cycle-summary-schema.ts";
import { parseIncidents } from "../../../report/incident-format.ts";
import { parseStatus } from "../../../report/status-file.ts";
import { soundnessOf } from "../../../simulator/persistence/soundness.ts";
import type { OwnDirectory } from "./own-directories.ts";

const INCIDENTS_FILE = "incidents.json";
const SIMULATOR_FILE = "simulator.db";

/** Whether what lies beside the store can be used. */
export function fileChecks(settings: Settings, directories: readonly OwnDirectory[]): readonly Check[] {
  const files = directories.flatMap((directory) => directory.files);
  const ofKind = (kind: string): readonly OwnFile[] => files.filter((file) => file.kind === kind);
  return [
    ...ofKind("status").map(statusCheck),
    ...ofKind("incidents")
      .filter(({ name }) => name === INCIDENTS_FILE)
      .map(incidentsCheck),
    ...ofKind("cycle_summaries").map(summariesCheck),
    ...ofKind("simulated_account")
      .filter(({ name }) => name === SIMULATOR_FILE)
      .map(accountCheck),
    ...newestBackup(ofKind("backup")).map(backupCheck),
    ...damagedStores(ofKind("damaged_store")),
    logCheck(settings, ofKind("log").length),
  ];
}

function statusCheck({ path }: OwnFile): Check {
  const name = "status_file";
  return attempt(name, "remove it: the next run writes a new one", () => {
    const reading = parseStatus(readTextFile(path) ?? "");
    return reading.kind === "damaged"
      ? damaged(name, path, "run a cycle: it begins a new one")
      : { name, verdict: "ok", finding: path };
  });
}

function incidentsCheck({ path }: OwnFile): Check {
  const name = "incidents";
  return attempt(name, `let the user that runs tradebot read "${path}"`, () => {
    const record = parseIncidents(readTextFile(path) ?? "");
    if (record === undefined)
      return damaged(name, path, "the next run begins a new one, and tells again of what lasts");
    const waiting =
      record.pending.length === 0 ? "" : `, ${record.pending.length} messages not delivered yet`;
    return { name, verdict: "ok", finding: `${record.open.length} open${waiting}: ${path}` };
  });
}

function summariesCheck({ path }: OwnFile): Check {
  const name = "cycle_summaries";
  return attempt(name, `let the user that runs tradebot read "${path}"`, () => {
    const lines = readLines(path);
    const strange = lines.filter((line) => !isSummary(line)).length;
    if (strange === 0) return { name, verdict: "ok", finding: `${lines.length} runs: ${path}` };
    return {
      name,
      verdict: "warn",
      finding: `${strange} of ${lines.length} lines are no summary: ${path}`,
      remedy: "skip them when you read the file: a full disk or a killed process cuts a line short",
    };
  });
}

function isSummary(line: string): boolean {
  try {
    return CycleSummary.safeParse(JSON.parse(line)).success;
  } catch (error) {
    if (error instanceof SyntaxError) return false;
    throw error;
  }
}

function accountCheck({ path }: OwnFile): Check {
  const name = "simulated_account";
  const soundness = soundnessOf(path);
  if (soundness === "sound") return { name, verdict: "ok", finding: path };
  if (soundness === "in_use") {
    const remedy = "verify again when no cycle runs";
    return { name, verdict: "warn", finding: `not checked, it is in use: ${path}`, remedy };
  }
  const remedy =
    "check the disk; to begin anew on paper: `tradebot maintenance reset --account`, which removes the store as well";
  return { name, verdict: "fail", finding: `${soundness.damage}: ${path}`, remedy };
}

const damaged = (name: string, path: string, remedy: string): Check => ({
  name,
  verdict: "fail",
  finding: `it is damaged: ${path}`,
  remedy,
});

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
