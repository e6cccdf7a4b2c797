import { spawn } from "node:child_process";
import { readdirSync, readFileSync, readlinkSync, statSync } from "node:fs";
import path from "node:path";
import { TRADEBOT } from "../bench/command.ts";
import { directoryIn } from "../bench/directory.ts";
import type { Figure } from "../bench/figures.ts";

const SHIFT_CLOCK = new URL("../bench/shift-clock.mjs", import.meta.url).href;
const DAYS = 40;
const DAY_MS = 24 * 60 * 60 * 1000;
/** 2026-10-12T00:05:00Z: the one minute a day in which the market would be open is never met. */
const BEGIN = 1_791_763_500_000;
const RETENTION_DAYS = 30;
const MAX_BYTES = 100_000;
const BACKUPS = 5;
/** Every so many starts two processes run at once, and one of them may find the lock held. */
const TWO_AT_ONCE_EVERY = 25;

export interface SoakOptions {
  readonly workplace: string;
  readonly cycles: number;
  readonly mode: "time" | "size";
}

/** So many real starts of the command over forty days; stderr says which lines there must be, the files which there are. */
export async function shortCycleFigures({ workplace, cycles, mode }: SoakOptions): Promise<Figure[]> {
  const directory = directoryIn(workplace, mode);
  const told: string[] = [];
  const exitCodes = new Map<number | null, number>();
  for (let cycle = 0; cycle < cycles; cycle += 1) {
    const at = BEGIN + Math.floor((cycle * DAYS * DAY_MS) / cycles);
    const starts = cycle % TWO_AT_ONCE_EVERY === TWO_AT_ONCE_EVERY - 1 ? 2 : 1;
    const ended = await Promise.all(Array.from({ length: starts }, () => run(directory, mode, at)));
    for (const { code, lines } of ended) {
      exitCodes.set(code, (exitCodes.get(code) ?? 0) + 1);
      told.push(...lines);
    }
    if (cycle % 100 === 99) process.stderr.write(`${mode}: ${cycle + 1} of ${cycles}\n`);
  }
  return judge({ directory: path.join(directory, "logs"), mode, told, exitCodes });
}

interface Ended {
  readonly code: number | null;
  readonly lines: readonly string[];
}

function run(cwd: string, mode: SoakOptions["mode"], at: number): Promise<Ended> {
  const child = spawn(process.execPath, ["--import", SHIFT_CLOCK, TRADEBOT, "--single-cycle"], {
    cwd,
    stdio: ["ignore", "ignore", "pipe"],
    env: {
      PATH: process.env["PATH"],
      BENCH_CLOCK_SHIFT: String(at - Date.now()),
      LOG_CONSOLE: "plain",
      LOG_ROTATION_MODE: mode,
      LOG_RETENTION_DAYS: String(RETENTION_DAYS),
      LOG_MAX_BYTES: String(MAX_BYTES),
      LOG_BACKUP_COUNT: String(BACKUPS),
      TRADING_HOURS_MODE: "fixed",
      TIMEZONE: "UTC",
      TRADING_DAYS: "Mon-Sun",
      TRADING_START: "00:00",
      TRADING_END: "00:01",
    },
  });
  let stderr = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => (stderr += text));
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code) => {
      resolve({ code, lines: stderr.split("\n").slice(0, -1) });
    });
  });
}

interface Evidence {
  readonly directory: string;
  readonly mode: SoakOptions["mode"];
  /** Every line that a process showed. */
  readonly told: readonly string[];
  readonly exitCodes: ReadonlyMap<number | null, number>;
}

function judge({ directory, mode, told, exitCodes }: Evidence): Figure[] {
  const files = readdirSync(directory)
    .filter((name) => name !== "bot.log")
    .sort((a, b) => a.localeCompare(b, "en", { numeric: true }));
  const written = files.flatMap((name) =>
    readFileSync(path.join(directory, name), "utf8").split("\n").slice(0, -1),
  );
  const due = mode === "time" ? told.filter(isOfTheLastDays) : told.slice(told.length - written.length);
  const codes = [...exitCodes].map(([code, count]) => `${count} times ${code}`).join(", ");
  return [
    { what: `log by ${mode}: starts, by exit code`, measured: codes },
    {
      what: `log by ${mode}: lines told`,
      measured: `${told.length}, ${due.length} of them in files that stay`,
    },
    none(`log by ${mode}: lines lost`, difference(due, written)),
    none(`log by ${mode}: lines too many`, difference(written, due)),
    none(
      `log by ${mode}: files missing, too many, too large or not current`,
      wrongFiles(directory, files, mode),
    ),
  ];
}

/** Today's is kept beside the others. */
const KEPT_DAYS = RETENTION_DAYS + 1;
const firstDay = isoDay(BEGIN + (DAYS - KEPT_DAYS) * DAY_MS);
const isOfTheLastDays = (line: string): boolean => line.slice(0, firstDay.length) >= firstDay;

/** What the first has and the second has not, each as often as it stands there. */
function difference(first: readonly string[], second: readonly string[]): readonly string[] {
  const left = new Map<string, number>();
  for (const line of second) left.set(line, (left.get(line) ?? 0) + 1);
  return first.filter((line) => {
    const count = left.get(line) ?? 0;
    left.set(line, count - 1);
    return count <= 0;
  });
}

function wrongFiles(
  directory: string,
  files: readonly string[],
  mode: SoakOptions["mode"],
): readonly string[] {
  const current = readlinkSync(path.join(directory, "bot.log"));
  const notCurrent = current === files.at(-1) ? [] : [`bot.log names ${current}`];
  if (mode === "size") {
    const tooLarge = files.filter((name) => statSync(path.join(directory, name)).size > MAX_BYTES + 1024);
    return [...notCurrent, ...tooLarge, ...(files.length === BACKUPS + 1 ? [] : [`${files.length} files`])];
  }
  const days = Array.from({ length: KEPT_DAYS }, (_, day) =>
    isoDay(BEGIN + (DAYS - KEPT_DAYS + day) * DAY_MS),
  );
  const wanted = days.map((day) => `bot.${day}.1.log`);
  return [...notCurrent, ...difference(wanted, files), ...difference(files, wanted)];
}

function isoDay(at: number): string {
  return new Date(at).toISOString().slice(0, 10);
}

const none = (what: string, wrong: readonly string[]): Figure => ({
  what,
  measured: wrong.length === 0 ? "0" : `${wrong.length}, for example ${wrong[0] ?? ""}`,
  limit: { text: "none", share: wrong.length === 0 ? 0 : Infinity },
});
