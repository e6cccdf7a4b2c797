// What is too long for a test: thousands of real starts over forty days with every line counted, by day and by size,
// a million lines around planted secrets, and a hundred thousand wrong answers of the broker. Give the number of starts as an argument to take fewer.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { fuzzAnswers } from "../../test/adapters/saxo/support/answer-fuzz.ts";
import { fuzzRedaction } from "../../test/support/redaction-fuzz.ts";
import { buildIfStale } from "../bench/build-if-stale.ts";
import { renderFigures, type Figure } from "../bench/figures.ts";
import { shortCycleFigures } from "./short-cycles.ts";

const FUZZED_LINES = 1_000_000;
const WRONG_ANSWERS = 100_000;

function redactionFigures(): Figure[] {
  const { lines, hidden, leaks } = fuzzRedaction(FUZZED_LINES, 20_261_120);
  return [
    {
      what: `redaction: lines with something hidden, of ${lines.toLocaleString("en")}`,
      measured: hidden.toLocaleString("en"),
    },
    {
      what: "redaction: lines that show a secret",
      measured: leaks.length === 0 ? "0" : `${leaks.length}, for example ${leaks[0] ?? ""}`,
      limit: { text: "none", share: leaks.length === 0 ? 0 : Infinity },
    },
  ];
}

async function answerFigures(): Promise<Figure[]> {
  const { answers, values, faults } = await fuzzAnswers(WRONG_ANSWERS, 20_261_120);
  return [
    {
      what: `wrong answers: read all the same, of ${answers.toLocaleString("en")}`,
      measured: values.toLocaleString("en"),
    },
    {
      what: "wrong answers: crashes, hangs, broken values, orders nobody asked for",
      measured: faults.length === 0 ? "0" : `${faults.length}, for example ${faults[0] ?? ""}`,
      limit: { text: "none", share: faults.length === 0 ? 0 : Infinity },
    },
  ];
}

const cycles = Number(process.argv[2] ?? 2000);
if (!Number.isSafeInteger(cycles) || cycles < 400)
  throw new Error("expected a number of starts, at least 400");
buildIfStale();
const workplace = mkdtempSync(path.join(tmpdir(), "tradebot-soak-"));
try {
  const figures = [
    ...redactionFigures(),
    ...(await answerFigures()),
    ...(await shortCycleFigures({ workplace, cycles, mode: "time" })),
    ...(await shortCycleFigures({ workplace, cycles, mode: "size" })),
  ];
  process.stdout.write(renderFigures(figures));
  process.exitCode = figures.some(({ limit }) => limit !== undefined && limit.share > 1) ? 1 : 0;
} finally {
  rmSync(workplace, { recursive: true, force: true });
}
