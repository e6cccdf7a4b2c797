import { Writable } from "node:stream";
import { fileURLToPath } from "node:url";
import type { Host } from "../../src/cli/main.ts";
import { main } from "../../src/cli/main.ts";

const ENTRY = fileURLToPath(new URL("../../bin/tradebot.ts", import.meta.url));

export interface InProcessResult {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** The whole command in the test's own process: for what a test must take away from it that no other process can be denied. */
export async function runInProcess(
  args: readonly string[],
  env: Readonly<Record<string, string>>,
): Promise<InProcessResult> {
  const [stdout, stderr] = [new Kept(), new Kept()];
  const host = { argv: [process.execPath, ENTRY, ...args], env: { ...env }, stdout, stderr, umask: () => 0 };
  const code = await main(host as unknown as Host);
  return { code, stdout: stdout.text, stderr: stderr.text };
}

class Kept extends Writable {
  text = "";

  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    this.text += chunk.toString("utf8");
    done();
  }
}
