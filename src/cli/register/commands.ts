import type { Command } from "commander";
import type { Host } from "../main.ts";
import type { ConfigurationOptions } from "../program.ts";

/** What every command gets: the process it runs in, where its configuration is, and whether to print JSON. */
export interface CommandInput {
  readonly host: Host;
  readonly configuration: ConfigurationOptions;
  readonly json: boolean;
}

/** The command line under construction: a group of commands registers itself, and loads its code when it is chosen. */
export interface Commands {
  readonly program: Command;
  /** Runs a command with the common options checked, and takes its exit code. */
  readonly run: (
    json: boolean | undefined,
    command: (input: CommandInput) => number | Promise<number>,
  ) => Promise<void>;
}

/** The one wording of the option that every command that prints data has. */
export const JSON_OPTION = ["--json", "print one JSON document"] as const;

/** Lines that a person can type as they are, each with what it does; they stand at the end of the command's help. */
export function addExamples(command: Command, examples: Readonly<Record<string, string>>): Command {
  const width = Math.max(...Object.keys(examples).map((line) => line.length));
  const rows = Object.entries(examples).map(([line, meaning]) => `  ${line.padEnd(width)}   ${meaning}`);
  return command.addHelpText("after", `\nExamples:\n${rows.join("\n")}`);
}
