import { Argument } from "commander";
import type { Commands } from "./commands.ts";
import { addExamples, JSON_OPTION } from "./commands.ts";

export const SHELLS = ["bash", "zsh", "fish"] as const;
export type Shell = (typeof SHELLS)[number];

/** Commands that set up and check an installation. */
export function registerConfiguring(commands: Commands): void {
  registerDoctor(commands);
  registerConfig(commands);
  registerCompletion(commands);
}

function registerDoctor({ program, run }: Commands): void {
  const doctor = program
    .command("doctor")
    .description(
      "check all that a cycle depends on: program, configuration, directories, store, lock, clock, broker, token, account, each instrument; changes nothing",
    )
    .option(...JSON_OPTION)
    .action(async ({ json }: { json?: boolean }) => {
      const { runDoctor } = await import("../commands/doctor.ts");
      await run(json, runDoctor);
    });
  addExamples(doctor, {
    "tradebot doctor": "a line for each check: ok, warn or fail, what was found, what to do",
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
