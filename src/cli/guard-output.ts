import type { Host } from "./main.ts";

/** What became of the output when the command is at its end. */
export interface OutputGuard {
  /** Waits for what is still on its way. @returns whether all of it could be written, or its reader did not want it */
  isWritten(): Promise<boolean>;
}

/**
 * Lets the command outlive the readers of its output: a closed pipe (`| head -1`) or a full disk behind `2>file` must
 * not end a cycle in the middle. What goes to stderr is in the log file as well, so only stdout can lose something.
 */
export function guardOutput({ stdout, stderr }: Pick<Host, "stdout" | "stderr">): OutputGuard {
  let isLost = false;
  stdout.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code === "EPIPE" || isLost) return;
    isLost = true;
    stderr.write(`tradebot: cannot write to stdout: ${error.message}\n`);
  });
  stderr.on("error", () => undefined);
  return {
    async isWritten() {
      await new Promise((resolve) => stdout.write("", resolve));
      return !isLost;
    },
  };
}
