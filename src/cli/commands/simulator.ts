import path from "node:path";
import { systemClock } from "../../adapters/system/system-clock.ts";
import { systemIds } from "../../adapters/system/system-ids.ts";
import type { StopWatch } from "../../adapters/system/watch-signals.ts";
import { watchSignals } from "../../adapters/system/watch-signals.ts";
import { assert } from "../../core/domain/assert.ts";
import { isoFromTimestamp, type Timestamp } from "../../core/domain/time.ts";
import type { Clock } from "../../cycle/ports.ts";
import { simulatedTime } from "../../simulator/simulated-time.ts";
import { Script } from "../../simulator/script/script-schema.ts";
import { startByScript } from "../../simulator/script/start-by-script.ts";
import type { SimulatedRequest } from "../../simulator/simulator-options.ts";
import type { Simulator } from "../../simulator/start-simulator.ts";
import { signalExitCode } from "../exit-codes.ts";
import { printable, printJson } from "../output.ts";
import type { CommandInput } from "../register/commands.ts";
import type { SimulatorFlags } from "../register/simulating.ts";
import { accessTo, renderAccess } from "../simulator/access.ts";
import { failureLine } from "../simulator/failure-line.ts";
import { readScriptFile } from "../simulator/script-file.ts";

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
  const { port, seed, state, faults } = flags;
  const file = (name: string): string => (state === undefined ? ":memory:" : path.join(state, name));
  const script = faults === undefined ? Script.parse({}) : readScriptFile(faults);
  return startByScript(script, {
    statePath: file("simulator.db"),
    now: clockOf(flags, clock),
    sleep: (duration) => clock.sleep(duration),
    ...(port === undefined ? {} : { port }),
    ...(seed === undefined ? {} : { seed }),
    oauth: {
      path: file("simulator-logins.db"),
      secret: systemIds().newRunId(),
      redirectUris: [REDIRECT_URI],
    },
    onRequest: (request) => host.stderr.write(requestLine(request)),
    onFailure: (error) => {
      host.stderr.write(failureLine(error, file("simulator.db")));
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
function requestLine({ at, method, target, status, faults }: SimulatedRequest): string {
  const [address = ""] = target.split("?");
  const words = [isoFromTimestamp(at), method, address, status ?? "cut"];
  return `${printable([...words, ...faults.map((kind) => `fault=${kind}`)].join(" "))}\n`;
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
