import { readdirSync } from "node:fs";

/** The parts of `bot.2026-11-20.1.log`: the UTC date on which the file was begun, and a number. */
export interface LogFileName {
  readonly name: string;
  /** `yyyy-MM-dd` */
  readonly date: string;
  /** From 1; it grows with each file begun by size. */
  readonly number: number;
}

const PATTERN = /^bot\.(\d{4}-\d{2}-\d{2})\.([1-9]\d{0,14})\.log$/;

export const logFileName = (date: string, number: number): LogFileName => ({
  name: `bot.${date}.${number}.log`,
  date,
  number,
});

/** `undefined` for every name that this program does not give. */
export function parseLogFileName(name: string): LogFileName | undefined {
  const [, date = "", number = ""] = PATTERN.exec(name) ?? [];
  return isDate(date) ? logFileName(date, Number(number)) : undefined;
}

const isDate = (text: string): boolean => {
  const epochMs = Date.parse(`${text}T00:00:00Z`);
  return !Number.isNaN(epochMs) && new Date(epochMs).toISOString().startsWith(text);
};

/** The program's own log files, by date and number, and nothing else that may lie beside them. */
export function listLogFiles(directory: string): readonly LogFileName[] {
  return readdirSync(directory, { withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ name }) => parseLogFileName(name))
    .filter((file) => file !== undefined)
    .sort(byDate);
}

const byDate = (a: LogFileName, b: LogFileName): number =>
  a.date === b.date ? a.number - b.number : a.date < b.date ? -1 : 1;
