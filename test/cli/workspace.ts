import { spawnSync } from "node:child_process";
import {
  chmodSync,
  closeSync,
  openSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { inject, test } from "vitest";
import type { Timestamp } from "../../src/core/domain/time.ts";
import { timestamp } from "../../src/core/domain/time.ts";
import type { CommandResult, RunningCommand } from "../support/command.ts";
import { CLOCK_START, startCommand } from "../support/command.ts";
import type { LogLine } from "../support/log-lines.ts";
import { parseLog } from "../support/log-lines.ts";

const ENTRY = fileURLToPath(new URL(`../../${inject("entry")}`, import.meta.url));

export type Environment = Readonly<Record<string, string>>;

/** A directory of its own in which a test runs the command, and a clock that all its processes share. */
export interface Workspace {
  readonly directory: string;
  readonly now: () => Timestamp;
  /** Lets time pass between two starts. */
  pass(milliseconds: number): void;
  run(args: readonly string[], env?: Environment): Promise<CommandResult>;
  start(args: readonly string[], env?: Environment): RunningCommand;
  /** A command whose stdout is a file. */
  runInto(file: string, args: readonly string[]): { readonly status: number | null; readonly stderr: string };
  /** Writes a file of ours alone, unless another mode is given. */
  write(name: string, text: string, mode?: number): void;
  /** Leaves a directory to its owner alone. */
  makePrivate(name: string): void;
  read(name: string): string;
  has(name: string): boolean;
  /** `logs/bot.log`, every line read by the strict grammar. */
  log(): readonly LogLine[];
}

function openWorkspace(): Workspace & { close(): void } {
  const directory = mkdtempSync(path.join(tmpdir(), "tradebot-"));
  const at = (name: string): string => path.join(directory, name);
  const startedAtMs = performance.now();
  let passedMs = 0;
  const now = (): Timestamp =>
    timestamp(CLOCK_START + passedMs + Math.round(performance.now() - startedAtMs));
  const children = new Set<RunningCommand["child"]>();
  const start = (args: readonly string[], env: Environment = {}): RunningCommand => {
    const running = startCommand(args, { cwd: directory, env, clockStart: now() });
    children.add(running.child);
    running.child.once("close", () => children.delete(running.child));
    return running;
  };
  return {
    directory,
    now,
    pass(milliseconds) {
      passedMs += milliseconds;
    },
    start,
    run: (args, env) => start(args, env).result,
    runInto(file, args) {
      const stdout = openSync(file, "w");
      try {
        const { status, stderr } = spawnSync(process.execPath, [ENTRY, ...args], {
          cwd: directory,
          env: {},
          stdio: ["ignore", stdout, "pipe"],
          encoding: "utf8",
        });
        return { status, stderr };
      } finally {
        closeSync(stdout);
      }
    },
    write(name, text, mode = 0o600) {
      mkdirSync(path.dirname(at(name)), { recursive: true });
      writeFileSync(at(name), text);
      chmodSync(at(name), mode); // whatever the umask is
    },
    makePrivate: (name) => {
      chmodSync(at(name), 0o700);
    },
    read: (name) => readFileSync(at(name), "utf8"),
    has: (name) => existsSync(at(name)),
    log: () => parseLog(readFileSync(at("logs/bot.log"), "utf8")),
    close() {
      for (const child of children) child.kill("SIGKILL");
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

export const it = test.extend("bot", ({}, { onCleanup }): Workspace => {
  const workspace = openWorkspace();
  onCleanup(() => {
    workspace.close();
  });
  return workspace;
});

/** Waits until the command has logged an event. @throws Error when it ends without */
export function logged({ child }: RunningCommand, event: string): Promise<void> {
  return new Promise((resolve, reject) => {
    let text = "";
    child.stderr.on("data", (more: string) => {
      text += more;
      if (text.includes(` | ${event} | `)) resolve();
    });
    child.once("close", () => {
      reject(new Error(`the command ended without ${event}:\n${text}`));
    });
  });
}

export const eventsOf = (lines: readonly LogLine[]): readonly string[] => lines.map(({ event }) => event);

/** The lines of one event. */
export const linesOf = (lines: readonly LogLine[], event: string): readonly LogLine[] =>
  lines.filter((line) => line.event === event);
