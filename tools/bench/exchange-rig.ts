import path from "node:path";
import { durationMs, timestamp, addDuration } from "../../src/core/domain/time.ts";
import type { Timestamp } from "../../src/core/domain/time.ts";
import { anchorForFirstStart } from "../../src/simulator/market/first-start.ts";
import { startSimulator } from "../../src/simulator/start-simulator.ts";
import type { PatientClock } from "../../test/support/patient-clock.ts";
import { TRADEBOT, runBeside, type Run } from "./command.ts";
import { HoldingProxy, type Traffic } from "./holding-proxy.ts";

const SHIFT_CLOCK = new URL("./shift-clock.mjs", import.meta.url).href;
const ACCESS_TOKEN = "bench-token";
/** 2026-03-04T15:01:00Z, a Wednesday, one minute after a bar of five minutes closed. */
export const BEGINNING = timestamp(1_772_636_460_000);

export interface RigOptions {
  /** A directory of its own, for the command's state and log. */
  readonly directory: string;
  readonly env: Readonly<Record<string, string>>;
  readonly proof: RegExp;
  /** How many sessions before the one with a newcomer's purchase the market begins. */
  readonly sessionsBeforePurchase: number;
}

/** The command, an exchange for it, the proxy that counts between them, and one clock for both ends. */
export interface Rig {
  readonly env: Readonly<Record<string, string>>;
  readonly proxy: HoldingProxy;
  /** Runs one cycle as if it began so many minutes after the beginning. @param how Node is started besides */
  cycleAfter(minutes: number, how?: Partial<Pick<Run, "args" | "env">>): Promise<Traffic>;
  /** Lets the exchange follow another clock, until the next cycle of the command. */
  follow(clock: PatientClock): void;
  close(): Promise<void>;
}

export async function openRig(options: RigOptions): Promise<Rig> {
  let now = (): Timestamp => BEGINNING;
  const simulator = await startSimulator({
    statePath: ":memory:",
    accessToken: ACCESS_TOKEN,
    anchor: anchorForFirstStart(BEGINNING) + options.sessionsBeforePurchase,
    now: () => now(),
  });
  const proxy = await HoldingProxy.start(simulator.restBase);
  const env = {
    SAXO_ENV: "SIM",
    SAXO_REST_BASE: proxy.base,
    SAXO_ACCESS_TOKEN: ACCESS_TOKEN,
    DRY_RUN: "false",
    BAR_MINUTES: "5",
    STATE_DIR: path.join(options.directory, "state"),
    LOG_DIR: path.join(options.directory, "logs"),
    ...options.env,
  };
  return {
    env,
    proxy,
    async cycleAfter(minutes, how = {}) {
      const shift = minutesAfter(BEGINNING, minutes) - Date.now();
      now = () => timestamp(Date.now() + shift);
      proxy.onPassage = () => undefined;
      await runBeside({
        args: ["--import", SHIFT_CLOCK, ...(how.args ?? []), TRADEBOT, "--single-cycle"],
        cwd: options.directory,
        env: { ...env, ...how.env, BENCH_CLOCK_SHIFT: String(shift) },
        proof: options.proof,
      });
      return proxy.takeTraffic();
    },
    follow(clock) {
      now = () => clock.now();
      proxy.onPassage = () => {
        clock.notice();
      };
    },
    async close() {
      await proxy.close();
      await simulator.close();
    },
  };
}

export const minutesAfter = (at: Timestamp, minutes: number): Timestamp =>
  addDuration(at, durationMs(minutes * 60_000));
