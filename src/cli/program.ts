import { Command, InvalidArgumentError, Option } from "commander";
import packageJson from "../../package.json" with { type: "json" };
import { renderExitCodes } from "./exit-codes.ts";
import type { Host } from "./main.ts";
import { registerAuthorising } from "./register/authorising.ts";
import type { Commands } from "./register/commands.ts";
import { registerClosing } from "./register/closing.ts";
import { registerConfiguring } from "./register/configuring.ts";
import { registerDisclaimers } from "./register/disclaimers.ts";
import { registerExplaining } from "./register/explaining.ts";
import { registerLoggingIn } from "./register/logging-in.ts";
import { registerLookingUp } from "./register/looking-up.ts";
import { registerMaintaining } from "./register/maintaining.ts";
import { registerProving } from "./register/proving.ts";
import { registerReconciling } from "./register/reconciling.ts";
import { registerScheduling } from "./register/scheduling.ts";
import { registerSimulating } from "./register/simulating.ts";
import { registerStrategies } from "./register/strategies.ts";
import { registerWatching } from "./register/watching.ts";

export const VERSION = packageJson.version;

/** Where a command finds its configuration; the same two options for every command. */
export interface ConfigurationOptions {
  /** `prod` layers `.env.prod` over `.env`. */
  readonly config?: string;
  /** Read instead of `.env`; must exist. */
  readonly envFile?: string;
}

export interface SingleCycleOptions extends ConfigurationOptions {
  readonly singleCycle?: true;
  readonly dryRun?: true;
  readonly jitterSecondsMax?: number;
}

/**
 * The command line. Each command loads its code when it is chosen, so that a start pays only for what it does.
 *
 * @param finish takes the exit code of the command that ran
 */
export function buildProgram(host: Host, finish: (exitCode: number) => void): Command {
  const program = new Command("tradebot")
    .description(
      "Trades a Saxo Bank account unattended: each start runs one trading cycle and says by its exit code what happened.",
    )
    .version(VERSION, "-V, --version", "print the version")
    .option("--single-cycle", "run one trading cycle: the main job, started by the system's scheduler")
    .option("--dry-run", "with --single-cycle: decide and precheck, but place no order")
    .addOption(
      new Option(
        "--jitter-seconds-max <n>",
        "with --single-cycle: wait a random time up to n seconds first (default: SCHEDULER_JITTER_SECONDS)",
      ).argParser(parseSeconds),
    )
    .option("--config <name>", "layer the file .env.<name> over .env")
    .option("--env-file <path>", "read this file instead of .env")
    .configureHelp({ showGlobalOptions: true })
    .helpCommand("help [command]", "show the help of a command")
    .configureOutput({
      writeOut: (text) => host.stdout.write(text),
      writeErr: (text) => host.stderr.write(text),
    })
    .showHelpAfterError("(--help behind the command shows what it expects)")
    .exitOverride()
    .allowExcessArguments(false)
    .addHelpText(
      "after",
      `
Exit codes:
${renderExitCodes()}

Examples:
  tradebot --single-cycle             one cycle in the environment that .env names (LOCAL without any)
  tradebot --single-cycle --dry-run   the same, ending before any order is placed
  tradebot why Stock:211              why the newest cycle did or did not trade an instrument`,
    );

  program.action(async (options: SingleCycleOptions) => {
    const [stray] = program.args;
    if (stray !== undefined) program.error(`error: unknown command '${stray}'`);
    if (options.singleCycle === undefined) {
      program.help({ error: true }); // nobody trades by accident
    }
    const { runSingleCycle } = await import("./commands/single-cycle.ts");
    finish(await runSingleCycle(host, options));
  });

  const commands: Commands = {
    program,
    run: async (json, command) => {
      const options: SingleCycleOptions = program.opts();
      refuseCycleOptions(program, options);
      finish(await command({ host, configuration: options, json: json ?? false }));
    },
  };
  if (!isMainJobAlone(host.argv.slice(2))) registerAll(commands);
  program.allowExcessArguments(); // of the program alone, whose action names the stray word
  return program;
}

/** Whether the words can name no command, nor ask for the help that lists them: a scheduler waits for each of these starts. */
const isMainJobAlone = (words: readonly string[]): boolean =>
  words.includes("--single-cycle") &&
  words.every((word) => word.startsWith("--") && word.length > 2 && word !== "--help");

function registerAll(commands: Commands): void {
  registerWatching(commands);
  registerAuthorising(commands);
  registerExplaining(commands);
  registerClosing(commands);
  registerReconciling(commands);
  registerLookingUp(commands);
  registerDisclaimers(commands);
  registerConfiguring(commands);
  registerStrategies(commands);
  registerLoggingIn(commands);
  registerMaintaining(commands);
  registerScheduling(commands);
  registerSimulating(commands);
  registerProving(commands);
}

/** Options of the main job beside another command are a mistake: better refused than half obeyed. */
function refuseCycleOptions(program: Command, options: SingleCycleOptions): void {
  const given = ["singleCycle", "dryRun", "jitterSecondsMax"].filter((name) => name in options);
  if (given.length > 0)
    program.error("error: --single-cycle, --dry-run and --jitter-seconds-max go with no other command");
}

const MAX_JITTER_SECONDS = 3600;

function parseSeconds(text: string): number {
  const value = Number(text);
  if (!/^\d+(\.\d+)?$/.test(text) || value > MAX_JITTER_SECONDS) {
    throw new InvalidArgumentError(`expected seconds from 0 to ${MAX_JITTER_SECONDS}.`);
  }
  return value;
}
