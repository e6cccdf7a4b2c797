import { Argument } from "commander";
import type { InitOptions } from "../init/questions.ts";
import type { Commands } from "./commands.ts";
import { addExamples, JSON_OPTION } from "./commands.ts";

const SHELLS = ["bash", "zsh", "fish"] as const;
export type Shell = (typeof SHELLS)[number];

/** Commands that set up and check an installation. */
export function registerConfiguring(commands: Commands): void {
  registerInit(commands);
  registerDoctor(commands);
  registerConfig(commands);
  registerCompletion(commands);
}

function registerInit({ program, run }: Commands): void {
  const init = program
    .command("init")
    .description(
      "write .env by a few answers, asked at a terminal or given as options, and check what came of it; secrets are never taken from the command line",
    )
    .option(
      "--environment <name>",
      "LOCAL: the embedded broker; SIM: Saxo's simulation environment; LIVE: real money",
    )
    .option("--watchlist <list>", "the instruments to trade, as AssetType:Uic separated by commas")
    .option("--app-key-file <path>", "a file that holds the key of your app at Saxo, for `tradebot login`")
    .option(
      "--app-secret-file <path>",
      "a file that holds the secret of that app; without it the login is PKCE",
    )
    .option("--redirect-uri <address>", "the redirect address of that app, where it is not the usual one")
    .option("--token-file <path>", "a file that holds a 24-hour token, in place of a login")
    .option("--token-stdin", "read the 24-hour token from stdin")
    .option(
      "--account-key-file <path>",
      "a file that holds the key of the account, where the token sees several",
    )
    .option("--webhook-url-file <path>", "a file that holds the address to which failures are posted")
    .option("--ping-url-file <path>", "a file that holds the address of a dead man's switch")
    .option("--force", "replace a file that is there already, and keep what it held beside it as .bak")
    .action(async (options: InitOptions) => {
      const { runInit } = await import("../commands/init.ts");
      await run(false, (input) => runInit(input, options));
    });
  addExamples(init, {
    "tradebot init": "ask at the terminal, then write .env",
    "tradebot init --environment LOCAL": "the embedded broker, without a question",
    "tradebot init --environment SIM --token-file /run/secrets/saxo --watchlist FxSpot:21":
      "without a terminal",
    "tradebot init --environment SIM --app-key-file app-key --watchlist FxSpot:21":
      "for an app that logs in with PKCE",
    "tradebot init --config prod": "write .env.prod, which --config prod lays over .env",
  });
}

function registerDoctor({ program, run }: Commands): void {
  const doctor = program
    .command("doctor")
    .description(
      "check all that a cycle depends on: program, configuration, directories, store, lock, clock, broker, token, account, each instrument; changes nothing",
    )
    .option("--notify-test", "send a real test message to SCHEDULER_WEBHOOK_URL as well")
    .option(...JSON_OPTION)
    .action(async ({ json, ...options }: { json?: boolean; notifyTest?: true }) => {
      const { runDoctor } = await import("../commands/doctor.ts");
      await run(json, (input) => runDoctor(input, options));
    });
  addExamples(doctor, {
    "tradebot doctor": "a line for each check: ok, warn or fail, what was found, what to do",
    "tradebot doctor --notify-test": "see a message arrive where failures would be told",
    "tradebot doctor --config prod --json": "of another configuration, for programs",
  });
}

function registerConfig({ program, run }: Commands): void {
  const config = program.command("config").description("show, check or explain the configuration");
  const show = config
    .command("show")
    .description("print the effective value, origin and default of each setting, secrets masked")
    .option(...JSON_OPTION)
    .action(async ({ json }: { json?: boolean }) => {
      const { runConfigShow } = await import("../commands/config.ts");
      await run(json, runConfigShow);
    });
  const check = config
    .command("check")
    .description("name every fault of the configuration; exit 0 when there is none, 78 otherwise")
    .option(...JSON_OPTION)
    .action(async ({ json }: { json?: boolean }) => {
      const { runConfigCheck } = await import("../commands/config.ts");
      await run(json, runConfigCheck);
    });
  const docs = config
    .command("docs")
    .description("explain a setting, a group of settings or all: meaning, form, default")
    .argument("[setting]", "a setting such as MAX_POSITIONS, or a group such as risk; all without it")
    .option(...JSON_OPTION)
    .action(async (setting: string | undefined, { json }: { json?: boolean }) => {
      const { runConfigDocs } = await import("../commands/config.ts");
      await run(json, (input) => runConfigDocs(input, setting));
    });
  addExamples(show, {
    "tradebot config show": "what a cycle started here would run with",
    "tradebot config show --config prod": "the same with .env.prod over .env",
  });
  addExamples(check, {
    "tradebot config check": "before the first cycle, and after each change",
    "tradebot config check --env-file /etc/tradebot.env": "another file",
  });
  addExamples(docs, {
    "tradebot config docs MAX_POSITIONS": "one setting",
    "tradebot config docs risk": "a group of settings",
    "tradebot config docs --json": "all of them, for programs",
  });
}

function registerCompletion({ program, run }: Commands): void {
  const completion = program
    .command("completion")
    .description("print the script by which a shell completes commands and options")
    .addArgument(new Argument("<shell>", "the shell that reads it").choices(SHELLS))
    .action(async (shell: Shell) => {
      const { runCompletion } = await import("../commands/completion.ts");
      await run(false, (input) => runCompletion(input, program, shell));
    });
  addExamples(completion, {
    "tradebot completion bash": "for ~/.local/share/bash-completion/completions/tradebot",
    "tradebot completion zsh": "for a file named _tradebot in a directory of $fpath",
    "tradebot completion fish": "for ~/.config/fish/completions/tradebot.fish",
  });
}
