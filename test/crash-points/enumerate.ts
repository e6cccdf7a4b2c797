import { spawn } from "node:child_process";
import { existsSync, readFileSync, rmSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { expect, onTestFinished } from "vitest";
import { isoFromTimestamp } from "../../src/core/domain/time.ts";
import type { BookedIntent } from "../../src/selftest/books.ts";
import type { SimulatorOptions } from "../../src/simulator/simulator-options.ts";
import type { Fault } from "../../src/simulator/server/faults.ts";
import { expectAgreement, expectOwnOrdersAgree } from "../support/agreement.ts";
import { arrived } from "../support/books.ts";
import { scratchDirectory } from "../support/scratch-directory.ts";
import { runCycleIn, startWorld, TOKEN, type World } from "../support/world.ts";
import { SharedClock } from "./shared-clock.ts";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const DIE_AT = new URL("./die-at.mjs", import.meta.url).href;
const NEVER = "never";
const START = "2026-03-04T09:15:10Z";
/** No scheduler starts anew within the second in which the broker takes no second order. */
const SOON_MS = 1_000;
const MINUTE_MS = 60_000;

/** To look at one that failed again: TEST_POINT=57 goes on from there. */
const FIRST_POINT = Number(process.env["TEST_POINT"] ?? 1);
/** Where all of them would take too long: TEST_POINT_STEP=2 takes every second. */
const STEP = Number(process.env["TEST_POINT_STEP"] ?? 1);

/** Books, ours and the broker's, and when they are opened. */
export interface Beginning {
  readonly directory: string;
  readonly startIso: string;
}

/** What a command meets in each of its trials. */
export interface Scenario {
  readonly title: string;
  readonly env: Readonly<Record<string, string>>;
  readonly simulator?: Partial<SimulatorOptions>;
  /** By default nothing has happened before. */
  readonly begin?: Beginning;
  readonly faults?: readonly Fault[];
  /** By default a cycle. */
  readonly command?: readonly string[];
  /** What happens between the death and the next start. */
  readonly between?: (world: World) => void;
  /** How a person or the scheduler goes on; by default with a cycle at once, and two more a minute apart. */
  readonly goOn?: (world: World) => Promise<void>;
  /** What must be the same wherever it is killed: by default what an order is for, its reference, and its end. */
  readonly titleOf?: (order: BookedIntent) => string | undefined;
  /** Whether a person trades on the account as well, so that cash, fills and positions are not ours alone. */
  readonly isShared?: true;
}

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
 * books, until it lives to its end: each time the broker has the orders that it has when nobody is killed.
 *
 * @returns the instants of the command that nobody kills
 */
export async function killAtEachPoint(scenario: Scenario): Promise<readonly string[]> {
  const { orders: expected, instants } = await trial(scenario, NEVER);
  let deaths = 0;
  for (let n = FIRST_POINT; ; n += STEP) {
    const { diedAt, orders } = await trial(scenario, String(n));
    expect(orders, `${scenario.title}: killed ${diedAt ?? "nowhere"}`).toEqual(expected);
    if (diedAt === undefined) break;
    deaths += 1;
  }
  expect(deaths).toBeGreaterThan(0);
  const points = STEP === 1 ? `${deaths} points` : `${deaths} of ${instants.length} points`;
  console.info(`${scenario.title}: ${points}, ${expected.length} orders, each once`);
  return instants;
}

/** The books that a command leaves which is killed at the first instant of this name; they go when the test ends. */
export async function diedAt(scenario: Scenario, instant: string): Promise<Beginning> {
  const { world, scratch, end } = await surroundings(scenario);
  onTestFinished(end);
  expect(await runCommand(scenario, { world, scratch, dieAt: instant })).toBe(instant);
  world.clock.advance(SOON_MS);
  return { directory: world.stateDirectory, startIso: isoFromTimestamp(world.clock.now()) };
}

interface Outcome {
  /** Where the command died; `undefined` when it lived to its end. */
  readonly diedAt: string | undefined;
  /** Every order that may have reached the broker: what for, its reference, and what became of it. */
  readonly orders: readonly string[];
  /** What the command lived through. */
  readonly instants: readonly string[];
}

async function trial(scenario: Scenario, dieAt: string): Promise<Outcome> {
  const { between, goOn = threeCycles, titleOf = titleWithReference, isShared = false } = scenario;
  const { world, scratch, end } = await surroundings(scenario);
  let death: string | undefined;
  try {
    death = await runCommand(scenario, { world, scratch, dieAt });
    between?.(world);
    await goOn(world);
    const books = isShared ? expectOwnOrdersAgree(world) : expectAgreement(world);
    const titles = arrived(books).map(titleOf);
    const orders = titles.filter((title) => title !== undefined).sort();
    const instants = readFileSync(instantsIn(scratch), "utf8").trimEnd().split("\n");
    return { diedAt: death, orders, instants };
  } catch (cause) {
    throw new Error(`${scenario.title}, point ${dieAt}, ${death ?? "survived"}: ${String(cause)}`, { cause });
  } finally {
    await end();
  }
}

const titleWithReference = ({ intent: { purpose }, reference, state }: BookedIntent): string =>
  `${purpose} ${reference} ${state}`;

interface Surroundings {
  readonly world: World;
  /** Where the command runs, and the clock stands. */
  readonly scratch: string;
  readonly end: () => Promise<void>;
}

async function surroundings({ env, simulator = {}, begin, faults = [] }: Scenario): Promise<Surroundings> {
  const scratch = scratchDirectory();
  const clock = new SharedClock(path.join(scratch, "clock"), begin?.startIso ?? START);
  const copyOf = begin === undefined ? {} : { copyOf: begin.directory };
  const world = await startWorld({ clock, env: { ...ON_SIM, ...env }, simulator, ...copyOf });
  for (const fault of faults) world.simulator.faults.next(fault);
  const end = async (): Promise<void> => {
    await world.close();
    rmSync(scratch, { recursive: true });
  };
  return { world, scratch, end };
}

async function threeCycles(world: World): Promise<void> {
  for (const pauseMs of [SOON_MS, MINUTE_MS, MINUTE_MS]) {
    world.clock.advance(pauseMs);
    expect((await runCycleIn(world)).exitCode).toBe(0);
  }
}

const instantsIn = (scratch: string): string => path.join(scratch, "instants");

/** @returns where it died; `undefined` when it lived to its end, which must be a good one */
async function runCommand(
  { command = ["--single-cycle"], env }: Scenario,
  { world, scratch, dieAt }: Omit<Surroundings, "end"> & { readonly dieAt: string },
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
        TEST_DIE_AT: dieAt,
        TEST_LAST_INSTANT: lastInstant,
        TEST_INSTANTS: instantsIn(scratch),
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
  const death = existsSync(lastInstant) ? readFileSync(lastInstant, "utf8") : undefined;
  expect([code, signal], stderr).toEqual(death === undefined ? [0, null] : [null, "SIGKILL"]);
  return death;
}
