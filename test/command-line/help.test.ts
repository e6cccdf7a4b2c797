import { describe, expect, it } from "vitest";
import { commandsOf, harmlessProgram, pathOf } from "./program.ts";

const { program, printed } = harmlessProgram();
const commands = commandsOf(program).map((command) => ({ path: pathOf(command), command }));

/** The lines under "Examples:", without what each of them does. */
function examplesIn(help: string): readonly string[] {
  const [, block = ""] = /\nExamples:\n((?: {2}.*\n?)+)/.exec(help) ?? [];
  return block
    .split("\n")
    .map((line) => line.trim().split(/ {3,}/)[0] ?? "")
    .filter((line) => line !== "");
}

/** The options that every command takes may stand before it. */
const withoutConfiguration = (line: string): string => line.replace(/ --(config|env-file) \S+/g, "");

function helpOf(command: (typeof commands)[number]["command"]): string {
  command.outputHelp();
  return printed();
}

describe("the help", () => {
  it.each(commands)("of `$path` says what it does, and what each option and argument is", ({ command }) => {
    expect(command.description().length).toBeGreaterThan(20);
    const described = [...command.options, ...command.registeredArguments].map(
      ({ description }) => description,
    );
    expect(described.filter((text) => text.length < 5)).toEqual([]);
    expect(helpOf(command)).toContain(`Usage: ${pathOf(command)}`);
  });

  it.each(commands.filter(({ command }) => command.commands.length === 0))(
    "of `$path` has examples, of this command",
    ({ path, command }) => {
      const examples = examplesIn(helpOf(command));
      expect(examples.length).toBeGreaterThan(0);
      expect(examples.filter((line) => !withoutConfiguration(line).startsWith(path))).toEqual([]);
    },
  );

  it.each(commands.flatMap(({ command }) => examplesIn(helpOf(command)).map((line) => ({ line }))))(
    "shows `$line`, which the command line understands",
    async ({ line }) => {
      const fresh = harmlessProgram();
      const [, ...words] = line.split(" ");
      await fresh.program.parseAsync(words, { from: "user" });
      expect(fresh.printed()).toBe("");
    },
  );

  it.each(commands.filter(({ command }) => command.parent === program))(
    "of `$path` is what `tradebot help` shows",
    async ({ command }) => {
      const fresh = harmlessProgram();
      await expect(
        fresh.program.parseAsync(["help", command.name()], { from: "user" }),
      ).rejects.toMatchObject({
        exitCode: 0,
      });
      expect(fresh.printed()).toBe(helpOf(command));
    },
  );
});
