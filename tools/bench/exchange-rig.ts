import path from "node:path";
import { durationMs, timestamp, addDuration } from "../../src/core/domain/time.ts";
import type { Timestamp } from "../../src/core/domain/time.ts";
import { anchorForFirstStart } from "../../src/simulator/market/first-start.ts";
import { startSimulator } from "../../src/simulator/start-simulator.ts";
import { TRADEBOT, runBeside } from "./command.ts";
import { HoldingProxy, type Traffic } from "./holding-proxy.ts";

const SHIFT_CLOCK = new URL("./shift-clock.mjs", import.meta.url).href;
const ACCESS_TOKEN = "bench-token";
/** 2026-03-04T15:01:00Z, a Wednesday, one minute after a bar of five minutes closed. */
const BEGINNING = timestamp(1_772_636_460_000);

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
  /** Runs one cycle as if it began so many minutes after the beginning. */
  cycleAfter(minutes: number): Promise<Traffic>;
  close(): Promise<void>;
}

export async function openRig(options: RigOptions): Promise<Rig> {
  let shift = BEGINNING - Date.now();
  const simulator = await startSimulator({
    statePath: ":memory:",
    accessToken: ACCESS_TOKEN,
    anchor: anchorForFirstStart(BEGINNING) + options.sessionsBeforePurchase,
    now: () => timestamp(Date.now() + shift),
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
    async cycleAfter(minutes) {
      shift = minutesAfter(BEGINNING, minutes) - Date.now();
      await runBeside({
        args: ["--import", SHIFT_CLOCK, TRADEBOT, "--single-cycle"],
        cwd: options.directory,
        env: { ...env, BENCH_CLOCK_SHIFT: String(shift) },
        proof: options.proof,
      });
      return proxy.takeTraffic();
    },
    async close() {
      await proxy.close();
      await simulator.close();
    },
  };
}

const minutesAfter = (at: Timestamp, minutes: number): Timestamp =>
  addDuration(at, durationMs(minutes * 60_000));
