import { Option, type Argument, type Command } from "commander";
import { buildProgram } from "../../src/cli/program.ts";

const program = buildProgram(process, () => undefined);
const HELP = new Option("-h, --help");

/** The lines of blocks marked `sh`: what a reader is told to type. */
export const typedLines = (text: string): readonly string[] =>
  [...text.matchAll(/^```sh\n(.*?)^```$/gms)]
    .flatMap(([, block = ""]) => block.split("\n"))
    .filter((line) => line !== "");

/** The lines of every block, and what stands in backticks. */
export function codeOf(text: string): readonly string[] {
  const blocks = [...text.matchAll(/^```\w*\n(.*?)^```$/gms)].flatMap(([, block = ""]) => block.split("\n"));
  const inline = [...text.replaceAll(/^```.*?^```$/gms, "").matchAll(/`([^`\n]+)`/g)].map(
    ([, code = ""]) => code,
  );
  return [...blocks, ...inline].flatMap(alternativesOf);
}

/** `a b|c` is short for two commands. A space around the bar makes it a pipe. */
function alternativesOf(code: string): readonly string[] {
  const [whole, before = "", words = "", after = ""] =
    /^((?:npx )?tradebot .*?)(\S+?(?:\\?\|[^\s|]+)+)(.*)$/.exec(code) ?? [];
  return whole === undefined
    ? [code]
    : words.split(/\\?\|/).map((word) => `${before}${word}${after}`.replaceAll(/[[\]]/g, ""));
}

/** What comes after the program's name at the beginning of a command, or after its script, in one line. */
export function callsOf(line: string): readonly (readonly string[])[] {
  const calls = [...line.matchAll(/(?:(?:^|&& )(?:npx )?tradebot|tradebot\.mjs"?) (?=[[-]|[a-z])([^`|>]*)/g)];
  return calls.map(([, words = ""]) => wordsOf(words));
}

/** Without quotes, and without the brackets around what may be left out. */
export const wordsOf = (text: string): readonly string[] =>
  text
    .replaceAll(/[[\]]/g, "")
    .trim()
    .split(/\s+/)
    .map((word) => word.replace(/^["']|["']$/g, ""));

interface Reading {
  readonly command: Command;
  readonly operands: readonly string[];
  readonly unknownOptions: readonly string[];
}

function read(words: readonly string[]): Reading {
  let command: Command = program;
  const operands: string[] = [];
  const unknownOptions: string[] = [];
  for (let index = 0; index < words.length; index += 1) {
    const word = words[index] ?? "";
    if (word.startsWith("-")) {
      const option = [...command.options, ...program.options, HELP].find(
        ({ long, short }) => long === word || short === word,
      );
      if (option === undefined) unknownOptions.push(word);
      else if (option.required) index += option.variadic ? words.length : 1;
      continue;
    }
    const subcommand: Command | undefined = command.commands.find((each) => each.name() === word);
    if (subcommand === undefined) operands.push(word);
    else command = subcommand;
  }
  return { command, operands, unknownOptions };
}

/** Every word of a call that the program does not know. */
export function unknownWords(words: readonly string[]): readonly string[] {
  const { command, operands, unknownOptions } = read(words);
  return [
    ...unknownOptions,
    ...operands.filter((word, index) => !accepts(command.registeredArguments[index], word)),
  ];
}

function accepts(argument: Argument | undefined, word: string): boolean {
  if (argument === undefined) return false;
  return isFilledInLater(word) || argument.argChoices === undefined || argument.argChoices.includes(word);
}

/** `<scheduler>`, or a value of the program that prints it. */
const isFilledInLater = (word: string): boolean => /^[<$]/.test(word);

/** What the program would miss if the call was typed as it stands. */
export function missingWords(words: readonly string[]): readonly string[] {
  const { command, operands } = read(words);
  const missing = command.registeredArguments.slice(operands.length).filter(({ required }) => required);
  const isGroup = command !== program && command.commands.length > 0;
  return [...missing.map((argument) => argument.name()), ...(isGroup ? ["a command"] : [])];
}
