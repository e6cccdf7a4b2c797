import { Command, InvalidArgumentError, Option } from "commander";
import packageJson from "../../package.json" with { type: "json" };
import { renderExitCodes } from "./exit-codes.ts";
import type { Host } from "./main.ts";

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

export interface CommandInput {
  readonly host: Host;
  readonly configuration: ConfigurationOptions;
  readonly json: boolean;
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
    .configureOutput({
      writeOut: (text) => host.stdout.write(text),
      writeErr: (text) => host.stderr.write(text),
    })
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
    if (stray !== undefined) program.error(`error: unknown command '${stray}'; see tradebot --help`);
    if (options.singleCycle === undefined) {
      program.help({ error: true }); // nobody trades by accident
    }
    const { runSingleCycle } = await import("./commands/single-cycle.ts");
    finish(await runSingleCycle(host, options));
  });

  const forCommand = async (
    json: boolean | undefined,
    run: (input: CommandInput) => number | Promise<number>,
  ): Promise<void> => {
    const options: SingleCycleOptions = program.opts();
    refuseCycleOptions(program, options);
    finish(await run({ host, configuration: options, json: json ?? false }));
  };

  program
    .command("status")
    .description("show the last cycles, the lock, open and unknown orders, positions and today's counts")
    .option("--json", "print one JSON document")
    .action(async ({ json }: { json?: boolean }) => {
      const { runStatus } = await import("./commands/status.ts");
      await forCommand(json, runStatus);
    });

  program
    .command("why")
    .description(
      "explain a cycle's decisions: the bar, the indicators, each gate with its number and its limit, the action",
    )
    .argument("[instrument]", "AssetType:Uic, for example Stock:211; every instrument without it")
    .addOption(
      new Option("--cycle <id>", "the cycle to explain; the newest without it").argParser(parseCycleId),
    )
    .option("--json", "print one JSON document")
    .action(async (instrument: string | undefined, { cycle, json }: { cycle?: number; json?: boolean }) => {
      const { runWhy } = await import("./commands/why.ts");
      await forCommand(json, (input) => runWhy(input, { instrument, cycle }));
    });

  const config = program.command("config").description("show or check the configuration");
  config
    .command("show")
    .description("print the effective value, origin and default of each setting, secrets masked")
    .option("--json", "print one JSON document")
    .action(async ({ json }: { json?: boolean }) => {
      const { runConfigShow } = await import("./commands/config.ts");
      await forCommand(json, runConfigShow);
    });
  config
    .command("check")
    .description("name every fault of the configuration; exit 0 when there is none, 78 otherwise")
    .option("--json", "print one JSON document")
    .action(async ({ json }: { json?: boolean }) => {
      const { runConfigCheck } = await import("./commands/config.ts");
      await forCommand(json, runConfigCheck);
    });
  program.allowExcessArguments(); // of the program alone, whose action names the stray word
  return program;
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

function parseCycleId(text: string): number {
  if (!/^[1-9]\d{0,14}$/.test(text))
    throw new InvalidArgumentError("expected the number of a cycle, from 1.");
  return Number(text);
}
