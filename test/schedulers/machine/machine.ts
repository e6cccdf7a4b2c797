import type { ChildProcessByStdio } from "node:child_process";
import { spawn } from "node:child_process";
import { once } from "node:events";
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { Readable, Writable } from "node:stream";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { test } from "vitest";
import { Journal } from "./journal.ts";

const at = (name: string): string => fileURLToPath(new URL(name, import.meta.url));

interface Result {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A machine with a real systemd, on which the program is installed in `/opt/ai-tradebot`. */
export interface Machine {
  readonly journal: Journal;
  /** Runs a command as root, and lets it end as it will. */
  run(command: string, ...args: readonly string[]): Promise<Result>;
  /** Runs a command that must succeed. @returns its stdout @throws Error with what it said */
  must(command: string, ...args: readonly string[]): Promise<string>;
  /** Writes a file, and its directory; everybody may read it unless another mode is given. */
  write(file: string, content: string, mode?: number): void;
  read(file: string): string;
  has(file: string): boolean;
}

/** Commands see the machine alone, nothing of the environment of the tests. */
const ENVIRONMENT = {
  PATH: "/opt/ai-tradebot/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
};
const ALL_NAMESPACES = ["--mount", "--pid", "--uts", "--ipc", "--cgroup", "--root", "--wd"];

export const it = test.extend("machine", async ({ onTestFailed }, { onCleanup }): Promise<Machine> => {
  const directory = mkdtempSync(path.join(tmpdir(), "tradebot-machine-"));
  cpSync(at("setup-machine.sh"), path.join(directory, "setup-machine.sh"));
  const holder = spawn("bash", [at("start-machine.sh"), directory], {
    stdio: ["pipe", "pipe", "pipe"],
    env: ENVIRONMENT,
  });
  onCleanup(async () => {
    holder.stdin.end();
    if (holder.exitCode === null) await once(holder, "close");
    rmSync(directory, { recursive: true, force: true }); // still there when the machine did not start
  });
  const machine = enter(await systemdOf(holder));
  onTestFailed(() => {
    process.stderr.write(`The end of the machine's journal:\n${machine.journal.tail(100)}\n`);
  });
  return machine;
});

/** The process that is number 1 inside, by its number outside. */
async function systemdOf(holder: ChildProcessByStdio<Writable, Readable, Readable>): Promise<string> {
  const troubles = text(holder.stderr);
  const [chunk] = (await Promise.race([once(holder.stdout, "data"), once(holder, "close")])) as [unknown];
  if (chunk instanceof Buffer) return chunk.toString().trim();
  throw new Error(`the machine did not start: ${await troubles}`);
}

function enter(systemd: string): Machine {
  const start = (command: readonly string[]): ChildProcessByStdio<null, Readable, Readable> =>
    spawn("nsenter", ["--target", systemd, ...ALL_NAMESPACES, ...command], {
      stdio: ["ignore", "pipe", "pipe"],
      env: ENVIRONMENT,
    });
  const finish = async (command: readonly string[]): Promise<Result> => {
    const child = start(command);
    const [stdout, stderr] = await Promise.all([
      text(child.stdout),
      text(child.stderr),
      once(child, "close"),
    ]);
    return { code: child.exitCode, stdout, stderr };
  };
  const must = async (command: readonly string[]): Promise<string> => {
    const { code, stdout, stderr } = await finish(command);
    if (code === 0) return stdout;
    throw new Error(`${command.join(" ")} ended with ${String(code)}:\n${stdout}${stderr}`);
  };
  const inside = (file: string): string => path.join("/proc", systemd, "root", file);
  return {
    journal: new Journal(start(["journalctl", "--follow", "--lines=all", "--output=json"]).stdout),
    run: (...command) => finish(command),
    must: (...command) => must(command),
    write(file, content, mode = 0o644) {
      mkdirSync(path.dirname(inside(file)), { recursive: true });
      writeFileSync(inside(file), content);
      chmodSync(inside(file), mode); // whatever the umask is
    },
    read: (file) => readFileSync(inside(file), "utf8"),
    has: (file) => existsSync(inside(file)),
  };
}
