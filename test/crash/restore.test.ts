import { readFileSync, rmSync } from "node:fs";
import path from "node:path";
import { DatabaseSync } from "node:sqlite";
import { expect, it } from "vitest";
import { addDuration, minutes, timestamp, type Timestamp } from "../../src/core/domain/time.ts";
import { VISIBILITY_GRACE } from "../../src/core/execution/verdict.ts";
import { startSimulator } from "../../src/simulator/start-simulator.ts";
import { expectAgreement } from "../support/agreement.ts";
import { CLOCK_START, startCommand, type CommandResult, type RunningCommand } from "../support/command.ts";
import { parseLog } from "../support/log-lines.ts";
import { scratchDirectory } from "../support/scratch-directory.ts";

const TOKEN = "token-of-the-restore-test";
const TIMEOUT_MS = 60_000;

it(
  "an older store put back right after a kill does not send the killed cycle's order again",
  { timeout: TIMEOUT_MS },
  async ({ onTestFinished }) => {
    const { run, start, now, goOnFrom, simulator, killAtPlacement, directory, close } = await surroundings();
    onTestFinished(close);
    expect(await run("--single-cycle", "--dry-run")).toMatchObject({ code: 0 });
    const backup = path.join(directory, "older.db");
    expect(await run("maintenance", "backup", "--to", backup)).toMatchObject({ code: 0 });
    goOnFrom(addDuration(now(), minutes(1))); // so that the store is not so new that the cycle itself would wait

    const victim = start("--single-cycle");
    killAtPlacement(victim);
    expect(await victim.result).toMatchObject({ signal: "SIGKILL" });
    expect(simulator.snapshot().activities).not.toEqual([]); // the order has arrived, and its sender does not know
    startedAMinuteEarlier(path.join(directory, "state", "tradebot.db")); // so that only its unknown end counts

    expect(await run("maintenance", "restore", backup)).toMatchObject({ code: 0 });
    goOnFrom(restoredAt(directory)); // as long as it has waited, and no longer
    expect(await run("--single-cycle")).toMatchObject({ code: 0 });
    const { orders } = expectAgreement({ stateDirectory: path.join(directory, "state"), simulator });
    expect(Object.keys(orders)).toHaveLength(1);
  },
);

function startedAMinuteEarlier(store: string): void {
  const database = new DatabaseSync(store);
  database.exec("UPDATE cycles SET started_at = started_at - 60000 WHERE finished_at IS NULL");
  database.close();
}

function restoredAt(directory: string): Timestamp {
  const lines = parseLog(readFileSync(path.join(directory, "logs", "bot.log"), "utf8"));
  const { at = "never" } = lines.find(({ event }) => event === "maintenance_store_restored") ?? {};
  return timestamp(Date.parse(at));
}

/** A broker that outlives the bot, and a clock that both share. */
async function surroundings() {
  const directory = scratchDirectory();
  const startedAtMs = performance.now();
  let passedMs = 0;
  const now = () => timestamp(CLOCK_START + passedMs + Math.round(performance.now() - startedAtMs));
  let victim: RunningCommand | undefined;
  const simulator = await startSimulator({
    statePath: path.join(directory, "saxo.db"),
    now,
    accessToken: TOKEN,
    onRequest: ({ method, target }) => {
      if (method === "POST" && target.endsWith("/orders")) victim?.child.kill("SIGKILL");
    },
  });
  const env = {
    SAXO_ENV: "SIM",
    SAXO_REST_BASE: simulator.restBase,
    SAXO_ACCESS_TOKEN: TOKEN,
    WATCHLIST: "CfdOnIndex:4913",
    BAR_MINUTES: "5",
    DRY_RUN: "false",
    STOP_LOSS_PCT: "0",
    TAKE_PROFIT_PCT: "0",
    DUPLICATE_BUY_POLICY: "allow", // the position itself must not be what keeps the order from being sent again
    TEST_SLEEP_SKIPPED: String(VISIBILITY_GRACE),
  };
  const start = (...args: readonly string[]): RunningCommand =>
    startCommand(args, { cwd: directory, env, clockStart: now() });
  return {
    directory,
    simulator,
    start,
    now,
    run: (...args: readonly string[]): Promise<CommandResult> => start(...args).result,
    goOnFrom: (at: Timestamp): void => {
      passedMs += Math.max(0, at - now());
    },
    killAtPlacement: (running: RunningCommand): void => {
      victim = running;
    },
    close: async (): Promise<void> => {
      await simulator.close();
      rmSync(directory, { recursive: true });
    },
  };
}
