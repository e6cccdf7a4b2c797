export interface LogLine {
  readonly at: string;
  readonly level: string;
  readonly component: string;
  readonly event: string;
  /** In the order of the line; quoted values unquoted. */
  readonly fields: Readonly<Record<string, string>>;
}

const LINE =
  /^(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z) \| (DEBUG|INFO |WARN |ERROR) \| ([a-z.]+) \| ([a-z_]+) \| (.*)$/;
const TOKEN = /([a-z][a-z0-9_]*)=(?:([A-Za-z0-9_.:/@+,%*()-]+)|("(?:[^"\\]|\\.)*"))(?: |$)/y;

/** Reads a log line by the strict grammar. @throws Error on anything that is not of it */
export function parseLogLine(line: string): LogLine {
  const [, at = "", level = "", component = "", event = "", rest = ""] = LINE.exec(line) ?? [];
  if (at === "") throw new Error(`not a log line: ${line}`);
  const fields: Record<string, string> = {};
  for (let position = 0; position < rest.length; position = TOKEN.lastIndex) {
    TOKEN.lastIndex = position;
    const [, name = "", bare, quoted] = TOKEN.exec(rest) ?? [];
    if (name === "") throw new Error(`no field at ${rest.slice(position)}`);
    if (Object.hasOwn(fields, name)) throw new Error(`${name} stands twice`);
    fields[name] = bare ?? unquote(quoted ?? "");
  }
  return { at, level: level.trimEnd(), component, event, fields };
}

function unquote(quoted: string): string {
  const text: unknown = JSON.parse(quoted);
  if (typeof text !== "string") throw new Error(`not a text: ${quoted}`);
  return text;
}

export const parseLog = (text: string): readonly LogLine[] => text.split("\n").slice(0, -1).map(parseLogLine);
