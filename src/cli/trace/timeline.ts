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
  const stored = entries.map((entry, index): Placed => {
    const { at, what, detail } = entry;
    const line = first(left, (candidate) => tellsOf(candidate, entry));
    if (line === undefined) return { entry: { at, source: "store", what, detail }, inStore: index };
    left.delete(line);
    const told: TimelineEntry = { at: entry.isTimeExact ? at : line.at, source: "both", what, detail, line };
    return { entry: told, inStore: index, inLog: lines.indexOf(line) };
  });
  const logged = [...left].map((line): Placed => {
    const detail = `${LOUD[line.level] ?? ""}${fieldsText(line, isKnown)}`;
    return {
      entry: { at: line.at, source: "log", what: line.event, detail, line },
      inLog: lines.indexOf(line),
    };
  });
  return [...stored, ...logged].sort(inTime).map(({ entry }) => entry);
}

/** An entry with its place in each of the two stories that tell it. */
interface Placed {
  readonly entry: TimelineEntry;
  readonly inStore?: number;
  readonly inLog?: number;
}

/** Within one millisecond each story knows its own order; between them the store comes first. */
function inTime(a: Placed, b: Placed): number {
  if (a.entry.at !== b.entry.at) return a.entry.at - b.entry.at;
  if (a.inStore !== undefined && b.inStore !== undefined) return a.inStore - b.inStore;
  return (a.inLog ?? -1) - (b.inLog ?? -1);
}

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
