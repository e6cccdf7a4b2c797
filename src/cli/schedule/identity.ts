import { existsSync, realpathSync, statSync } from "node:fs";
import path from "node:path";
import type { Ownership } from "../../adapters/scheduler/own-text.ts";
import { TradebotError } from "../../core/domain/errors.ts";
import type { Installation, Scope } from "../../schedule/installation.ts";
import { ownHeading, ownMark } from "../../schedule/scheduler-file.ts";
import type { CommandInput } from "../register/commands.ts";
import type { ScheduleOptions } from "./schedule-options.ts";

/** What is known of this installation whatever its settings say. */
export type Identity = Pick<
  Installation,
  "name" | "scope" | "runtime" | "script" | "workingDirectory" | "envFile" | "config"
>;

export function identityOf(input: CommandInput, options: ScheduleOptions): Identity {
  const { config } = input.configuration;
  const envFile = input.configuration.envFile ?? envFileInPlace();
  const directory = programDirectory(input);
  return {
    name: options.name,
    scope: scopeOf(options),
    runtime: runtimeOf(directory),
    script: writable("the program", path.join(directory, "bin", "tradebot.mjs")),
    workingDirectory: writable("the working directory", path.resolve()),
    ...(envFile === undefined ? {} : { envFile: writable("the env file", path.resolve(envFile)) }),
    ...(config === undefined ? {} : { config }),
  };
}

/** Named in the entry, so that a start that misses the file fails, and does not begin with the defaults of LOCAL. */
const envFileInPlace = (): string | undefined => (existsSync(".env") ? ".env" : undefined);

export const ownershipOf = (identity: Identity): Ownership => ({
  mark: ownMark(identity.name),
  heading: ownHeading(identity),
});

function scopeOf({ system, user }: ScheduleOptions): Scope {
  if (system === true && user === true) {
    throw new TradebotError({
      code: "SCHEDULE_SCOPE_AMBIGUOUS",
      message: "--system and --user exclude each other",
      exit: "usage",
      hint: "give one of them, or none: root installs for the system, everybody else for themselves",
    });
  }
  if (system === true) return "system";
  return user === undefined && process.geteuid?.() === 0 ? "system" : "user";
}

/** The script that runs lies in `bin`, also where the command is a link to it. */
const programDirectory = ({ host }: CommandInput): string =>
  path.dirname(path.dirname(realpathSync(host.argv[1] ?? "")));

/** The link that npm keeps at the program's own Node.js outlives its updates; Windows has a script there instead. */
function runtimeOf(directory: string): string {
  const own = path.join(directory, "node_modules", ".bin", "node");
  const hasOwn = process.platform !== "win32" && statSync(own, { throwIfNoEntry: false }) !== undefined;
  return writable("Node.js", hasOwn ? own : process.execPath);
}

/** @throws TradebotError for a path that no scheduler's file can hold, or not all of them alike */
export function writable(what: string, file: string): string {
  const separator = path.sep === "\\" ? "" : "\\\\";
  if (!new RegExp(`[\\p{Cc}${separator}]|^\\s|\\s$`, "u").test(file)) return file;
  throw new TradebotError({
    code: "SCHEDULE_PATH_UNWRITABLE",
    message: `the path of ${what}, ${JSON.stringify(file)}, has a character that schedulers read differently`,
    exit: "configuration",
    hint: "use a path without control characters, backslashes and spaces at its ends",
  });
}
