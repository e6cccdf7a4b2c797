import { cpSync, rmSync } from "node:fs";
import { fixedToken, type AccessTokens } from "../adapters/saxo/transport/access-tokens.ts";
import path from "node:path";
import type { SaxoBroker } from "../adapters/saxo/saxo-broker.ts";
import { createSaxoBroker } from "../adapters/saxo/saxo-broker.ts";
import { openStore } from "../adapters/store/open-store.ts";
import { conclude } from "../cli/conduct-cycle.ts";
import { cycleSettings } from "../cli/cycle-plan.ts";
import { resolveSettings } from "../config/resolve.ts";
import { describeFault } from "../config/config-fault.ts";
import { requestId, runId, type CycleId, type RequestId, type RunId } from "../core/domain/ids.ts";
import type { DurationMs } from "../core/domain/time.ts";
import type { Clock, Ids, PlacementGuard, Ports } from "../cycle/ports.ts";
import type { Broker } from "../cycle/ports/broker.ts";
import type { Cache } from "../cycle/ports/cache.ts";
import { runCycle, type CycleReport } from "../cycle/run-cycle.ts";
import type { CycleSettings } from "../cycle/settings.ts";
import type { SimulatedRequest, SimulatorOptions } from "../simulator/simulator-options.ts";
import type { Simulator } from "../simulator/start-simulator.ts";
import { startSimulator } from "../simulator/start-simulator.ts";
import { RecordedEvents } from "./recorded-events.ts";
import { scratchDirectory } from "./scratch-directory.ts";
import { VirtualClock } from "./virtual-clock.ts";

/** Of the one session in which everybody talks to the simulator. */
export const TOKEN = "token-of-the-scenarios";
/** 2026-03-04T09:15:10Z: in the first seconds of a five-minute slot, so that a minute later is still in it. */
const START = "2026-03-04T09:15:10Z";

export interface WorldOptions {
  readonly startIso?: string;
  /** The clock of bot and exchange; by default one that moves at once when somebody sleeps. */
  readonly clock?: VirtualClock;
  /** Settings besides the defaults of LOCAL, as they would stand in an env file. */
  readonly env?: Readonly<Record<string, string>>;
  readonly simulator?: Partial<Omit<SimulatorOptions, "now" | "accessToken" | "statePath">>;
  /** How long another token takes in place of a refused one; absent where only a person can get one. */
  readonly renewal?: DurationMs;
  /** A state directory to begin with a copy of, both books included. */
  readonly copyOf?: string;
}

/** Ids that are the same whenever the same things happen. */
class CountedIds implements Ids {
  #runs = 0;
  #requests = 0;

  requestId(): RequestId {
    this.#requests += 1;
    return requestId(`request-${this.#requests}`);
  }

  newRunId(): RunId {
    this.#runs += 1;
    return runId(`run-${this.#runs}`);
  }
}

/** A bot's whole surroundings on a clock of their own: a state directory, and a Saxo that outlives each cycle. */
export interface World {
  readonly clock: VirtualClock;
  readonly ids: CountedIds;
  readonly stateDirectory: string;
  readonly settings: CycleSettings;
  readonly tokens: AccessTokens;
  readonly simulator: Simulator;
  /** What reached the simulator, oldest first. */
  readonly requests: SimulatedRequest[];
  /** Ends the simulator, also in the middle of a request; nothing when it has ended already. */
  stopSimulator(): Promise<void>;
  /** Starts the simulator anew on the books it left. */
  restartSimulator(): Promise<void>;
  close(): Promise<void>;
}

export interface CycleRun {
  readonly cycle: CycleId;
  readonly report: CycleReport;
  readonly exitCode: number;
  readonly events: RecordedEvents;
}

export interface RunOptions {
  readonly settings?: CycleSettings;
  /** Puts something between the cycle and the world. */
  readonly around?: (ports: Ports) => Ports;
  /** The state directory, where it is not that of the world: another machine has one of its own. */
  readonly stateDirectory?: string;
  /** The machine's own clock, where it is not everybody's. */
  readonly clock?: Clock;
  readonly guard?: PlacementGuard;
  /** Aborted when the start is asked to end. */
  readonly stopped?: AbortSignal;
  /** Kept by whoever wants to see them after a crash, too. */
  readonly events?: RecordedEvents;
}

/** The settings of LOCAL, with the given ones besides. */
export function localSettings(env: Readonly<Record<string, string>> = {}): CycleSettings {
  const resolution = resolveSettings({
    files: [],
    environment: env,
    readSecretFile: () => ({ kind: "unreadable", reason: "there is none" }),
  });
  if (resolution.kind === "invalid") throw new Error(resolution.faults.map(describeFault).join("; "));
  return cycleSettings(resolution.settings);
}

export async function startWorld(options: WorldOptions = {}): Promise<World> {
  const clock = options.clock ?? new VirtualClock(options.startIso ?? START);
  const directory = scratchDirectory();
  if (options.copyOf !== undefined) cpSync(options.copyOf, directory, { recursive: true });
  const requests: SimulatedRequest[] = [];
  const { onRequest, ...others } = options.simulator ?? {};
  const start = (): Promise<Simulator> =>
    startSimulator({
      sleep: (duration) => clock.sleep(duration),
      ...others,
      statePath: path.join(directory, "simulator.db"),
      now: () => clock.now(),
      accessToken: TOKEN,
      onRequest: (request) => {
        requests.push(request);
        onRequest?.(request);
      },
    });
  let simulator = await start();
  let stopping: Promise<void> | undefined;
  const stopSimulator = (): Promise<void> => (stopping ??= simulator.close());
  return {
    clock,
    ids: new CountedIds(),
    stateDirectory: directory,
    settings: localSettings(options.env),
    tokens: tokensOf(options, clock),
    get simulator() {
      return simulator;
    },
    requests,
    stopSimulator,
    restartSimulator: async () => {
      await stopSimulator();
      simulator = await start();
      stopping = undefined;
    },
    close: async () => {
      await stopSimulator();
      rmSync(directory, { recursive: true });
    },
  };
}

/** The session is one and the same, and so is its token: what a renewal takes is time, in which much may happen. */
const tokensOf = ({ renewal }: WorldOptions, clock: Clock): AccessTokens => ({
  ...fixedToken(TOKEN),
  ...(renewal !== undefined && {
    renewed: async () => {
      await clock.sleep(renewal);
      return TOKEN;
    },
  }),
});

const SLOT_MS = 300_000;
const INTO_SLOT_MS = 10_000;

/** As the scheduler would start the bot: ten seconds into the next five-minute slot. */
export function advanceToNextSlot({ clock }: World): void {
  clock.advance(SLOT_MS - ((clock.now() - INTO_SLOT_MS) % SLOT_MS));
}

/** One start of the bot: a fresh store handle, a fresh client, one cycle, its row and exit code. */
export function runCycleIn(world: World, options: RunOptions = {}): Promise<CycleRun> {
  const settings = options.settings ?? world.settings;
  return startIn(world, options, async ({ ports, events, requestCount }) => {
    const run = world.ids.newRunId();
    const startedAt = ports.clock.now();
    const cycle = ports.store.beginCycle({ runId: run, startedAt, dryRun: settings.dryRun });
    const report = await runCycle(ports, settings, cycle);
    const exitCode = conclude(report, { ports, durationMs: 0, requests: requestCount() });
    return { cycle, report, exitCode, events };
  });
}

/** What one start of the bot has in its hands. */
export interface Started {
  readonly ports: Ports;
  readonly events: RecordedEvents;
  readonly requestCount: () => number;
}

/** One start of the bot, whatever it is to do: a fresh store handle, a fresh client. */
export async function startIn<Result>(
  world: World,
  options: RunOptions,
  work: (started: Started) => Promise<Result>,
): Promise<Result> {
  const { clock = world.clock, events = new RecordedEvents() } = options;
  const { timeout } = options.settings ?? world.settings;
  const { store } = openStore({
    directory: options.stateDirectory ?? world.stateDirectory,
    now: clock.now(),
  });
  const { connect, requestCount, close } = connectionTo(world, {
    clock,
    events,
    cache: store.cache,
    timeout,
    stopped: options.stopped ?? new AbortController().signal,
  });
  const bare: Ports = {
    connectBroker: connect,
    store,
    clock,
    ids: world.ids,
    events,
    stop: { reason: undefined },
    guard: options.guard ?? { check: () => undefined, requireWritable: () => undefined },
  };
  try {
    return await work({ ports: options.around?.(bare) ?? bare, events, requestCount });
  } finally {
    await close();
    store.close();
  }
}

interface Connection {
  readonly connect: () => Promise<Broker>;
  readonly requestCount: () => number;
  readonly close: () => Promise<void>;
}

interface ConnectionParts {
  readonly clock: Clock;
  readonly events: RecordedEvents;
  readonly cache: Cache;
  readonly timeout: DurationMs;
  readonly stopped: AbortSignal;
}

const LIMITS = "limits";

function connectionTo(
  { simulator, ids, tokens }: World,
  { clock, events, cache, timeout, stopped }: ConnectionParts,
): Connection {
  let broker: SaxoBroker | undefined;
  const endsAtMs = clock.monotonicMs() + timeout;
  return {
    connect: () => {
      broker ??= createSaxoBroker({
        restBase: new URL(simulator.restBase),
        tokens,
        hideToken: (text, token) => text.replaceAll(token, "***"),
        clock,
        ids,
        events,
        ordersPerSecond: 1,
        signal: stopped,
        endsAtMs,
        limitMemory: {
          read: () => cache.read(LIMITS, clock.now()),
          write: (standing, expiresAt) => {
            cache.write(LIMITS, standing, expiresAt);
          },
        },
      });
      return Promise.resolve(broker);
    },
    requestCount: () => broker?.requestCount ?? 0,
    close: async () => {
      await broker?.close();
    },
  };
}
