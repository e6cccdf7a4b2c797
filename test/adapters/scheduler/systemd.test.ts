import path from "node:path";
import { describe, expect, it } from "vitest";
import {
  installSystemd,
  readSystemd,
  removeSystemd,
  type SystemdEntry,
} from "../../../src/adapters/scheduler/systemd.ts";
import { fakeMachine, OTHERS_HEADING, OWNERSHIP, type FakeMachine } from "./fake-tools.ts";

const TOOLS = ["systemctl", "systemd-analyze", "loginctl"];

const entry = (changes: Partial<SystemdEntry> = {}): SystemdEntry => ({
  scope: "user",
  service: "bot.service",
  timer: "bot.timer",
  files: [
    { name: "bot.service", text: `# ${OWNERSHIP.heading}\n[Service]\n` },
    { name: "bot.timer", text: `# ${OWNERSHIP.heading}\n[Timer]\n` },
  ],
  isTextKnown: true,
  ownership: OWNERSHIP,
  ...changes,
});

const UNITS = ".config/systemd/user";
const placeOf = (machine: FakeMachine, name: string): string =>
  path.join(machine.directory, "home", UNITS, name);
const textOf = (machine: FakeMachine, name: string): string | undefined =>
  machine.read(placeOf(machine, name));
const changed = [
  { name: "bot.service", text: `# ${OWNERSHIP.heading}\n[Service]\nRestart=no\n` },
  { name: "bot.timer", text: `# ${OWNERSHIP.heading}\n[Timer]\nOnCalendar=daily\n` },
];

describe("installing systemd units", () => {
  it("checks them, writes them, starts the timer and says when it goes off", async () => {
    const machine = fakeMachine(...TOOLS);
    machine.put("lingers");
    const { changes, standing } = await installSystemd(machine, entry());
    expect(changes).toEqual(
      ["bot.service", "bot.timer"].map((name) => ({ place: placeOf(machine, name), change: "written" })),
    );
    expect(standing).toMatchObject({ isInstalled: true, isEnabled: true, warnings: [] });
    expect(standing.nextRunAt).toBe(Date.parse("2026-03-04T09:20:13Z"));
    expect(textOf(machine, "bot.timer")).toBe(entry().files[1]?.text);
    const calls = machine.calls().map((call) => call.replace(/\/\S*\//g, ""));
    expect(calls.slice(0, 5)).toEqual([
      "systemd-analyze verify --man=no --user bot.service bot.timer",
      "systemctl --user is-enabled --quiet bot.timer",
      "systemctl --user daemon-reload",
      "systemctl --user enable bot.timer",
      "systemctl --user restart bot.timer",
    ]);
  });

  it("changes nothing the second time", async () => {
    const machine = fakeMachine(...TOOLS);
    await installSystemd(machine, entry());
    const before = machine.calls().length;
    const { changes } = await installSystemd(machine, entry());
    expect(changes.map(({ change }) => change)).toEqual(["unchanged", "unchanged"]);
    const calls = machine
      .calls()
      .slice(before)
      .filter((call) => call.startsWith("systemctl"));
    expect(calls.slice(1, 3)).toEqual([
      "systemctl --user enable bot.timer",
      "systemctl --user start bot.timer",
    ]);
  });

  it("starts a changed timer anew", async () => {
    const machine = fakeMachine(...TOOLS);
    await installSystemd(machine, entry());
    const { changes } = await installSystemd(machine, entry({ files: changed }));
    expect(changes.map(({ change }) => change)).toEqual(["written", "written"]);
    expect(machine.calls().filter((call) => call === "systemctl --user restart bot.timer")).toHaveLength(2);
  });

  it.each([
    ["bot.service:3: Unknown key\n", "bot.service:3: Unknown key"],
    ["", "it ended with 1 and said nothing"],
  ])("writes nothing when systemd finds fault with a unit: %j", async (fault, reason) => {
    const machine = fakeMachine(...TOOLS);
    machine.put("verify-fails", fault);
    await expect(installSystemd(machine, entry())).rejects.toMatchObject({
      code: "SCHEDULER_FAILED",
      exit: "configuration",
      message: `cannot use these units: systemd-analyze verify: ${reason}`,
    });
    expect(textOf(machine, "bot.service")).toBeUndefined();
    expect(machine.calls()).toHaveLength(1);
  });

  it("is not kept from it by the faults of other units of the machine", async () => {
    const machine = fakeMachine(...TOOLS);
    machine.put("verify-fails", "/lib/systemd/system/printer.service:8: Unknown key\n");
    expect((await installSystemd(machine, entry())).standing.isInstalled).toBe(true);
  });

  it.each(["enable-fails", "no-next"])(
    "leaves nothing behind when it cannot start the timer: %s",
    async (trouble) => {
      const machine = fakeMachine(...TOOLS);
      machine.put(trouble);
      await expect(installSystemd(machine, entry())).rejects.toMatchObject({ code: "SCHEDULER_FAILED" });
      expect([textOf(machine, "bot.service"), textOf(machine, "bot.timer")]).toEqual([undefined, undefined]);
      expect([machine.fake("enabled"), machine.fake("active")]).toEqual([undefined, undefined]);
    },
  );

  it("puts the units before back, and keeps them going, when the new ones do not start", async () => {
    const machine = fakeMachine(...TOOLS);
    await installSystemd(machine, entry());
    machine.put("no-next");
    await expect(installSystemd(machine, entry({ files: changed }))).rejects.toMatchObject({
      code: "SCHEDULER_FAILED",
    });
    expect(textOf(machine, "bot.timer")).toBe(entry().files[1]?.text);
    expect(machine.fake("enabled")).toBe("");
    expect(machine.calls().slice(-2)).toEqual([
      "systemctl --user daemon-reload",
      "systemctl --user restart bot.timer",
    ]);
  });

  it("is content without a next run while a cycle runs", async () => {
    const machine = fakeMachine(...TOOLS);
    machine.put("no-next");
    machine.put("service", "ActiveState=activating\nExecMainStartTimestamp=Wed 2026-03-04 09:15:00 UTC\n");
    const { standing } = await installSystemd(machine, entry());
    expect(standing).toMatchObject({ isEnabled: true, lastResult: "running" });
  });

  it.each([
    [OTHERS_HEADING, "belongs to another installation"],
    ["by hand", "was not written by tradebot schedule install"],
  ])("touches nothing that says %s", async (heading, reason) => {
    const machine = fakeMachine(...TOOLS);
    machine.write(placeOf(machine, "bot.timer"), `# ${heading}\n`);
    for (const act of [installSystemd, removeSystemd]) {
      await expect(act(machine, entry())).rejects.toMatchObject({
        code: "SCHEDULE_NOT_OURS",
        message: `"${placeOf(machine, "bot.timer")}" ${reason}`,
      });
    }
    expect(textOf(machine, "bot.timer")).toBe(`# ${heading}\n`);
    expect(machine.calls()).toEqual([]);
  });

  it("names a tool that is not there", async () => {
    const machine = fakeMachine();
    await expect(installSystemd(machine, entry())).rejects.toMatchObject({
      code: "SCHEDULER_TOOL_MISSING",
      exit: "usage",
      message: 'cannot find the command "systemd-analyze" of the scheduler',
    });
  });

  it("says what to do about a user who does not stay", async () => {
    const { standing } = await installSystemd(fakeMachine(...TOOLS), entry());
    expect(standing.warnings).toEqual([
      expect.stringMatching(/^cycles run only while .* is logged in; run: loginctl/),
    ]);
  });
});

describe("removing systemd units", () => {
  it("stops the timer before it takes the units away, and can be repeated", async () => {
    const machine = fakeMachine(...TOOLS);
    await installSystemd(machine, entry());
    const before = machine.calls().length;
    const { changes, standing } = await removeSystemd(machine, entry());
    expect(changes.map(({ change }) => change)).toEqual(["removed", "removed"]);
    expect(standing.isInstalled).toBe(false);
    expect(textOf(machine, "bot.timer")).toBeUndefined();
    expect(machine.calls()[before]).toBe("systemctl --user disable --now bot.timer");
    const again = await removeSystemd(machine, entry());
    expect(again.changes.map(({ change }) => change)).toEqual(["absent", "absent"]);
  });
});

describe("reading systemd's standing", () => {
  it("asks nothing when nothing is installed", async () => {
    const machine = fakeMachine(...TOOLS);
    expect(await readSystemd(machine, entry())).toEqual({ isInstalled: false, places: [], warnings: [] });
    expect(machine.calls()).toEqual([]);
  });

  it.each([
    ["Result=success\nExecMainStatus=0", "success, exit code 0"],
    ["Result=exit-code\nExecMainStatus=69", "exit-code, exit code 69"],
    ["Result=timeout\nExecMainStatus=143", "timeout, exit code 143"],
  ])("shows the last result: %j", async (service, lastResult) => {
    const machine = fakeMachine(...TOOLS);
    await installSystemd(machine, entry());
    machine.put(
      "service",
      `ActiveState=inactive\nExecMainStartTimestamp=Wed 2026-03-04 09:15:03 UTC\n${service}\n`,
    );
    expect(await readSystemd(machine, entry())).toMatchObject({
      lastRunAt: Date.parse("2026-03-04T09:15:03Z"),
      lastResult,
    });
  });

  it("says when a timer was stopped, and when a unit is not what would be written now", async () => {
    const machine = fakeMachine(...TOOLS);
    machine.put("lingers");
    await installSystemd(machine, entry());
    machine.take("active");
    const standing = await readSystemd(machine, entry({ files: changed }));
    expect(standing.isEnabled).toBe(false);
    expect(standing.warnings).toHaveLength(2);
    expect(standing.warnings[0]).toContain("run tradebot schedule install systemd again");
    expect((await readSystemd(machine, entry({ files: changed, isTextKnown: false }))).warnings).toEqual([]);
  });
});
