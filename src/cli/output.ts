import type { Host } from "./main.ts";

type Output = Pick<Host, "stdout">;

/** The whole of a `--json` command's output. */
export function printJson({ stdout }: Output, document: unknown): void {
  stdout.write(renderJson(document));
}

export function renderJson(document: unknown): string {
  // JSON leaves C1, bidi and zero-width characters as they are; escaped they cannot fool whoever looks at it
  const text = JSON.stringify(document, undefined, 2).replace(
    /[\u007f-\u009f\p{Cf}\u2028\u2029]/gu,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
  return `${text}\n`;
}

/**
 * Columns as wide as their widest cell; the last one is not padded. Control characters cannot move the cursor.
 *
 * @param numeric names of the columns whose cells end in line, so that figures can be compared
 */
export function renderTable(
  header: readonly string[],
  rows: readonly (readonly string[])[],
  numeric: readonly string[] = [],
): string {
  const cells = [header, ...rows].map((row) => row.map(printable));
  const widths = header.map((_, column) => Math.max(...cells.map((row) => row[column]?.length ?? 0)));
  const aligned = (cell: string, column: number): string => {
    const width = widths[column] ?? 0;
    return numeric.includes(header[column] ?? "") ? cell.padStart(width) : cell.padEnd(width);
  };
  return `${cells.map((row) => row.map(aligned).join("  ").trimEnd()).join("\n")}\n`;
}

/** Every line two columns further in. */
export const indented = (text: string): string => text.replace(/^(?=.)/gm, "  ");

/** Text that came from elsewhere, made safe for a terminal. */
export const printable = (text: string): string => text.replace(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, "?");

/** What goes to stderr besides the log: one line of ours, and whatever follows it further in, so that it forges none. */
export const ownLine = (text: string): string =>
  `tradebot: ${text
    .split("\n")
    .map((line, index) => (index === 0 ? printable(line) : `  ${printable(line.trimStart())}`))
    .join("\n")}\n`;
