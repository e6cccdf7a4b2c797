import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { DOCUMENTED_WINDOWS_INSTALLATION } from "../../src/schedule/documented-installation.ts";
import type { Installation } from "../../src/schedule/installation.ts";
import { windowsTask } from "../../src/schedule/windows-task.ts";
import { installation } from "./sample-installation.ts";
import { at, parseXml, type Element } from "./xml.ts";

/**
 * What Microsoft's schema of tasks, version 1.4, says about the elements we use: those in a fixed order, and the values
 * that are not free. Source: learn.microsoft.com, "Task Scheduler Schema".
 */
const SEQUENCES: Readonly<Record<string, readonly string[]>> = {
  CalendarTrigger: [
    "Repetition",
    "StartBoundary",
    "EndBoundary",
    "ExecutionTimeLimit",
    "Enabled",
    "RandomDelay",
    "ScheduleByDay",
    "ScheduleByWeek",
  ],
  Repetition: ["Interval", "Duration", "StopAtDurationEnd"],
  Exec: ["Command", "Arguments", "WorkingDirectory"],
  ScheduleByWeek: ["WeeksInterval", "DaysOfWeek"],
};
const ANY_ORDER: Readonly<Record<string, readonly string[]>> = {
  Task: ["RegistrationInfo", "Triggers", "Principals", "Settings", "Actions"],
  RegistrationInfo: ["URI", "Description"],
  Triggers: ["CalendarTrigger"],
  ScheduleByDay: ["DaysInterval"],
  DaysOfWeek: ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"],
  Principals: ["Principal"],
  Principal: ["UserId", "LogonType", "RunLevel"],
  Settings: [
    "MultipleInstancesPolicy",
    "DisallowStartIfOnBatteries",
    "StopIfGoingOnBatteries",
    "AllowHardTerminate",
    "StartWhenAvailable",
    "RunOnlyIfNetworkAvailable",
    "AllowStartOnDemand",
    "Enabled",
    "Hidden",
    "WakeToRun",
    "ExecutionTimeLimit",
    "Priority",
  ],
  Actions: ["Exec"],
};
const BOOLEAN = /^(true|false)$/;
const DURATION = /^P(?!$)(\d+D)?(T(?!$)(\d+H)?(\d+M)?(\d+S)?)?$/;
const VALUES: Readonly<Record<string, RegExp>> = {
  Interval: /^PT([1-9]|\d{2,3}|1[0-4]\d{2})M$/, // at least a minute, at most 31 days
  Duration: DURATION,
  ExecutionTimeLimit: DURATION,
  StartBoundary: /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$/,
  LogonType: /^(S4U|Password|InteractiveToken|InteractiveTokenOrPassword|Group|ServiceAccount)$/,
  RunLevel: /^(LeastPrivilege|HighestAvailable)$/,
  MultipleInstancesPolicy: /^(Parallel|Queue|IgnoreNew|StopExisting)$/,
  Priority: /^([0-9]|10)$/,
  DaysInterval: /^([1-9]|\d\d|[1-3]\d\d)$/,
  WeeksInterval: /^([1-9]|\d\d)$/,
  ...Object.fromEntries(
    ["StopAtDurationEnd", "Enabled", "Hidden", "WakeToRun", "AllowHardTerminate", "StartWhenAvailable"].map(
      (name) => [name, BOOLEAN],
    ),
  ),
};

/** Every rule an element and what is in it breaks. */
function faultsOf(element: Element): readonly string[] {
  const { name, children, text } = element;
  const sequence = SEQUENCES[name];
  const places = children.map((child) => (sequence ?? ANY_ORDER[name] ?? []).indexOf(child.name));
  const inOrder = places.every((place, index) => index === 0 || place > (places[index - 1] ?? 0));
  const isUnique = new Set(places).size === places.length;
  return [
    ...children.filter((_, index) => places[index] === -1).map((child) => `${child.name} in ${name}`),
    ...((sequence === undefined ? isUnique : inOrder) ? [] : [`order of ${name}`]),
    ...(VALUES[name]?.test(text) === false ? [`${name} ${text}`] : []),
    ...children.flatMap(faultsOf),
  ];
}

const task = (changes: Partial<Installation> = {}): Element =>
  parseXml(windowsTask(installation(changes), { user: "alice", heading: "heading" }));

const window = { start: "09:30", end: "16:00", days: [1, 5, 7], timeZone: "Europe/London" };

describe("the Windows task", () => {
  it.each<[string, Partial<Installation>]>([
    ["always", {}],
    ["for one user", { scope: "user" }],
    ["once a day", { rhythm: { intervalMinutes: 1440 } }],
    ["in a window", { rhythm: { intervalMinutes: 5, window } }],
    [
      "over midnight",
      { rhythm: { intervalMinutes: 5, window: { ...window, start: "22:00", end: "04:00" } } },
    ],
    [
      "the whole of some days",
      { rhythm: { intervalMinutes: 5, window: { ...window, start: "00:00", end: "00:00" } } },
    ],
  ])("keeps the rules of the schema: %s", (_, changes) => {
    expect(faultsOf(task(changes))).toEqual([]);
  });

  it.each([
    ["<Interval>PT5M", "<Interval>5m", "Interval 5m"],
    [
      "<MultipleInstancesPolicy>IgnoreNew",
      "<MultipleInstancesPolicy>Ignore",
      "MultipleInstancesPolicy Ignore",
    ],
    ["<Hidden>false</Hidden>", "<Secret>no</Secret>", "Secret in Settings"],
  ])("would be caught with %s changed", (text, wrong, fault) => {
    const xml = windowsTask(installation(), { user: "alice", heading: "heading" });
    expect(faultsOf(parseXml(xml.replace(text, wrong)))).toEqual([fault]);
  });

  it("names the schema, and runs its actions as its only principal", () => {
    expect(task().attributes).toEqual({
      version: "1.4",
      xmlns: "http://schemas.microsoft.com/windows/2004/02/mit/task",
    });
    expect(at(task(), "Actions").attributes["Context"]).toBe(
      at(task(), "Principals", "Principal").attributes["id"],
    );
  });

  it("is ASCII without an encoding, whatever the paths are", () => {
    const xml = windowsTask(installation({ workingDirectory: "C:\\Börse\\😀" }), {
      user: "Zoë",
      heading: "h",
    });
    expect(xml).toMatch(/^<\?xml version="1\.0"\?>\n[\n -~]*$/);
    const parsed = parseXml(xml);
    expect(at(parsed, "Actions", "Exec", "WorkingDirectory").text).toBe("C:\\Börse\\😀");
    expect(at(parsed, "Principals", "Principal", "UserId").text).toBe("Zoë");
  });

  it("starts the program with its words", () => {
    const exec = at(
      task({ runtime: "C:\\Program Files\\node.exe", script: "C:\\my bot\\t.mjs", config: "prod" }),
      "Actions",
      "Exec",
    );
    expect(at(exec, "Command").text).toBe('"C:\\Program Files\\node.exe"');
    expect(at(exec, "Arguments").text).toBe(
      '-- "C:\\my bot\\t.mjs" --single-cycle --config prod --jitter-seconds-max 20',
    );
  });

  it("starts nothing while a cycle runs, and ends one that hangs", () => {
    const settings = at(task({ limits: { startSeconds: 100, stopSeconds: 7 } }), "Settings");
    expect(at(settings, "MultipleInstancesPolicy").text).toBe("IgnoreNew");
    expect(at(settings, "ExecutionTimeLimit").text).toBe("PT100S");
    expect(at(settings, "StartWhenAvailable").text).toBe("false");
  });

  it.each([
    ["09:30", "16:00", "T09:00:00", "PT8H"],
    ["22:00", "04:00", "T22:00:00", "PT7H"],
    ["00:00", "00:00", "T00:00:00", "P1D"],
  ])("covers the hours from %s to %s", (start, end, boundary, duration) => {
    const trigger = at(
      task({ rhythm: { intervalMinutes: 5, window: { ...window, start, end } } }),
      "Triggers",
      "CalendarTrigger",
    );
    expect(at(trigger, "StartBoundary").text).toBe(`2026-01-01${boundary}`);
    expect(at(trigger, "Repetition", "Duration").text).toBe(duration);
    const days = at(trigger, "ScheduleByWeek", "DaysOfWeek").children.map(({ name }) => name);
    expect(days).toEqual(["Monday", "Friday", "Sunday"]);
  });

  it("is the runbook, as it is shipped", () => {
    const shipped = readFileSync(
      new URL("../../runbooks/windows-task-scheduler.xml", import.meta.url),
      "utf8",
    );
    expect(faultsOf(parseXml(shipped))).toEqual([]);
    expect(at(parseXml(shipped), "Actions", "Exec", "WorkingDirectory").text).toBe(
      DOCUMENTED_WINDOWS_INSTALLATION.workingDirectory,
    );
  });
});
