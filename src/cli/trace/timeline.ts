import type { ParsedLine } from "../../adapters/logging/parse-line.ts";
import type { Timestamp } from "../../core/domain/time.ts";
import type { StoreEntry } from "./store-entry.ts";

/** One thing that happened, and who tells it. */
export interface TimelineEntry {
  readonly at: Timestamp;
  readonly source: "store" | "log" | "both";
  /** A step of the store's records, or the name of the event when the log alone tells it. */
  readonly what: string;
  readonly detail: string;
  readonly line?: ParsedLine;
}

/**
 * Puts both stories in one order of time. Where the log tells what the store knows, the store's words stand: they are
 * durable and say more.
 *
 * @param lines oldest first
 * @param isKnown names of the fields that need no telling on every line
 */
export function timeline(
  entries: readonly StoreEntry[],
  lines: readonly ParsedLine[],
  isKnown: (field: string) => boolean,
): readonly TimelineEntry[] {
  const left = new Set(lines);
  const stored = entries.map((entry): TimelineEntry => {
    const { at, what, detail } = entry;
    const line = first(left, (candidate) => tellsOf(candidate, entry));
    if (line === undefined) return { at, source: "store", what, detail };
    left.delete(line);
    return { at: entry.isTimeExact ? at : line.at, source: "both", what, detail, line };
  });
  const logged = [...left].map((line): TimelineEntry => ({
    at: line.at,
    source: "log",
    what: line.event,
    detail: `${LOUD[line.level] ?? ""}${fieldsText(line, isKnown)}`,
    line,
  }));
  return [...stored, ...logged].sort((a, b) => a.at - b.at || inLog(lines, a) - inLog(lines, b));
}

/** Within one millisecond the log knows the order; what it does not tell stays before what it does. */
const inLog = (lines: readonly ParsedLine[], { line }: TimelineEntry): number =>
  line === undefined ? -1 : lines.indexOf(line);

const LOUD: Partial<Record<ParsedLine["level"], string>> = { warn: "WARN ", error: "ERROR " };

function first(
  lines: ReadonlySet<ParsedLine>,
  matches: (line: ParsedLine) => boolean,
): ParsedLine | undefined {
  for (const line of lines) if (matches(line)) return line;
  return undefined;
}

const tellsOf = (line: ParsedLine, { toldBy }: StoreEntry): boolean =>
  toldBy.events.some((event) => event === line.event) &&
  Object.entries(toldBy.fields).every(([name, value]) => line.fields[name] === value);

const fieldsText = ({ fields }: ParsedLine, isKnown: (field: string) => boolean): string =>
  Object.entries(fields)
    .filter(([name]) => !isKnown(name))
    .map(([name, value]) => `${name}=${/\s/.test(value) ? JSON.stringify(value) : value}`)
    .join(" ");
