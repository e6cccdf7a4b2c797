import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { bashCompletion } from "../../src/cli/completion/bash.ts";
import { allNodes, commandTree } from "../../src/cli/completion/command-tree.ts";
import { fishCompletion } from "../../src/cli/completion/fish.ts";
import { zshCompletion } from "../../src/cli/completion/zsh.ts";
import { commandsOf, harmlessProgram, pathOf } from "./program.ts";

const { program } = harmlessProgram();
const tree = commandTree(program);

describe("the command tree", () => {
  it("has every registered command and nothing else but help", () => {
    const paths = allNodes(tree).map(({ path }) => ["tradebot", ...path].join(" "));
    const registered = commandsOf(program).map(pathOf);
    expect(paths.filter((path) => !path.endsWith(" help")).sort()).toEqual([...registered].sort());
  });

  it("gives each command its own options, and those that may stand everywhere", () => {
    const flags = allNodes(tree)
      .find(({ path }) => path.join(" ") === "why")
      ?.options.flatMap((each) => each.flags);
    expect(flags).toEqual([
      "--cycle",
      "--replay",
      "--last",
      "--json",
      "--help",
      "-h",
      "--config",
      "--env-file",
    ]);
  });

  it("says what a value can be", () => {
    const completion = allNodes(tree).find(({ name }) => name === "completion");
    expect(completion?.values).toEqual({ kind: "choices", choices: ["bash", "zsh", "fish"] });
    const envFile = tree.options.find(({ flags }) => flags.includes("--env-file"));
    expect(envFile).toMatchObject({ takesValue: true, values: { kind: "file" } });
  });
});

describe("a value that is one of ours", () => {
  it.each([
    ["logs --level", "warn"],
    ["logs --event", "execution_order_placed"],
    ["init --environment", "SIM"],
    ["maintenance reset --environment", "LOCAL"],
    ["config docs", "MAX_POSITIONS"],
    ["config docs", "risk"],
  ])("can be completed: %s %s", (words, value) => {
    const path = words.split(" ").filter((word) => !word.startsWith("-"));
    const node = allNodes(tree).find((each) => each.path.join(" ") === path.join(" "));
    const option = node?.options.find(({ flags }) => flags.some((flag) => words.endsWith(` ${flag}`)));
    const values = option === undefined ? node?.values : option.values;
    expect(values).toMatchObject({ kind: "choices", choices: expect.arrayContaining([value]) as unknown });
  });
});

describe("the script for bash", () => {
  const home = mkdtempSync(join(tmpdir(), "completion-"));
  const script = join(home, "tradebot.bash");

  beforeAll(() => {
    writeFileSync(script, bashCompletion(tree));
    mkdirSync(join(home, "my settings"));
    writeFileSync(join(home, "my.env"), "");
  });
  afterAll(() => {
    rmSync(home, { recursive: true });
  });

  /** What bash offers for the last word of a line, split as bash does it. */
  function offered(words: readonly string[]): readonly string[] {
    const line = `
      source ${script}
      complete -p tradebot >/dev/null || exit 1
      COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1))
      _tradebot
      [ \${#COMPREPLY[@]} -eq 0 ] || printf '%s\\n' "\${COMPREPLY[@]}"`;
    const { status, stdout, stderr } = spawnSync(
      "bash",
      ["--norc", "-c", line, "bash", "tradebot", ...words],
      {
        cwd: home,
        encoding: "utf8",
      },
    );
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
    return stdout.split("\n").filter((each) => each !== "");
  }

  const names = (path: string): readonly string[] =>
    allNodes(tree)
      .find((node) => node.path.join(" ") === path)
      ?.commands.map(({ name }) => name) ?? [];

  it("offers every command at the beginning", () => {
    expect(names("").length).toBeGreaterThan(4);
    expect(offered([""])).toEqual(names(""));
  });

  it.each(allNodes(tree).map(({ path, options }) => ({ path, options })))(
    "offers every option of `tradebot $path`",
    ({ path, options }) => {
      expect(offered([...path, "-"])).toEqual(options.flatMap(({ flags }) => flags));
    },
  );

  it.each([
    [["config", "s"], ["show"]],
    [["config", "show", "--js"], ["--json"]],
    [
      ["completion", ""],
      ["bash", "zsh", "fish"],
    ],
    [["completion", "f"], ["fish"]],
    [["--config", "status", "why", "--cy"], ["--cycle"]], // the value of an option is no command
    [["--config", "=", "prod", "config", "ch"], ["check"]],
    [["config", "--config", "prod", "sh"], ["show"]],
    [
      ["--env-file", "my"],
      ["my settings", "my.env"],
    ],
    [["--env-file", "=", "my."], ["my.env"]],
    [["status", "--env-file", "my."], ["my.env"]],
    [["why", "--cycle", ""], []],
    [["help", "stat"], ["status"]],
    [["nonsense", "--con"], ["--config"]],
    [["zzz"], []],
  ])("completes %j with %j", (words, expected) => {
    expect([...offered(words)].sort()).toEqual([...expected].sort());
  });
});

describe("the other scripts", () => {
  const paths = allNodes(tree).map(({ path }) => path);

  it("have a function for each command in zsh, and each is called", () => {
    const script = zshCompletion(tree);
    const functions = [...script.matchAll(/^(_\w+)\(\) \{$/gm)].map(([, name]) => name);
    const expected = paths.map((path) => ["_tradebot", ...path].join("_").replaceAll("-", "_"));
    expect(functions).toEqual(expected);
    const called = new Set([...script.matchAll(/\) (_tradebot_\w+) ;;/g)].map(([, name]) => name));
    expect(expected.slice(1).filter((name) => !called.has(name))).toEqual([]);
    expect(script).toContain('if [[ "$funcstack[1]" == "_tradebot" ]]; then\n  _tradebot "$@"\n');
  });

  it("have a line for each command and each option in fish", () => {
    const script = fishCompletion(tree);
    const missing = allNodes(tree).flatMap((node) => {
      const begin = `complete -c tradebot -n '${["__tradebot_at", ...node.path].join(" ")}'`;
      const wanted = [
        ...node.commands.map(({ name }) => `${begin} -a '${name}' `),
        ...node.options.flatMap(({ flags: [flag = ""] }) => `${begin} -l ${flag.slice(2)} `),
      ];
      return wanted.filter((line) => !script.includes(line));
    });
    expect(missing).toEqual([]);
  });

  it("keep descriptions with quotes and brackets harmless", () => {
    const { program: other } = harmlessProgram();
    other
      .command("evil")
      .description("it's a [trap] of `date` $(date) \\. More")
      .option("--x <file>", "don't [y]:z");
    const evil = commandTree(other);
    expect(zshCompletion(evil)).toContain("'evil:it'\\''s a [trap] of `date` $(date) \\'");
    expect(zshCompletion(evil)).toContain("'--x=[don'\\''t \\[y\\]\\:z]:value:_files'");
    expect(fishCompletion(evil)).toContain("-a 'evil' -d 'it\\'s a [trap] of `date` $(date) \\\\'");
  });
});
