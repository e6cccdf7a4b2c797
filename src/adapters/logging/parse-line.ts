import { timestampFromIso, type Timestamp } from "../../core/domain/time.ts";
import type { Level } from "../../events/event.ts";

/** One line of the log, read back. */
export interface ParsedLine {
  readonly at: Timestamp;
  readonly level: Level;
  readonly component: string;
  /** Perhaps of an older version, and no longer in the catalogue. */
  readonly event: string;
  /** In the order of the line; quoted values as they were before. */
  readonly fields: Readonly<Record<string, string>>;
  /** The line as it stands, without its end. */
  readonly text: string;
}

const HEAD =
  /^(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z) \| (DEBUG|INFO |WARN |ERROR) \| ([a-z.]+) \| ([a-z][a-z0-9_]*) \| /;
const TOKEN = /([a-z][a-z0-9_]*)=(?:([A-Za-z0-9_.:/@+,%*()-]+)|("(?:[^"\\]|\\.)*"))(?: |$)/y;

const LEVELS: Readonly<Record<string, Level>> = {
  DEBUG: "debug",
  "INFO ": "info",
  "WARN ": "warn",
  ERROR: "error",
};

/** Reads a line by the same grammar it is written by; `undefined` when it is of another, or torn. */
export function parseLine(text: string): ParsedLine | undefined {
  const [head = "", isoText = "", column = "", component = "", event = ""] = HEAD.exec(text) ?? [];
  const at = timestampFromIso(isoText);
  const level = LEVELS[column];
  const fields = parseFields(text, head.length);
  if (at === undefined || level === undefined || fields === undefined) return undefined;
  return { at, level, component, event, fields, text };
}

function parseFields(text: string, from: number): Record<string, string> | undefined {
  const fields: Record<string, string> = {};
  for (let position = from; position < text.length; position = TOKEN.lastIndex) {
    TOKEN.lastIndex = position;
    const [, name = "", bare, quoted] = TOKEN.exec(text) ?? [];
    const value = bare ?? unquote(quoted);
    if (value === undefined || Object.hasOwn(fields, name)) return undefined;
    fields[name] = value;
  }
  return fields;
}

function unquote(quoted: string | undefined): string | undefined {
  if (quoted === undefined) return undefined;
  try {
    const text: unknown = JSON.parse(quoted);
    return typeof text === "string" ? text : undefined;
  } catch {
    return undefined; // not written by this program
  }
}
