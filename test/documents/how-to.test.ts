import { execFile, spawnSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect } from "vitest";
import { allSettings } from "../../src/config/all-settings.ts";
import { VISIBILITY_GRACE } from "../../src/core/execution/verdict.ts";
import { CATALOGUE } from "../../src/events/catalogue.ts";
import { it, type Workspace } from "../cli/workspace.ts";
import { parseLogLine } from "../support/log-lines.ts";
import { isTyped, NOT_TYPED, SAXO_PAGES } from "./how-to-lines.ts";
import { isExitCode, linksIn, missingFiles } from "./named-things.ts";
import { sourceTexts } from "./source-texts.ts";
import { callsOf, codeOf, missingWords, typedLines, unknownWords, wordsOf } from "./written-commands.ts";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const HOW_TO = path.join(ROOT, "docs/how-to");
const pages = readdirSync(HOW_TO).filter((name) => name.endsWith(".md"));
const textOf = (page: string): string => readFileSync(path.join(HOW_TO, page), "utf8");
const texts = pages.map((page) => [page, textOf(page)] as const);

const typedPages = texts
  .map(([page, text]) => [page, typedLines(text)] as const)
  .filter(([page, lines]) => lines.some(isTyped) && !SAXO_PAGES.includes(page));

/** For `restore`; what it waits for has passed in any case before the next line is typed. */
const SKIPPING_THE_WAIT = { TEST_SLEEP_SKIPPED: String(VISIBILITY_GRACE) };

/** @returns the exit code */
async function type(line: string, bot: Workspace): Promise<number | null> {
  if (line === "npm start") return (await bot.run(["--single-cycle"])).code;
  const [, words] = /^npx tradebot ([^|]*)$/.exec(line) ?? [];
  if (words !== undefined) return (await bot.run(wordsOf(words), SKIPPING_THE_WAIT)).code;
  return new Promise((resolve) => {
    execFile("sh", ["-c", line], { cwd: bot.directory }, (error) => {
      resolve(typeof error?.code === "number" ? error.code : error === null ? 0 : null);
    });
  });
}

describe.concurrent("the how-to pages, typed as they stand after a first cycle", () => {
  it.for(typedPages)("%s", async ([page, lines], { bot }) => {
    bot.write(".env", "SAXO_ENV=LOCAL\n");
    bot.write(".env.second", "STATE_DIR=state-second\nLOG_DIR=logs-second\nREPORT_DIR=reports-second\n");
    if (page !== "first-hour.md") await bot.run(["--single-cycle"]);
    const outcomes: (readonly [string, number | null])[] = [];
    for (const line of lines.filter(isTyped)) {
      bot.pass(VISIBILITY_GRACE); // a reader is not so quick that the broker's log may still lag behind
      outcomes.push([line, await type(line, bot)]);
    }
    expect(outcomes.filter(([, code]) => code !== 0)).toEqual([]);
  });
});

describe("the how-to pages", () => {
  it("leave untyped only what needs more than a directory", () => {
    const lines = texts.flatMap(([, text]) => typedLines(text));
    const idle = NOT_TYPED.filter(([pattern]) => !lines.some((line) => pattern.test(line)));
    expect(idle).toEqual([]);
    expect(lines.filter(isTyped).length).toBeGreaterThan(30);
  });

  it("name commands and options that the program knows, and type whole ones", () => {
    const calls = texts.flatMap(([page, text]) =>
      codeOf(text)
        .flatMap(callsOf)
        .map((words) => [page, words] as const),
    );
    expect(calls.length).toBeGreaterThan(60);
    expect(calls.filter(([, words]) => unknownWords(words).length > 0)).toEqual([]);
    const typed = texts.flatMap(([, text]) => typedLines(text).flatMap(callsOf));
    expect(typed.filter((words) => missingWords(words).length > 0)).toEqual([]);
  });

  it("name settings, events, codes, checks and metrics that the program has", () => {
    const words = sourceTexts().flatMap(({ text }) => text.match(/\w+/g) ?? []);
    const known = new Set([...words, ...allSettings().map(({ name }) => name)]);
    const named = texts.flatMap(([page, text]) =>
      [...text.replaceAll(/^```.*?^```$/gms, "").matchAll(/`(\w+_\w+)(?:=\w+)?`/g)].map(
        ([, name = ""]) => [page, name.replace(/^tradebot_/, "")] as const,
      ),
    );
    expect(named.length).toBeGreaterThan(40);
    expect(named.filter(([, name]) => !known.has(name))).toEqual([]);
  });

  it("search for events that exist", () => {
    const events: ReadonlySet<string> = new Set(Object.keys(CATALOGUE));
    const searched = texts.flatMap(([, text]) =>
      codeOf(text).flatMap((code) => [
        ...(/--event ([a-z_ ]+)/.exec(code)?.[1] ?? "").split(" ").filter((name) => name !== ""),
        ...[...code.matchAll(/' \| ([a-z_]+) \| '/g)].map(([, name = ""]) => name),
      ]),
    );
    expect(searched.length).toBeGreaterThan(4);
    expect(searched.filter((name) => !events.has(name))).toEqual([]);
  });

  it("name exit codes that exist", () => {
    const codes = texts.flatMap(([, text]) =>
      [...text.matchAll(/[Ee]xit code (\d+)|\bexit (\d+)$/gm)].map(([, a, b]) => Number(a ?? b)),
    );
    expect(codes.length).toBeGreaterThan(5);
    expect(codes.filter((code) => !isExitCode(code))).toEqual([]);
  });

  it("link to files that exist", () => {
    const links = texts.flatMap(([, text]) => linksIn(text));
    expect(links.length).toBeGreaterThan(10);
    expect(missingFiles(HOW_TO, links)).toEqual([]);
  });

  it("leave nothing in a clone that git would take up: settings, tokens, copies of the store, logs", () => {
    const written = texts.flatMap(([, text]) =>
      typedLines(text).flatMap(
        (line) => / (?:>|--token-file|--to) ([\w-]+(?:\.db)?)\)?$/.exec(line)?.[1] ?? [],
      ),
    );
    expect(new Set(written)).toEqual(
      new Set([
        "saxo-token",
        "saxo-app-key",
        "saxo-app-secret",
        "live-app-key",
        "live-app-secret",
        "second-token",
        "tradebot-moving.db",
        "before-upgrade.db",
      ]),
    );
    const ours = [
      ".env",
      ".env.second",
      "state-second/x",
      "logs-second/x",
      "reports-second/x",
      "ai-tradebot.cron.log",
    ];
    const files = [...new Set([...written, ...ours])];
    const { stdout } = spawnSync("git", ["check-ignore", "--no-index", ...files], {
      cwd: ROOT,
      encoding: "utf8",
    });
    expect(stdout.trim().split("\n").sort()).toEqual(files.sort());
  });

  it("show log lines as the log writes them", () => {
    const lines = texts.flatMap(([, text]) => text.split("\n").filter((line) => /^\d{4}-.* \| /.test(line)));
    expect(lines.map((line) => parseLogLine(line).event)).toEqual(["execution_order_placed"]);
  });
});
