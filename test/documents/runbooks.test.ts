import { readdirSync, readFileSync, realpathSync } from "node:fs";
import { fileURLToPath } from "node:url";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { allSettings, knownNames } from "../../src/config/all-settings.ts";
import { cronCalendars } from "../../src/schedule/crontab.ts";
import { systemdCalendars } from "../../src/schedule/systemd-calendar.ts";
import { isExitCode, linksIn, missingFiles } from "./named-things.ts";
import { callsOf, codeOf, unknownWords } from "./written-commands.ts";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const RUNBOOKS = path.join(ROOT, "runbooks");
const read = (name: string): string => readFileSync(path.join(RUNBOOKS, name), "utf8");

const names = readdirSync(RUNBOOKS);
const prose = names.filter((name) => name.endsWith(".md"));
const texts = names.map((name) => [name, read(name)] as const);

const calls = texts.flatMap(([name, text]) => {
  const lines = name.endsWith(".md") ? codeOf(text) : text.split("\n");
  return lines.flatMap(callsOf).map((words) => [name, words.join(" ")] as const);
});

describe("the runbooks", () => {
  it("are also where older documents look for them", () => {
    expect(realpathSync(path.join(ROOT, "docs/runbooks"))).toBe(realpathSync(RUNBOOKS));
  });

  it("cover every scheduler, each with the same questions", () => {
    expect(prose).toEqual([
      "cron.md",
      "kubernetes.md",
      "launchd.md",
      "systemd.md",
      "windows-task-scheduler.md",
    ]);
    const questions = [
      "Settings and secrets",
      "Overlap",
      "Jitter",
      "Log",
      "Time-outs",
      "Catch-up after sleep",
      "Trading hours",
      "Several accounts",
    ];
    const missing = prose.flatMap((name) =>
      questions
        .filter((question) => !read(name).includes(`\n## ${question}\n`))
        .map((question) => [name, question]),
    );
    expect(missing).toEqual([]);
    const modes = prose.flatMap((name) =>
      ["always", "fixed", "instrument"].filter(
        (mode) => !new RegExp(`^\\| \`${mode}\` +\\|`, "m").test(read(name)),
      ),
    );
    expect(modes).toEqual([]);
  });

  it("call commands often enough for the next test to mean something", () => {
    expect(calls.length).toBeGreaterThan(25);
    expect(new Set(calls.map(([name]) => name)).size).toBeGreaterThan(6);
  });

  it.each([...new Set(calls.map(([, call]) => call))])(
    "know their commands and options: tradebot %s",
    (call) => {
      expect(unknownWords(call.split(" "))).toEqual([]);
    },
  );

  it("would notice a command, an option or a scheduler that does not exist", () => {
    expect(unknownWords(["schedule", "instal", "systemd"])).toEqual(["instal", "systemd"]);
    expect(unknownWords(["schedule", "install", "systemf"])).toEqual(["systemf"]);
    expect(unknownWords(["--single-cycle", "--env", "x"])).toEqual(["--env", "x"]);
  });

  it("name settings that exist", () => {
    const known = new Set([...knownNames(allSettings()), ...FOREIGN_NAMES]);
    const named = texts.flatMap(([name, text]) =>
      [...text.matchAll(/\b[A-Z]+(?:_[A-Z]+)+\b/g)].map(([setting]) => `${name}: ${setting}`),
    );
    expect(named.length).toBeGreaterThan(30);
    expect(named.filter((each) => !known.has(each.split(": ")[1] ?? ""))).toEqual([]);
  });

  it("name exit codes that exist", () => {
    const named = texts.flatMap(([, text]) =>
      [...text.matchAll(/exit code (\d+)|SuccessExitStatus=([\d ]+)|-E (\d+)/g)].flatMap(([, ...found]) =>
        found.flatMap((each: string | undefined) => (each === undefined ? [] : each.split(" ").map(Number))),
      ),
    );
    expect(named.length).toBeGreaterThan(5);
    expect(named.filter((code) => !isExitCode(code))).toEqual([]);
  });

  it("name files that exist", () => {
    const links = prose.flatMap((name) => linksIn(read(name)));
    const beside = prose.flatMap((name) =>
      [
        ...read(name).matchAll(
          /\b(?:systemd|launchd|windows|kubernetes)-[\w@-]+\.(?:service|timer|plist|xml|yaml)\b/g,
        ),
      ].map(([file]) => file),
    );
    const installed = texts.flatMap(([, text]) =>
      [...text.matchAll(/\/(?:usr\/local\/)?opt\/ai-tradebot\/([\w./-]+)/g)].map(
        ([, file = ""]) => `../${file}`,
      ),
    );
    expect([links.length, beside.length, installed.length].every((count) => count > 3)).toBe(true);
    expect(missingFiles(RUNBOOKS, [...links, ...beside, ...installed])).toEqual([]);
  });

  it("quote what the units say", () => {
    const units = names
      .filter((name) => name.startsWith("systemd-"))
      .map(read)
      .join("\n");
    const quoted = [...read("systemd.md").matchAll(/`([A-Z][a-z]\w+=[^`]+)`/g)].map(([, line = ""]) => line);
    const isShown = (line: string): boolean =>
      `${units}\n`.includes(`\n${line}\n`) || ELSEWHERE.includes(line);
    expect(quoted.length).toBeGreaterThan(4);
    expect(quoted.filter((line) => !isShown(line))).toEqual([]);
  });

  it("show the calendars that would be written for the default window", () => {
    const rhythm = {
      intervalMinutes: 5,
      window: { start: "09:30", end: "16:00", days: [1, 2, 3, 4, 5], timeZone: "America/New_York" },
    };
    expect(read("systemd.md")).toContain(`OnCalendar=${systemdCalendars(rhythm).join()}\``);
    expect(read("cron.md")).toContain(`\`${cronCalendars(rhythm).join()}\``);
    expect(read("kubernetes.md")).toContain(`\`${cronCalendars(rhythm).join()}\``);
  });
});

/** Names of others: in journald, the C library or Node.js. */
const FOREIGN_NAMES: readonly string[] = ["AF_UNIX", "AF_NETLINK", "AF_INET"];
/** What the text proposes instead of what the units say. */
const ELSEWHERE = ["OnCalendar=Mon..Fri *-*-* 09..16:00/5:00 America/New_York", "PrivateUsers=no"];
