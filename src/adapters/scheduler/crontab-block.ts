/** A crontab around our block. */
export type CrontabParts =
  | { readonly kind: "absent" }
  | { readonly kind: "present"; readonly before: string; readonly block: string; readonly after: string }
  /** One of the marks is missing, or there twice: nobody can say what is ours. */
  | { readonly kind: "damaged" };

export interface BlockMarks {
  /** What the first line begins with. */
  readonly begin: string;
  /** The last line. */
  readonly end: string;
}

export function splitCrontab(crontab: string, marks: BlockMarks): CrontabParts {
  const lines = crontab.split("\n");
  const begins = indexesOf(lines, (line) => line.startsWith(marks.begin));
  const ends = indexesOf(lines, (line) => line === marks.end);
  if (begins.length === 0 && ends.length === 0) return { kind: "absent" };
  const [begin = 0, end = 0] = [begins[0], ends[0]];
  if (begins.length !== 1 || ends.length !== 1 || end < begin) return { kind: "damaged" };
  const joined = (part: readonly string[]): string => part.map((line) => `${line}\n`).join("");
  return {
    kind: "present",
    before: joined(lines.slice(0, begin)),
    block: joined(lines.slice(begin, end + 1)),
    after: lines.slice(end + 1).join("\n"),
  };
}

const indexesOf = (lines: readonly string[], matches: (line: string) => boolean): readonly number[] =>
  lines.flatMap((line, index) => (matches(line) ? [index] : []));

/** The crontab with our block in its place, or at its end. */
export function withBlock(crontab: string, parts: CrontabParts, block: string): string {
  if (parts.kind === "present") return `${parts.before}${block}${parts.after}`;
  const separator = crontab === "" || crontab.endsWith("\n") ? "" : "\n";
  return `${crontab}${separator}${block}`;
}
