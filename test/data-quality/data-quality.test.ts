import { readFileSync, writeFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { table, withMatrix } from "../fault-matrix/render-matrix.ts";
import { runCell, SITUATIONS, type Situation } from "./run-cell.ts";
import { DATA_TROUBLES, type DataTrouble } from "./troubles.ts";

const PAGE = new URL("../../docs/data-quality.md", import.meta.url);
const MARKS = "data matrix";

const cells = new Map<string, Promise<string>>();

/** Each combination once, whoever asks. */
function cellOf(trouble: DataTrouble, situation: Situation): Promise<string> {
  const title = `${situation.title} / ${trouble.group} / ${trouble.title}`;
  const cell = cells.get(title) ?? runCell(trouble, situation);
  cells.set(title, cell);
  return cell;
}

describe.each(SITUATIONS)("$title", (situation) => {
  it.each(DATA_TROUBLES)("$group: $title", async (trouble) => {
    await expect(cellOf(trouble, situation)).resolves.toMatch(
      /^(order, 0|[A-Z_]+, \d+(, stop waits)?|not decided, 69.*)$/,
    );
  });
});

async function rowOf(trouble: DataTrouble): Promise<readonly string[]> {
  const outcomes: string[] = [];
  for (const situation of SITUATIONS) outcomes.push(await cellOf(trouble, situation));
  return [trouble.title, ...outcomes];
}

it("is written down in docs/data-quality.md as it is; TEST_WRITE=1 writes it anew", async () => {
  const head = ["", ...SITUATIONS.map(({ title }) => title)];
  const tables: string[] = [];
  for (const [group, troubles] of Map.groupBy(DATA_TROUBLES, (trouble) => trouble.group)) {
    const rows = await Promise.all(troubles.map(rowOf));
    tables.push(`### ${group}`, "", ...table(head, rows), "");
  }
  const page = readFileSync(PAGE, "utf8");
  const written = withMatrix(page, tables.join("\n"), MARKS);
  if (process.env["TEST_WRITE"] === "1") writeFileSync(PAGE, written);
  else expect(page).toBe(written);
});
