import { spawn } from "node:child_process";
import { existsSync, readFileSync, rmSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { expect } from "vitest";
import type { SimulatorOptions } from "../../src/simulator/simulator-options.ts";
import type { Fault } from "../../src/simulator/server/faults.ts";
import { expectAgreement } from "../support/agreement.ts";
import type { OwnBooks } from "../support/books.ts";
import { scratchDirectory } from "../support/scratch-directory.ts";
import { runCycleIn, startWorld, TOKEN, type World } from "../support/world.ts";
import { SharedClock } from "./shared-clock.ts";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const DIE_AT = new URL("./die-at.mjs", import.meta.url).href;
const NEVER = 0;
const MINUTE_MS = 60_000;

/** What a command meets in each of its trials. */
export interface Scenario {
  readonly title: string;
  readonly env: Readonly<Record<string, string>>;
  readonly simulator?: Partial<SimulatorOptions>;
  /** The books it begins with, both ours and the broker's; none by default. */
  readonly begin?: { readonly directory: string; readonly startIso: string };
  readonly faults?: readonly Fault[];
  /** By default a cycle. */
  readonly command?: readonly string[];
  /** What happens between the death and the next start. */
  readonly between?: (world: World) => void;
  /** How a person or the scheduler goes on; by default with a cycle at once and two more, a minute apart. */
  readonly goOn?: (world: World) => Promise<void>;
}

/** How all of it ended. */
export interface Outcome {
  /** Where the command died; `undefined` when it lived to its end. */
  readonly diedAt: string | undefined;
  readonly books: OwnBooks;
  readonly world: World;
}

const START = "2026-03-04T09:15:10Z";

/** Settings of SIM, where the command talks to a broker that outlives it. */
export const ON_SIM = {
  SAXO_ENV: "SIM",
  SAXO_ACCESS_TOKEN: TOKEN,
  WATCHLIST: "CfdOnIndex:4913",
  BAR_MINUTES: "5",
  DRY_RUN: "false",
} as const;

/**
 * Kills the command at its first instant, its second, ... each time in a world of its own, goes on, and compares the
 * books, until it lives to its end.
 *
 * @returns the instants at which it was killed
 */
export async function enumerate(
  scenario: Scenario,
  check: (outcome: Outcome) => void,
): Promise<readonly string[]> {
  const deaths: string[] = [];
  for (let n = 1; ; n += 1) {
    const diedAt = await tryOnce(scenario, n, check);
    if (diedAt === undefined) break;
    deaths.push(diedAt);
  }
  console.info(`${scenario.title}: killed at each of ${deaths.length} points`);
  return deaths;
}

/** The same without a death. */
export const undisturbed = (scenario: Scenario, check: (outcome: Outcome) => void): Promise<unknown> =>
  tryOnce(scenario, NEVER, check);

async function tryOnce(
  scenario: Scenario,
  dieAt: number,
  check: (outcome: Outcome) => void,
): Promise<string | undefined> {
  const { env, simulator = {}, begin, faults = [], between, goOn = threeCycles } = scenario;
  const scratch = scratchDirectory();
  const clock = new SharedClock(path.join(scratch, "clock"), begin?.startIso ?? START);
  const copyOf = begin === undefined ? {} : { copyOf: begin.directory };
  const world = await startWorld({ clock, env: { ...ON_SIM, ...env }, simulator, ...copyOf });
  for (const fault of faults) world.simulator.faults.next(fault);
  let diedAt: string | undefined;
  try {
    diedAt = await runCommand(scenario, { world, scratch, dieAt });
    between?.(world);
    await goOn(world);
    check({ diedAt, books: expectAgreement(world), world });
    return diedAt;
  } catch (cause) {
    throw new Error(`${scenario.title}, point ${dieAt}, ${diedAt ?? "survived"}: ${String(cause)}`, {
      cause,
    });
  } finally {
    await world.close();
    rmSync(scratch, { recursive: true });
  }
}

async function threeCycles(world: World): Promise<void> {
  expect((await runCycleIn(world)).exitCode).toBe(0);
  for (let minute = 1; minute <= 2; minute += 1) {
    world.clock.advance(MINUTE_MS);
    expect((await runCycleIn(world)).exitCode).toBe(0);
  }
}

interface Trial {
  readonly world: World;
  readonly scratch: string;
  readonly dieAt: number;
}

/** @returns where it died; `undefined` when it lived to its end, which must be a good one */
async function runCommand(
  { command = ["--single-cycle"], env }: Scenario,
  { world, scratch, dieAt }: Trial,
): Promise<string | undefined> {
  const lastInstant = path.join(scratch, "last-instant");
  const child = spawn(
    process.execPath,
    ["--import", DIE_AT, path.join(ROOT, "bin/tradebot.mjs"), ...command],
    {
      cwd: scratch,
      stdio: ["ignore", "ignore", "pipe"],
      env: {
        PATH: process.env["PATH"],
        ...ON_SIM,
        ...env,
        STATE_DIR: world.stateDirectory,
        SAXO_REST_BASE: world.simulator.restBase,
        TEST_CLOCK_FILE: path.join(scratch, "clock"),
        TEST_DIE_AT: String(dieAt),
        TEST_LAST_INSTANT: lastInstant,
      },
    },
  );
  let stderr = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => (stderr += text));
  const [code, signal] = await new Promise<[number | null, NodeJS.Signals | null]>((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (...ending) => {
      resolve(ending);
    });
  });
  const diedAt = existsSync(lastInstant) ? readFileSync(lastInstant, "utf8") : undefined;
  expect([code, signal], stderr).toEqual(diedAt === undefined ? [0, null] : [null, "SIGKILL"]);
  return diedAt;
}
