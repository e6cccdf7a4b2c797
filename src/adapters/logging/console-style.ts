import type { Level } from "../../events/event.ts";
import { isShown } from "./log.ts";

/** How the log appears on stderr. */
export type ConsoleStyle = "plain" | "colour" | "journal" | "quiet" | "off";

/** What each style shows and what is above it. */
const LEAST_LEVEL: Readonly<Record<ConsoleStyle, Level | undefined>> = {
  plain: "debug",
  colour: "debug",
  journal: "debug",
  quiet: "warn",
  off: undefined,
};

/** The prefixes of sd-daemon(3), by which the journal knows a line's priority. */
const JOURNAL_PRIORITY: Readonly<Record<Level, string>> = {
  error: "<3>",
  warn: "<4>",
  info: "<6>",
  debug: "<7>",
};

const COLOUR: Readonly<Record<Level, string>> = {
  error: "\x1b[31m",
  warn: "\x1b[33m",
  info: "\x1b[32m",
  debug: "\x1b[2m",
};
const NO_COLOUR = "\x1b[0m";

const INSTANT_COLUMN = "2026-11-20T07:12:03.214Z | ".length;
const LEVEL_COLUMN = "ERROR".length;

/** The line as stderr gets it; `undefined` when it gets nothing. */
export function dressLine(line: string, level: Level, style: ConsoleStyle): string | undefined {
  const least = LEAST_LEVEL[style];
  if (least === undefined || !isShown(level, least)) return undefined;
  switch (style) {
    case "journal":
      return JOURNAL_PRIORITY[level] + line.slice(INSTANT_COLUMN); // the journal has the instant
    case "colour":
      return coloured(line, COLOUR[level]);
    default:
      return line;
  }
}

function coloured(line: string, colour: string): string {
  const end = INSTANT_COLUMN + LEVEL_COLUMN;
  return `${line.slice(0, INSTANT_COLUMN)}${colour}${line.slice(INSTANT_COLUMN, end)}${NO_COLOUR}${line.slice(end)}`;
}
