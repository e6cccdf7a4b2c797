import { readFileSync, writeFileSync } from "node:fs";
import { afterAll, describe, expect, it } from "vitest";
import { renderMatrix, withMatrix } from "./render-matrix.ts";
import { runCell } from "./run-cell.ts";
import { endPrepared, STEPS, type OrderStep } from "./steps.ts";
import { TROUBLES, type Trouble } from "./troubles.ts";

const PAGE = new URL("../../docs/order-safety.md", import.meta.url);

const canMeet = ({ endpoint, purpose }: OrderStep, { only, isOfChildren }: Trouble): boolean =>
  (only?.includes(endpoint) ?? true) && (isOfChildren === undefined || purpose === "entry");

const cells = new Map<string, Promise<string>>();

/** Each combination once, whoever asks. */
function cellOf(step: OrderStep, trouble: Trouble): Promise<string> {
  const title = `${step.title} / ${trouble.title}`;
  const cell = cells.get(title) ?? runCell(step, trouble);
  cells.set(title, cell);
  return cell;
}

afterAll(endPrepared);

describe.each(STEPS)("trouble at: $title", (step) => {
  it.each(TROUBLES.filter((trouble) => canMeet(step, trouble)))("$title", async (trouble) => {
    await expect(cellOf(step, trouble)).resolves.toMatch(/^\d+ \w+/);
  });
});

it("is written down in docs/order-safety.md as it is; TEST_WRITE=1 writes it anew", async () => {
  const matrix = await renderMatrix(STEPS, TROUBLES, (step, trouble) =>
    canMeet(step, trouble) ? cellOf(step, trouble) : undefined,
  );
  const page = readFileSync(PAGE, "utf8");
  if (process.env["TEST_WRITE"] === "1") writeFileSync(PAGE, withMatrix(page, matrix));
  else expect(page).toBe(withMatrix(page, matrix));
});
