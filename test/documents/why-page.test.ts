import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { RecordedDecision } from "../../src/adapters/store/decisions.ts";
import { openStoreForReading } from "../../src/adapters/store/open-store.ts";
import { runInProcess, type InProcessResult } from "../support/run-in-process.ts";
import { advanceToNextSlot, runCycleIn, startWorld, type World } from "../support/world.ts";

const PAGE = fileURLToPath(new URL("../../docs/how-to/why-no-trade.md", import.meta.url));
/** In the morning the stock exchange is closed, and one place for a position makes the second buyer wait. */
const ENV = { STOP_LOSS_PCT: "2", TAKE_PROFIT_PCT: "5", MAX_POSITIONS: "1" };
const CYCLES = 40;

describe("the page about why", () => {
  let world: World;
  let decisions: readonly RecordedDecision[] = [];

  beforeAll(async () => {
    world = await startWorld({ env: ENV });
    for (let cycle = 0; cycle < CYCLES; cycle += 1) {
      await runCycleIn(world);
      advanceToNextSlot(world);
    }
    const reader = openStoreForReading(world.stateDirectory);
    decisions =
      reader
        ?.lastDeciding(CYCLES)
        .flatMap((id) => reader.decisionsOf(id))
        .reverse() ?? [];
    reader?.close();
  });
  afterAll(() => world.close());

  const why = (...args: readonly string[]): Promise<InProcessResult> => {
    const { stateDirectory: directory } = world;
    const places = {
      STATE_DIR: directory,
      LOG_DIR: path.join(directory, "logs"),
      REPORT_DIR: path.join(directory, "reports"),
    };
    return runInProcess(["why", ...args], { ...ENV, ...places });
  };

  it.each<readonly [string, (decision: RecordedDecision) => boolean]>([
    ["skipped", ({ reason }) => reason === "MARKET_NOT_OPEN"],
    ["denied", ({ reason }) => reason === "MAX_POSITIONS"],
    ["trade", ({ action }) => action === "buy"],
  ])("shows what is printed of one that is: %s", async (name, isMeant) => {
    const found = decisions.find(isMeant);
    if (found === undefined) throw new Error("there was none");
    const { code, stdout } = await why(found.instrumentId, "--cycle", String(found.cycleId));
    expect(code).toBe(0);
    const page = readFileSync(PAGE, "utf8");
    const shown = new RegExp(`(<!-- example: ${name} -->\n\n\`\`\`text\n)(.*?)(\`\`\`)`, "s");
    if (process.env["TEST_WRITE"] === "1")
      writeFileSync(
        PAGE,
        page.replace(shown, (_, before, __, after) => `${before}${stdout}${after}`),
      );
    expect(shown.exec(readFileSync(PAGE, "utf8"))?.[2]).toBe(stdout);
  });

  it("does not promise too much: all of these decisions come out the same again", async () => {
    const cycles = new Set(decisions.map(({ cycleId }) => cycleId)).size;
    expect(await why("--replay", "--last", "1000")).toEqual({
      code: 0,
      stdout: `${cycles} cycles: same, ${decisions.length} decisions made again from what is recorded\n`,
      stderr: "",
    });
  });

  it("and one that was tampered with is found out", async () => {
    const found = decisions.find(({ action }) => action === "buy");
    const { DatabaseSync } = await import("node:sqlite");
    const database = new DatabaseSync(path.join(world.stateDirectory, "tradebot.db"));
    database.exec(
      `UPDATE decisions SET facts = json_set(facts, '$.quote.bid', '1') WHERE cycle_id = ${found?.cycleId ?? 0}`,
    );
    database.close();
    const { code, stdout } = await why("--replay", "--cycle", String(found?.cycleId));
    expect(code).toBe(65);
    expect(stdout).toMatch(/^cycle \d+: DIFFERENT, first in \S+, facts\.quote\.bid\n {2}recorded: {3}"1"\n/);
    const { stdout: json } = await why("--replay", "--cycle", String(found?.cycleId), "--json");
    expect(JSON.parse(json)).toMatchObject({ same: 0, different: 1, impossible: 0 });
  });

  it.each([
    [["--last", "3"], 64, "--last goes with --replay"],
    [["Stock:211", "--replay"], 64, "leave the instrument out"],
    [["--replay", "--cycle", "3", "--last", "2"], 64, "cannot be used with"],
    [["--replay", "--cycle", "999999"], 64, "recorded no decision"],
  ])("%s is refused", async (args, code, words) => {
    const result = await why(...args);
    expect(result.code).toBe(code);
    expect(result.stderr).toContain(words);
  });
});
