import { existsSync, readFileSync, rmSync } from "node:fs";
import path from "node:path";
import { expect } from "vitest";
import { timestamp, type Timestamp } from "../../src/core/domain/time.ts";
import type { Simulator } from "../../src/simulator/start-simulator.ts";
import { startSimulator } from "../../src/simulator/start-simulator.ts";
import { expectAgreement } from "../support/agreement.ts";
import { CLOCK_START, startCommand, type RunningCommand } from "../support/command.ts";
import { parseLog, type LogLine } from "../support/log-lines.ts";
import { scratchDirectory } from "../support/scratch-directory.ts";

/**
 * Between the two starts; both lie in the same five minutes of the market. Long enough for silence about an order to
 * be evidence, so that a trial does not have to wait for it.
 */
const PAUSE_MS = 80_000;
const TOKEN = "token-of-the-crash-tests";

/** One order a trial: what goes out together with its stop and its target is killed at every point elsewhere. */
const UNPROTECTED = { STOP_LOSS_PCT: "0", TAKE_PROFIT_PCT: "0" };

/** When the first start is killed. */
export type Moment =
  | { readonly kind: "command"; readonly title: string; readonly arm: (running: RunningCommand) => void }
  /** The n-th request from the precheck on has had its effect at the broker, and is not yet answered. */
  | { readonly kind: "request"; readonly title: string; readonly n: number };

export interface Trial {
  /** What the killed start logged last; `undefined` when the kill came too late. */
  readonly lastWord: string | undefined;
  readonly reference: string;
}

interface Surroundings {
  readonly directory: string;
  readonly env: Readonly<Record<string, string>>;
  readonly now: () => Timestamp;
  /** Lets time pass between two starts. */
  readonly pass: (milliseconds: number) => void;
  /** Hands over the start that is to be killed. */
  readonly arm: (running: RunningCommand) => void;
  /** The broker as it is once the bot has ended. */
  readonly broker: () => Promise<Simulator>;
  readonly close: () => Promise<void>;
}

/** Starts a cycle in a fresh directory, kills it at the moment, starts again somewhat later, and compares the books. */
export async function killAndRestart(moment: Moment): Promise<Trial> {
  const surroundings = await prepare(moment);
  try {
    return await attempt(surroundings);
  } catch (cause) {
    throw new Error(`killed ${moment.title}: ${String(cause)}`, { cause });
  } finally {
    await surroundings.close();
    rmSync(surroundings.directory, { recursive: true });
  }
}

async function attempt(surroundings: Surroundings): Promise<Trial> {
  const { directory } = surroundings;
  const first = startCycle(surroundings);
  surroundings.arm(first);
  const { code, signal } = await first.result;
  expect([code, signal]).toEqual(signal === null ? [0, null] : [null, "SIGKILL"]);
  const before = readLog(directory);

  surroundings.pass(PAUSE_MS);
  const second = await startCycle(surroundings).result;
  expect(second.code, second.stderr).toBe(0);
  const after = readLog(directory).slice(before.length);
  if (signal !== null) expectTakeover(before, after, first.child.pid);

  const stateDirectory = path.join(directory, "state");
  const { orders } = expectAgreement({ stateDirectory, simulator: await surroundings.broker() });
  const [reference = "none", ...others] = Object.keys(orders);
  expect(others).toEqual([]);
  return { lastWord: signal === null ? undefined : (before.at(-1)?.event ?? "nothing"), reference };
}

const startCycle = ({ directory, env, now }: Surroundings): RunningCommand =>
  startCommand(["--single-cycle"], { cwd: directory, env, clockStart: now() });

/** A lock that was held when its process died is taken over at the next start, and the log says whose it was. */
function expectTakeover(
  before: readonly LogLine[],
  after: readonly LogLine[],
  processId: number | undefined,
): void {
  const wasHeld = before.length > 0 && before.at(-1)?.event !== "cycle_end"; // then it is being released
  if (!wasHeld) return;
  const recovered = after.filter(({ event }) => event === "startup_lock_recovered");
  expect(recovered.map(({ fields }) => fields["holder_process_id"])).toEqual([String(processId)]);
}

/** Every line there is, by the strict grammar: a kill tears none. */
function readLog(directory: string): readonly LogLine[] {
  const file = path.join(directory, "logs", "bot.log");
  return existsSync(file) ? parseLog(readFileSync(file, "utf8")) : [];
}

async function prepare(moment: Moment): Promise<Surroundings> {
  const directory = scratchDirectory();
  const startedAtMs = performance.now();
  let passedMs = 0;
  const now = (): Timestamp =>
    timestamp(CLOCK_START + passedMs + Math.round(performance.now() - startedAtMs));
  const pass = (milliseconds: number): void => {
    passedMs += milliseconds;
  };
  const place = { directory, now, pass };
  return moment.kind === "command" ? withOwnBroker(place, moment.arm) : withBrokerBeside(place, moment.n);
}

type Place = Pick<Surroundings, "directory" | "now" | "pass">;

/** The command's own simulator, whose books are opened when it has ended. */
function withOwnBroker(place: Place, arm: Surroundings["arm"]): Surroundings {
  let simulator: Simulator | undefined;
  return {
    ...place,
    env: UNPROTECTED,
    arm,
    broker: async () => {
      const statePath = path.join(place.directory, "state", "simulator.db");
      return (simulator ??= await startSimulator({ statePath, now: place.now, accessToken: TOKEN }));
    },
    close: async () => {
      await simulator?.close();
    },
  };
}

/** A simulator in this process, which knows when a request of the command has had its effect. */
async function withBrokerBeside(place: Place, n: number): Promise<Surroundings> {
  let victim: RunningCommand | undefined;
  let requests = 0;
  const simulator = await startSimulator({
    statePath: path.join(place.directory, "saxo.db"),
    now: place.now,
    accessToken: TOKEN,
    onRequest: ({ target }) => {
      if (requests > 0 || target.endsWith("/precheck")) requests += 1;
      if (requests === n) victim?.child.kill("SIGKILL");
    },
  });
  return {
    ...place,
    env: {
      ...UNPROTECTED,
      SAXO_ENV: "SIM",
      SAXO_REST_BASE: simulator.restBase,
      SAXO_ACCESS_TOKEN: TOKEN,
      WATCHLIST: "CfdOnIndex:4913",
      BAR_MINUTES: "5",
      DRY_RUN: "false",
    },
    arm: (running) => {
      victim = running;
    },
    broker: () => Promise.resolve(simulator),
    close: () => simulator.close(),
  };
}
