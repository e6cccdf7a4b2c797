import type { Argument, Command, Option } from "commander";
import { KNOWN_VALUES } from "./known-values.ts";

/** What a value can be completed with; `undefined` where only its writer knows it. */
type Values =
  | { readonly kind: "choices"; readonly choices: readonly string[] }
  | { readonly kind: "file" }
  | { readonly kind: "directory" };

interface CompletedOption {
  /** `--env-file`, `-V`; every spelling. */
  readonly flags: readonly string[];
  readonly description: string;
  /** Whether a word of its own follows. */
  readonly takesValue: boolean;
  readonly values?: Values;
}

export interface CommandNode {
  readonly name: string;
  readonly description: string;
  /** The words after `tradebot` that lead here. */
  readonly path: readonly string[];
  readonly options: readonly CompletedOption[];
  /** Of the first argument. */
  readonly values?: Values;
  readonly commands: readonly CommandNode[];
}

/** All that can be typed after the program's name, as the command line itself declares it. */
export function commandTree(program: Command): CommandNode {
  return nodeOf(program, [], []);
}

/** The node and everything below it. */
export const allNodes = (node: CommandNode): readonly CommandNode[] => [
  node,
  ...node.commands.flatMap(allNodes),
];

function nodeOf(
  command: Command,
  path: readonly string[],
  inherited: readonly CompletedOption[],
): CommandNode {
  const options = command
    .createHelp()
    .visibleOptions(command)
    .map((option) => completedOption(option, path));
  const values = valuesOfArgument(command.registeredArguments[0], path);
  const here = path.length === 0 ? options : [...options, ...inherited];
  // the program's own options may stand anywhere; only the main job's may not stand beside a command
  const handedDown =
    path.length === 0 ? options.filter(({ flags }) => flags.some(isForEveryCommand)) : inherited;
  return {
    name: command.name(),
    description: beginning(command.description(), /[.;:](?: |$)/),
    path,
    options: here,
    ...(values === undefined ? {} : { values }),
    commands: childrenOf(command).map((child, _, siblings) => {
      const node = nodeOf(child, [...path, child.name()], handedDown);
      return child.name() === "help" ? { ...node, values: namesOf(siblings) } : node;
    }),
  };
}

/** A menu has room for the first clause alone; the help has the rest. */
const beginning = (text: string, end: RegExp): string => text.split(end)[0] ?? "";

const childrenOf = (command: Command): readonly Command[] => command.createHelp().visibleCommands(command);

const namesOf = (commands: readonly Command[]): Values => ({
  kind: "choices",
  choices: commands.map((command) => command.name()).filter((name) => name !== "help"),
});

const isForEveryCommand = (flag: string): boolean => flag === "--config" || flag === "--env-file";

function completedOption(option: Option, path: readonly string[]): CompletedOption {
  const takesValue = option.required || option.optional;
  const values = takesValue
    ? valuesOf(option.argChoices ?? known([...path, option.long]), option.flags)
    : undefined;
  return {
    flags: [option.long, option.short].filter((flag) => flag !== undefined),
    description: beginning(option.description, /[.;](?: |$)/),
    takesValue,
    ...(values === undefined ? {} : { values }),
  };
}

const valuesOfArgument = (argument: Argument | undefined, path: readonly string[]): Values | undefined =>
  argument === undefined ? undefined : valuesOf(argument.argChoices ?? known(path), argument.name());

const known = (words: readonly (string | undefined)[]): readonly string[] | undefined =>
  KNOWN_VALUES[words.join(" ")];

/** Choices are declared; a path is known by the word that stands for it. */
function valuesOf(choices: readonly string[] | undefined, word: string): Values | undefined {
  if (choices !== undefined) return { kind: "choices", choices };
  if (/\bdir(ectory)?>?$/.test(word)) return { kind: "directory" };
  return /\b(path|file)>?$/.test(word) ? { kind: "file" } : undefined;
}
