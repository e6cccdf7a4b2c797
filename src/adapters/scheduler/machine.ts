import { execFile } from "node:child_process";
import { lstatSync, mkdirSync, readdirSync, readFileSync, rmSync } from "node:fs";
import path from "node:path";
import { TradebotError } from "../../core/domain/errors.ts";

/** What a tool of the system answered. */
export interface ToolResult {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** The files and tools that schedulers are set up with. */
export interface Machine {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** @throws TradebotError `SCHEDULER_TOOL_MISSING`; a code other than 0 is an answer */
  run(tool: string, args: readonly string[], input?: string): Promise<ToolResult>;
  /** `undefined` when there is no such file. */
  read(file: string): string | undefined;
  /** The files of a directory; none when it is not there, or not ours to look into. */
  list(directory: string): readonly string[];
  /** Whole or not at all, readable by everybody: there is no secret in it. Makes the directory. */
  write(file: string, text: string): void;
  remove(file: string): void;
}

const TOOL_TIMEOUT_MS = 60_000;
const READABLE_BY_ALL = 0o644;

/** @param replaceFile puts a text in the place of a file, durably */
export function systemMachine(
  env: Readonly<Record<string, string | undefined>>,
  replaceFile: (file: string, text: string, options: { readonly mode: number }) => void,
): Machine {
  return {
    env,
    run: (tool, args, input) => runTool(tool, args, { env, input }),
    read: readIfThere,
    list: listIfOpen,
    write(file, text) {
      withFaultNamed(`write "${file}"`, () => {
        mkdirSync(path.dirname(file), { recursive: true, mode: 0o755 });
        replaceFile(file, text, { mode: READABLE_BY_ALL });
      });
    },
    remove(file) {
      withFaultNamed(`remove "${file}"`, () => {
        rmSync(file, { force: true });
      });
    },
  };
}

interface ToolOptions {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly input: string | undefined;
}

/** No shell: arguments arrive as they are. Answers are in English and in UTC, wherever the machine is. */
function runTool(tool: string, args: readonly string[], { env, input }: ToolOptions): Promise<ToolResult> {
  return new Promise((resolve, reject) => {
    const options = {
      env: { ...env, LC_ALL: "C", TZ: "UTC" },
      timeout: TOOL_TIMEOUT_MS,
      encoding: "utf8",
    } as const;
    const child = execFile(tool, [...args], options, (error, stdout, stderr) => {
      if (error === null) resolve({ code: 0, stdout, stderr });
      else if (typeof error.code === "number") resolve({ code: error.code, stdout, stderr });
      else reject(error.code === "ENOENT" ? toolMissing(tool, error) : toolFailed(tool, error));
    });
    child.stdin?.on("error", () => undefined); // a tool that ends without reading says why by its code
    child.stdin?.end(input ?? "");
  });
}

const toolMissing = (tool: string, cause: unknown): TradebotError =>
  new TradebotError({
    code: "SCHEDULER_TOOL_MISSING",
    message: `cannot find the command "${tool}" of the scheduler`,
    exit: "usage",
    hint: "install it, or choose another scheduler: tradebot schedule --help",
    cause,
  });

const toolFailed = (tool: string, cause: Error): TradebotError =>
  schedulerFailed(`run "${tool}"`, cause.message, cause);

/** @throws TradebotError `SCHEDULER_FAILED` unless the tool ended well */
export async function runOrFail(
  machine: Machine,
  tool: string,
  args: readonly string[],
): Promise<ToolResult> {
  const result = await machine.run(tool, args);
  if (result.code === 0) return result;
  throw schedulerFailed(`run "${[tool, ...args].join(" ")}"`, saying(result));
}

/** What a tool said last, on one line. */
export function saying({ code, stdout, stderr }: ToolResult): string {
  const text = (stderr.trim() === "" ? stdout : stderr).trim().replaceAll(/\s*\n\s*/g, "; ");
  return text === "" ? `it ended with ${code} and said nothing` : text;
}

export const schedulerFailed = (action: string, reason: string, cause?: unknown): TradebotError =>
  new TradebotError({
    code: "SCHEDULER_FAILED",
    message: `cannot ${action}: ${reason}`,
    exit: "configuration",
    cause,
  });

function readIfThere(file: string): string | undefined {
  return withFaultNamed(`read "${file}"`, () =>
    lstatSync(file, { throwIfNoEntry: false }) === undefined ? undefined : readFileSync(file, "utf8"),
  );
}

function listIfOpen(directory: string): readonly string[] {
  try {
    return readdirSync(directory).map((name) => path.join(directory, name));
  } catch (error) {
    if (
      ["ENOENT", "EACCES", "ENOTDIR"].some(
        (code) => error instanceof Error && "code" in error && error.code === code,
      )
    )
      return [];
    throw error;
  }
}

function withFaultNamed<Result>(action: string, act: () => Result): Result {
  try {
    return act();
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new TradebotError({
      code: "SCHEDULER_FILE_UNWRITABLE",
      message: `cannot ${action}: ${reason}`,
      exit: "storage_unwritable",
      hint: "a system-wide entry needs root; --user makes one of your own",
      cause,
    });
  }
}
