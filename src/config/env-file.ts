import { parse } from "dotenv";
import type { ConfigFault } from "./config-fault.ts";
import type { FileOrigin } from "./origin.ts";
import { describeOrigin } from "./origin.ts";
import type { LineFault } from "./portable-line.ts";
import { lineFault } from "./portable-line.ts";
import { shownName } from "./shown-text.ts";

export interface EnvFile {
  /** As the operator knows it, for messages. */
  readonly name: string;
  readonly text: string;
}

/** What one file says about one name. */
interface EnvEntry {
  readonly origin: FileOrigin;
  /** Absent when the line has a fault: the name is mentioned, its value is not known. */
  readonly text?: string;
}

export interface EnvFileReading {
  readonly entries: ReadonlyMap<string, EnvEntry>;
  readonly faults: readonly ConfigFault[];
}

const BYTE_ORDER_MARK = "\uFEFF";

function fileFaults({ name, text }: EnvFile): readonly ConfigFault[] {
  const origin: FileOrigin = { kind: "file", file: name };
  const hint = "save it as UTF-8 without byte order mark, with LF line ends";
  const faults: ConfigFault[] = [];
  if (text.startsWith(BYTE_ORDER_MARK)) {
    faults.push({ fault: "begins with a byte order mark", hint, origin });
  }
  if (text.includes("\r")) faults.push({ fault: "has carriage returns at its line ends", hint, origin });
  return faults;
}

const linesOf = (text: string): readonly string[] =>
  text.replace(BYTE_ORDER_MARK, "").replaceAll("\r\n", "\n").split("\n");

/** The name that a line means to set, even when the line is faulty. */
const NAME_OF_LINE = /^\s*(?:export\s+)?([A-Za-z][\w.-]*)\s*=/;
const nameOf = (line: string): string | undefined => NAME_OF_LINE.exec(line)?.[1]?.toUpperCase();

interface Line {
  readonly name: string | undefined;
  readonly entry: EnvEntry;
  readonly faults: readonly ConfigFault[];
}

function readLine(line: string, origin: FileOrigin): Line {
  const name = nameOf(line);
  const problem = lineFault(line);
  if (problem !== undefined) return { name, entry: { origin }, faults: [faultAt(origin, name, problem)] };
  const text = name === undefined ? undefined : parse(line)[name];
  return { name, entry: text === undefined ? { origin } : { origin, text }, faults: [] };
}

const faultAt = (origin: FileOrigin, setting: string | undefined, problem: LineFault): ConfigFault =>
  setting === undefined ? { ...problem, origin } : { setting: shownName(setting), ...problem, origin };

/**
 * Reads one env file. Only lines that dotenv, Node.js, systemd and cron all read alike are accepted; every other
 * line is a fault. An empty value is no entry.
 */
export function readEnvFile(file: EnvFile): EnvFileReading {
  const entries = new Map<string, EnvEntry>();
  const faults = [...fileFaults(file)];
  for (const [index, text] of linesOf(file.text).entries()) {
    const origin: FileOrigin = { kind: "file", file: file.name, line: index + 1 };
    const { name, entry, faults: ofLine } = readLine(text, origin);
    faults.push(...ofLine);
    if (name === undefined) continue;
    const earlier = entries.get(name);
    if (earlier === undefined) entries.set(name, entry);
    else faults.push(faultAt(origin, name, { fault: `already set in ${describeOrigin(earlier.origin)}` }));
  }
  return { entries: new Map([...entries].filter(([, { text }]) => text !== "")), faults };
}
