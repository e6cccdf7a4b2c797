import { spawn, spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";

export const ROOT = fileURLToPath(new URL("../..", import.meta.url));
/** What schedulers start. */
export const TRADEBOT = `${ROOT}bin/tradebot.mjs`;

export interface Run {
  /** Arguments of Node itself. */
  readonly args: readonly string[];
  readonly cwd: string;
  /** The whole environment besides PATH: NODE_EXTRA_CA_CERTS and its like would slow every start. */
  readonly env?: Readonly<Record<string, string>>;
  /** What a run that did its work has printed; without it the figures would be of something else. */
  readonly proof?: RegExp;
}

const environmentOf = ({ env }: Run): Record<string, string | undefined> => ({
  PATH: process.env["PATH"],
  ...env,
});

/** Runs Node to its end. @returns what it printed on stdout */
export function runToEnd(run: Run): string {
  const { status, stdout, stderr } = spawnSync(process.execPath, run.args, {
    cwd: run.cwd,
    env: environmentOf(run),
    encoding: "utf8",
  });
  verify(run, { status, stdout, stderr });
  return stdout;
}

/** The same, while this process goes on to serve it. */
export async function runBeside(run: Run): Promise<string> {
  const child = spawn(process.execPath, run.args, {
    cwd: run.cwd,
    env: environmentOf(run),
    stdio: ["ignore", "pipe", "pipe"],
  });
  let stdout = "";
  let stderr = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => (stdout += text));
  child.stderr.setEncoding("utf8").on("data", (text: string) => (stderr += text));
  const status = await new Promise<number | null>((resolve, reject) => {
    child.on("error", reject);
    child.on("close", resolve);
  });
  verify(run, { status, stdout, stderr });
  return stdout;
}

function verify(
  { args, proof }: Run,
  ended: { readonly status: number | null; readonly stdout: string; readonly stderr: string },
): void {
  if (ended.status === 0 && (proof === undefined || proof.test(ended.stdout))) return;
  throw new Error(
    `node ${args.join(" ")} did not do what is measured: exit ${ended.status}\n${ended.stdout}${ended.stderr}`,
  );
}
