import { spawn, type ChildProcessByStdio } from "node:child_process";
import type { Readable } from "node:stream";
import { fileURLToPath } from "node:url";
import { inject } from "vitest";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
/** Saves a start from source half its work; the bundle keeps its own. Where nobody else can write: it is code. */
const COMPILE_CACHE = `${ROOT}dist/.compile-cache`;
/** Loaded before the command, it starts the wall clock at TEST_CLOCK_START. */
export const SHIFT_CLOCK = new URL("./shift-clock.mjs", import.meta.url).href;

/** 2026-03-04T09:15:10Z, a Wednesday on which nothing special happens. */
export const CLOCK_START = 1_772_615_710_000;

export interface CommandOptions {
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Where the command's wall clock starts, in milliseconds since 1970. */
  readonly clockStart?: number;
}

export interface CommandResult {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunningCommand {
  readonly child: ChildProcessByStdio<null, Readable, Readable>;
  readonly result: Promise<CommandResult>;
}

/** Starts the command as a user would, from the source or from the bundle, as the test project says. */
export function startCommand(args: readonly string[], options: CommandOptions): RunningCommand {
  const entry = `${ROOT}${inject("entry")}`;
  const cache = entry.endsWith(".ts") ? { NODE_COMPILE_CACHE: COMPILE_CACHE } : {};
  const child = spawn(process.execPath, ["--import", SHIFT_CLOCK, entry, ...args], {
    cwd: options.cwd,
    stdio: ["ignore", "pipe", "pipe"],
    env: {
      PATH: process.env["PATH"],
      ...cache,
      ...options.env,
      TEST_CLOCK_START: String(options.clockStart ?? CLOCK_START),
    },
  });
  let stdout = "";
  let stderr = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => (stdout += text));
  child.stderr.setEncoding("utf8").on("data", (text: string) => (stderr += text));
  const result = new Promise<CommandResult>((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code, signal) => {
      resolve({ code, signal, stdout, stderr });
    });
  });
  return { child, result };
}

export const runCommand = (args: readonly string[], options: CommandOptions): Promise<CommandResult> =>
  startCommand(args, options).result;
