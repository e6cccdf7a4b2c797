import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { runInProcess } from "../support/run-in-process.ts";
import { scratchDirectory } from "../support/scratch-directory.ts";

const TOKEN = "abcdSECRETTOKENdef0123456789";

let directory: string;
beforeEach(() => {
  directory = scratchDirectory();
});
afterEach(() => {
  rmSync(directory, { recursive: true });
});

/** Everything that any command says of it, on every way. */
async function wordsAbout(lines: string): Promise<string> {
  const file = path.join(directory, "own.env");
  const logs = path.join(directory, "logs");
  const places = { STATE_DIR: path.join(directory, "state"), REPORT_DIR: path.join(directory, "reports") };
  writeFileSync(file, `${lines}\n`, { mode: 0o600 });
  let words = "";
  for (const args of [["config", "check"], ["config", "show"], ["doctor"], ["status"], ["--single-cycle"]]) {
    const run = await runInProcess([...args, "--env-file", file], { ...places, LOG_DIR: logs });
    expect(run.code).toBe(78);
    words += run.stdout + run.stderr;
  }
  const files = existsSync(logs) ? readdirSync(logs) : [];
  return words + files.map((name) => readFileSync(path.join(logs, name), "utf8")).join("");
}

it.each([
  ["as the path of its file", `SAXO_ENV=SIM\nWATCHLIST=FxSpot:21\nSAXO_ACCESS_TOKEN_FILE=${TOKEN}`],
  ["alone on a line", `${TOKEN}=`],
  ["as the environment", `SAXO_ENV=${TOKEN}`],
  ["as another setting", `LOG_LEVEL=${TOKEN}\nTIMEZONE=${TOKEN}`],
])("a token written %s is shown by no command and no log line", async (_, lines) => {
  const words = await wordsAbout(lines);
  expect(words).toMatch(/\(a name of 28 characters\)|\(28 characters\)/);
  expect(words.toUpperCase()).not.toContain(TOKEN.toUpperCase());
});
