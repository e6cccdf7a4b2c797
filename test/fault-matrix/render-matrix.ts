import { assert } from "../../src/core/domain/assert.ts";
import type { OrderStep } from "./steps.ts";
import type { Trouble } from "./troubles.ts";

const NOTHING = "";

type CellOf = (step: OrderStep, trouble: Trouble) => Promise<string> | undefined;

/** A table for each group of steps; what cannot happen there is empty. */
export async function renderMatrix(
  steps: readonly OrderStep[],
  troubles: readonly Trouble[],
  cellOf: CellOf,
): Promise<string> {
  const tables: string[] = [];
  for (const [group, members] of Map.groupBy(steps, groupOf)) {
    const rows = await Promise.all(troubles.map((trouble) => rowOf(members, trouble, cellOf)));
    const filled = rows.filter((cells) => cells.slice(1).some((cell) => cell !== NOTHING));
    tables.push(
      `### ${group}`,
      NOTHING,
      ...table(["trouble", ...members.map(({ title }) => title)], filled),
      NOTHING,
    );
  }
  return tables.join("\n");
}

function groupOf({ endpoint, isReadBack }: OrderStep): string {
  if (isReadBack === true) return "When it is read back, after an entry was placed";
  return endpoint.endsWith("_order") || endpoint.endsWith("_orders")
    ? "When it is sent, changed or cancelled"
    : "Before it is sent";
}

async function rowOf(
  steps: readonly OrderStep[],
  trouble: Trouble,
  cellOf: CellOf,
): Promise<readonly string[]> {
  const cells: string[] = [];
  for (const step of steps) cells.push((await cellOf(step, trouble)) ?? NOTHING);
  return [trouble.title, ...cells];
}

export function table(head: readonly string[], rows: readonly (readonly string[])[]): readonly string[] {
  const widths = head.map((_, column) => Math.max(...[head, ...rows].map((row) => row[column]?.length ?? 0)));
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(" | ")} |`;
  return [line(head), line(widths.map((width) => "-".repeat(width))), ...rows.map(line)];
}

/** The page with the matrix between the marks of its name. */
export function withMatrix(page: string, matrix: string, name = "fault matrix"): string {
  const beginMark = `<!-- ${name}: written by its test -->`;
  const endMark = `<!-- end of the ${name} -->`;
  const [begin, end] = [page.indexOf(beginMark), page.indexOf(endMark)];
  assert(begin >= 0 && end > begin, `the page needs "${beginMark}" and then "${endMark}"`);
  return `${page.slice(0, begin + beginMark.length)}\n\n${matrix}\n${page.slice(end)}`;
}
