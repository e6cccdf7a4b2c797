import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { DOCUMENTED_WINDOWS_INSTALLATION } from "../../src/schedule/documented-installation.ts";
import type { Installation } from "../../src/schedule/installation.ts";
import { launchdPlist } from "../../src/schedule/launchd-plist.ts";
import { windowsTask } from "../../src/schedule/windows-task.ts";

const at = (path: string): string => fileURLToPath(new URL(`../../${path}`, import.meta.url));
const TASK_RULES = at("test/fixtures/schedulers/task.rng");
const SHIPPED_TASK = readFileSync(at("runbooks/windows-task-scheduler.xml"), "utf8");

/** What xmllint says against a file; nothing when all is well. */
function faultsOf(xml: string, ...options: readonly string[]): string {
  const words = ["--noout", "--nonet", ...options, "-"];
  const { status, stderr } = spawnSync("xmllint", words, { input: xml, encoding: "utf8" });
  return status === 0 ? "" : stderr;
}

const againstRules = (xml: string): string => faultsOf(xml, "--relaxng", TASK_RULES);

const OFFICE = { start: "09:30", end: "16:00", days: [1, 2, 3, 4, 5], timeZone: "America/New_York" };
const ODD_NAMES = {
  name: "Zwei & <drei>",
  script: String.raw`C:\Program Files\"tradebot" & Söhne\bin\tradebot.mjs`,
  workingDirectory: String.raw`C:\Users\Jürgen 'J' <x>\data`,
};

const INSTALLATIONS: readonly (readonly [string, Partial<Installation>])[] = [
  ["the documented installation", {}],
  ["a user's own entry", { scope: "user" }],
  ["a window of hours", { rhythm: { intervalMinutes: 5, window: OFFICE } }],
  ["a window over midnight", { rhythm: { intervalMinutes: 30, window: { ...OFFICE, end: "02:00" } } }],
  ["a start a day", { rhythm: { intervalMinutes: 1440 } }],
  ["a start a minute", { rhythm: { intervalMinutes: 1 } }],
  ["names with everything that means something in XML", ODD_NAMES],
];

describe("a task for Windows", () => {
  it("is shipped as Task Scheduler takes it", () => {
    expect(againstRules(SHIPPED_TASK)).toBe("");
  });

  it.for(INSTALLATIONS)("is written as Task Scheduler takes it for %s", ([, difference]) => {
    const installation = { ...DOCUMENTED_WINDOWS_INSTALLATION, ...difference };
    const task = windowsTask(installation, { user: String.raw`PC\Jürgen`, heading: "for <a> & b" });
    expect(againstRules(task)).toBe("");
    expect(task).toMatch(/^<\?xml version="1\.0"\?>\n[\n\x20-\x7e]+$/); // no encoding to be mistaken
  });

  it.for([
    ["an interval in other words", "<Interval>PT5M<", "<Interval>5m<"],
    ["an interval under a minute", "<Interval>PT5M<", "<Interval>PT30S<"],
    ["a policy that does not exist", ">IgnoreNew<", ">Ignore<"],
    ["an element that does not exist", "<Hidden>false</Hidden>", "<Shown>true</Shown>"],
    ["the actions of nobody", 'Context="Author"', 'Context="Nobody"'],
    ["a boundary behind the schedule", /(<StartBoundary>.*\n)(\s*<Enabled>.*\n)/, "$2$1"],
  ] as const)("with %s is refused by the rules it is held to", ([, is, becomes]) => {
    const task = SHIPPED_TASK.replace(is, becomes);
    expect(task).not.toBe(SHIPPED_TASK);
    expect(againstRules(task)).toContain("fails to validate");
  });
});

it.for([["the documented names", {}] as const, ["odd names", ODD_NAMES] as const])(
  "a job for launchd is well-formed with %s",
  ([, difference]) => {
    const plist = launchdPlist({ ...DOCUMENTED_WINDOWS_INSTALLATION, ...difference }, "for /Library");
    expect(faultsOf(plist)).toBe("");
  },
);
