import { mkdirSync } from "node:fs";
import { openStore } from "../../src/adapters/store/open-store.ts";
import { brokerConnection } from "../../src/cli/broker-connection.ts";
import { cycleSettings } from "../../src/cli/cycle-plan.ts";
import { conclude } from "../../src/cli/conduct-cycle.ts";
import { describeFault } from "../../src/config/config-fault.ts";
import { resolveSettings } from "../../src/config/resolve.ts";
import type { Settings } from "../../src/config/settings.ts";
import { requestId, runId } from "../../src/core/domain/ids.ts";
import type { Ports } from "../../src/cycle/ports.ts";
import { runCycle } from "../../src/cycle/run-cycle.ts";
import type { Tally } from "../../src/cycle/tally.ts";
import type { EventEmitter } from "../../src/events/emitter.ts";
import type { PatientClock } from "../../test/support/patient-clock.ts";

export interface CycleInProcess {
  readonly exitCode: number;
  readonly tally: Tally;
  readonly requests: number;
}

const SILENT: EventEmitter = { emit: () => undefined };

/** One cycle on a clock that waits for no second: what the broker's limits stretch over minutes passes at once. */
export async function cycleInProcess(
  env: Readonly<Record<string, string>>,
  clock: PatientClock,
): Promise<CycleInProcess> {
  const settings = settingsFrom(env);
  const plan = cycleSettings(settings);
  mkdirSync(settings.stateDirectory, { recursive: true, mode: 0o700 });
  const { store } = openStore({ directory: settings.stateDirectory, now: clock.now() });
  let ids = 0;
  const ports: Omit<Ports, "connectBroker"> = {
    store,
    clock,
    ids: { requestId: () => requestId(`bench-${(ids += 1)}`) },
    events: SILENT,
    stop: { reason: undefined },
    guard: { check: () => undefined, requireWritable: () => undefined },
  };
  const connection = brokerConnection({
    ...ports,
    settings,
    addSecret: () => undefined,
    signal: new AbortController().signal,
    endsAtMs: clock.monotonicMs() + plan.timeout,
    cache: store.cache,
  });
  try {
    const cycle = store.beginCycle({
      runId: runId(`bench-${clock.now()}`),
      startedAt: clock.now(),
      dryRun: false,
    });
    const report = await runCycle({ ...ports, connectBroker: () => connection.connect() }, plan, cycle);
    const { requestCount: requests } = connection;
    const exitCode = conclude(report, {
      ports: { ...ports, connectBroker: () => connection.connect() },
      durationMs: 0,
      requests,
    });
    return { exitCode, tally: report.tally, requests };
  } finally {
    await connection.close();
    store.close();
  }
}

function settingsFrom(env: Readonly<Record<string, string>>): Settings {
  const resolution = resolveSettings({
    files: [],
    environment: env,
    readSecretFile: () => ({ kind: "unreadable", reason: "there is none" }),
  });
  if (resolution.kind === "valid") return resolution.settings;
  throw new Error(resolution.faults.map(describeFault).join("; "));
}
