import { describe, expect, it } from "vitest";
import type { Installation } from "../../src/schedule/installation.ts";
import { launchdPlist } from "../../src/schedule/launchd-plist.ts";
import { installation, oddInstallation } from "./sample-installation.ts";
import { at, parseXml, type Element } from "./xml.ts";

/** A property list's value in our own words. */
function valueOf({ name, text, children }: Element): unknown {
  switch (name) {
    case "string":
      return text;
    case "integer":
      return Number(text);
    case "true":
    case "false":
      return name === "true";
    case "array":
      return children.map(valueOf);
    case "dict":
      return Object.fromEntries(pairs(children));
    default:
      throw new Error(`no value: ${name}`);
  }
}

/** Keys and values in turn. */
function pairs([key, value, ...more]: readonly Element[]): readonly (readonly [string, unknown])[] {
  if (key === undefined) return [];
  if (key.name !== "key" || value === undefined) throw new Error(`no pair: ${key.name}`);
  return [[key.text, valueOf(value)], ...pairs(more)];
}

const job = (changes: Installation = installation()): unknown =>
  valueOf(at(parseXml(launchdPlist(changes, "heading")), "dict"));

describe("the launchd job", () => {
  it("says everything launchd needs", () => {
    expect(job(installation({ rhythm: { intervalMinutes: 30 } }))).toEqual({
      Label: "ai-tradebot",
      UserName: "alice",
      ProgramArguments: [
        "/srv/bot/node_modules/.bin/node",
        "--",
        "/srv/bot/bin/tradebot.mjs",
        "--single-cycle",
        "--jitter-seconds-max",
        "20",
      ],
      WorkingDirectory: "/srv/data",
      EnvironmentVariables: { LOG_CONSOLE: "quiet" },
      StartCalendarInterval: [{ Minute: 0 }, { Minute: 30 }],
      RunAtLoad: false,
      ExitTimeOut: 45,
      Umask: 0o77,
      HardResourceLimits: { Core: 0 },
      StandardOutPath: "/dev/null",
      StandardErrorPath: "/srv/data/ai-tradebot.launchd.log",
    });
  });

  it("counts seconds where the hours differ, and knows no window", () => {
    const window = { start: "09:30", end: "16:00", days: [1], timeZone: "Europe/London" };
    expect(job(installation({ rhythm: { intervalMinutes: 40, window } }))).toMatchObject({
      StartInterval: 2400,
    });
    expect(job(installation({ rhythm: { intervalMinutes: 60, window } }))).toMatchObject({
      StartCalendarInterval: [{ Minute: 0 }],
    });
  });

  it("keeps odd paths as they are", () => {
    const odd = oddInstallation();
    expect(job(odd)).toMatchObject({
      WorkingDirectory: odd.workingDirectory,
      ProgramArguments: [
        odd.runtime,
        "--",
        odd.script,
        "--single-cycle",
        "--env-file",
        odd.envFile,
        "--jitter-seconds-max",
        "20",
      ],
    });
  });
});
