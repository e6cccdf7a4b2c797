import { Readable, Writable } from "node:stream";
import { fileURLToPath } from "node:url";
import type { Host } from "../../src/cli/main.ts";
import { main } from "../../src/cli/main.ts";

const ENTRY = fileURLToPath(new URL("../../bin/tradebot.ts", import.meta.url));

export interface InProcessResult {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

interface InProcessOptions {
  /** What stdin brings. */
  readonly input?: Iterable<string> | AsyncIterable<string>;
  /** Told of all that stderr has, each time there is more. */
  readonly onStderr?: (text: string) => void;
}

/** The whole command in the test's own process: for what a test must take away from it that no other process can be denied. */
export async function runInProcess(
  args: readonly string[],
  env: Readonly<Record<string, string>>,
  { input = [], onStderr = () => undefined }: InProcessOptions = {},
): Promise<InProcessResult> {
  const [stdout, stderr] = [new Kept(), new Kept(onStderr)];
  const stdin = Readable.from(input);
  const argv = [process.execPath, ENTRY, ...args];
  const host = { argv, env: { ...env }, stdin, stdout, stderr, umask: () => 0 };
  const code = await main(host as unknown as Host);
  return { code, stdout: stdout.text, stderr: stderr.text };
}

class Kept extends Writable {
  text = "";
  readonly #onMore: (text: string) => void;

  constructor(onMore: (text: string) => void = () => undefined) {
    super();
    this.#onMore = onMore;
  }

  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    this.text += chunk.toString("utf8");
    this.#onMore(this.text);
    done();
  }
}
