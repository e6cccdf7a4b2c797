import { CommanderError } from "commander";
import { describe, expect, it } from "vitest";
import { buildProgram } from "../../src/cli/program.ts";
import { commandsOf } from "./program.ts";

/** What the command says to words that end before anything is done. */
async function answerTo(...words: readonly string[]): Promise<string> {
  let text = "";
  const argv = ["node", "tradebot", ...words];
  const program = buildProgram({ ...process, argv }, () => undefined);
  const keep = (more: string): string => (text += more);
  for (const command of commandsOf(program)) command.configureOutput({ writeOut: keep, writeErr: keep });
  await expect(program.parseAsync(argv)).rejects.toThrow(CommanderError);
  return text;
}

/** A start of the main job alone does without the other commands; nobody can tell. */
describe("beside --single-cycle", () => {
  it.each(["--help", "-h"])("%s prints the same help as alone, with every command", async (word) => {
    const help = await answerTo("--help");
    expect(help).toMatch(/\n {2}doctor \[options\] .*\n/);
    expect(await answerTo("--single-cycle", word)).toBe(help);
    expect(await answerTo(word, "--single-cycle")).toBe(help);
  });

  it("the word help prints it as well", async () => {
    expect(await answerTo("--single-cycle", "help")).toBe(await answerTo("help"));
  });

  it.each([
    [["doctor"], "error: --single-cycle, --dry-run and --jitter-seconds-max go with no other command\n"],
    [["doctor", "--help"], "Usage: tradebot doctor [options]\n"],
    [["--config", "prod", "doctor"], "go with no other command\n"],
    [["trade"], "error: unknown command 'trade'\n"],
    [["--turbo"], "error: unknown option '--turbo'\n"],
    [["--dry-rum"], "error: unknown option '--dry-rum'\n(Did you mean --dry-run?)\n"],
  ] as const)("%j is answered as ever", async (words, answer) => {
    expect(await answerTo("--single-cycle", ...words)).toContain(answer);
  });
});
