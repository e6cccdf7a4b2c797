import type { Command } from "commander";
import { buildProgram } from "../../src/cli/program.ts";

/** The real command line, with what it prints kept, and commands that do nothing. */
export function harmlessProgram(): { readonly program: Command; readonly printed: () => string } {
  let text = "";
  const program = buildProgram(process, () => undefined);
  for (const command of commandsOf(program)) {
    command.configureOutput({
      writeOut: (more) => (text += more),
      writeErr: (more) => (text += more),
    });
    if (command.commands.length === 0) command.action(() => undefined);
  }
  program.action(() => undefined);
  return {
    program,
    printed: () => {
      const all = text;
      text = "";
      return all;
    },
  };
}

/** The program and every command of it at any depth. */
export const commandsOf = (command: Command): readonly Command[] => [
  command,
  ...command.commands.flatMap(commandsOf),
];

export function pathOf(command: Command): string {
  return command.parent === null ? command.name() : `${pathOf(command.parent)} ${command.name()}`;
}
