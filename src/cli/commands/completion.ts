import type { Command } from "commander";
import { bashCompletion } from "../completion/bash.ts";
import { commandTree, type CommandNode } from "../completion/command-tree.ts";
import { fishCompletion } from "../completion/fish.ts";
import { zshCompletion } from "../completion/zsh.ts";
import { EXIT_CODES } from "../exit-codes.ts";
import type { CommandInput } from "../register/commands.ts";
import type { Shell } from "../register/configuring.ts";

const SCRIPTS: Readonly<Record<Shell, (tree: CommandNode) => string>> = {
  bash: bashCompletion,
  zsh: zshCompletion,
  fish: fishCompletion,
};

/** Prints the script by which a shell completes this very command line. */
export function runCompletion({ host }: CommandInput, program: Command, shell: Shell): number {
  host.stdout.write(SCRIPTS[shell](commandTree(program)));
  return EXIT_CODES.done.code;
}
