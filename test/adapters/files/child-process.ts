import type { ChildProcess } from "node:child_process";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

export interface Child {
  readonly process: ChildProcess;
  /** The next line of its output. */
  nextLine(): Promise<string>;
  /** Resolves when it has ended: its exit code, or the signal that ended it. */
  readonly ended: Promise<number | string>;
}

/** Runs a script in a process of its own. */
export function startChild(script: URL, args: readonly string[], environment: NodeJS.ProcessEnv = {}): Child {
  const clock = fileURLToPath(new URL("../../support/shift-clock.mjs", import.meta.url));
  const preload = environment["TEST_CLOCK_START"] === undefined ? [] : ["--import", clock];
  const child = spawn(process.execPath, [...preload, fileURLToPath(script), ...args], {
    stdio: ["pipe", "pipe", "inherit"],
    env: { ...process.env, ...environment },
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return {
    process: child,
    nextLine: async () => {
      const { value, done } = await lines.next();
      if (done === true) throw new Error(`${script.pathname} ended without a further line`);
      return value;
    },
    ended: once(child, "exit").then(
      ([code, signal]: (number | string | null)[]) => signal ?? code ?? "unknown",
    ),
  };
}
