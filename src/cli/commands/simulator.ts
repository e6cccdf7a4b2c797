import path from "node:path";
import { systemClock } from "../../adapters/system/system-clock.ts";
import { systemIds } from "../../adapters/system/system-ids.ts";
import type { StopWatch } from "../../adapters/system/watch-signals.ts";
import { watchSignals } from "../../adapters/system/watch-signals.ts";
import { assert } from "../../core/domain/assert.ts";
import { isoFromTimestamp, minutes, type Timestamp } from "../../core/domain/time.ts";
import type { Clock } from "../../cycle/ports.ts";
import { simulatedTime } from "../../simulator/simulated-time.ts";
import type { SimulatedRequest, Simulator } from "../../simulator/start-simulator.ts";
import { startSimulator } from "../../simulator/start-simulator.ts";
import { signalExitCode } from "../exit-codes.ts";
import { printable, printJson } from "../output.ts";
import type { CommandInput } from "../register/commands.ts";
import type { SimulatorFlags } from "../register/simulating.ts";
import { accessTo, renderAccess } from "../simulator/access.ts";

/** As tradebot's own default of SAXO_REDIRECT_URI. */
const REDIRECT_URI = "http://localhost:8765/callback";

/** Serves the simulated Saxo until a signal ends it. */
export async function runSimulator(input: CommandInput, flags: SimulatorFlags): Promise<number> {
  const stop = watchSignals();
  try {
    const simulator = await start(input, flags, systemClock(stop.signal));
    try {
      announce(input, simulator);
      return signalExitCode(await signalOf(stop));
    } finally {
      await simulator.close();
    }
  } finally {
    stop.close();
  }
}

function start({ host }: CommandInput, flags: SimulatorFlags, clock: Clock): Promise<Simulator> {
  const { port, seed, state } = flags;
  const file = (name: string): string => (state === undefined ? ":memory:" : path.join(state, name));
  return startSimulator({
    statePath: file("simulator.db"),
    now: clockOf(flags, clock),
    ...(port === undefined ? {} : { port }),
    ...(seed === undefined ? {} : { seed }),
    oauth: {
      path: file("simulator-logins.db"),
      secret: systemIds().newRunId(),
      lifetimes: { code: minutes(1), accessToken: minutes(20), refreshToken: minutes(60) },
      redirectUris: [REDIRECT_URI],
      successStatus: 201,
    },
    onRequest: (request) => host.stderr.write(requestLine(request)),
    onFailure: (error) => {
      const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
      host.stderr.write(`tradebot: the simulator failed, this is a bug: ${printable(text)}\n`);
    },
  });
}

/** The machine's own time as it is, unless another one was asked for. */
function clockOf({ start: startsAt, speed }: SimulatorFlags, clock: Clock): () => Timestamp {
  if (startsAt === undefined && speed === undefined) return () => clock.now();
  return simulatedTime({
    startsAt: startsAt ?? clock.now(),
    speed: speed ?? 1,
    monotonicMs: () => clock.monotonicMs(),
  });
}

function announce(input: CommandInput, simulator: Simulator): void {
  const access = accessTo(simulator);
  if (input.json) printJson(input.host, access);
  else input.host.stdout.write(renderAccess(access));
}

/** Without the query, in which keys and codes stand. */
function requestLine({ at, method, target, status }: SimulatedRequest): string {
  const [address = ""] = target.split("?");
  return `${isoFromTimestamp(at)} ${printable(method)} ${printable(address)} ${status ?? "cut"}\n`;
}

async function signalOf({ signal, request }: StopWatch): Promise<"SIGTERM" | "SIGINT" | "SIGHUP"> {
  await new Promise<void>((resolve) => {
    if (signal.aborted) resolve();
    else
      signal.addEventListener(
        "abort",
        () => {
          resolve();
        },
        { once: true },
      );
  });
  assert(request.reason?.kind === "signal", "only a signal ends the simulator");
  return request.reason.signal;
}
