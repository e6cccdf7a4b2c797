import { describe, expect, it } from "vitest";
import {
  installWindows,
  readWindows,
  removeWindows,
  type WindowsEntry,
} from "../../../src/adapters/scheduler/windows.ts";
import { fakeMachine, OTHERS_HEADING, OWNERSHIP } from "./fake-tools.ts";

const task = (heading: string, logon = "S4U"): string =>
  `<Task><Description>${heading}</Description><LogonType>${logon}</LogonType><Settings><Enabled>true</Enabled></Settings></Task>`;

const entry: WindowsEntry = { name: "bot", xml: task(OWNERSHIP.heading), ownership: OWNERSHIP };

const machineWith = (lastResult: string) => {
  const machine = fakeMachine("schtasks");
  machine.put("last-result", lastResult);
  return machine;
};

describe("a task of Windows", () => {
  it("is made from its file, asked for, and taken away again", async () => {
    const machine = machineWith("267011");
    const { changes, standing } = await installWindows(machine, entry);
    expect(changes).toEqual([{ place: "the task \\bot", change: "written" }]);
    expect(standing).toEqual({
      isInstalled: true,
      places: ["the task \\bot"],
      isEnabled: true,
      warnings: [],
    });
    expect(machine.fake("task")).toBe(entry.xml);
    expect(machine.calls()[1]).toMatch(/^schtasks \/Create \/TN bot \/XML .*task\.xml \/F$/);
    expect((await removeWindows(machine, entry)).changes[0]?.change).toBe("removed");
    expect((await removeWindows(machine, entry)).changes[0]?.change).toBe("absent");
  });

  it.each([
    ["0", "exit code 0, 3/4/2026 9:15:00 AM"],
    ["69", "exit code 69, 3/4/2026 9:15:00 AM"],
    ["267009", "running"],
  ])("shows the last result %s", async (result, lastResult) => {
    const machine = machineWith(result);
    await installWindows(machine, entry);
    expect(await readWindows(machine, entry)).toMatchObject({ lastResult });
  });

  it("warns where it needs somebody to be logged on", async () => {
    const machine = machineWith("0");
    const { standing } = await installWindows(machine, {
      ...entry,
      xml: task(OWNERSHIP.heading, "InteractiveToken"),
    });
    expect(standing.warnings).toEqual([
      "cycles run only while this user is logged on; --system makes a task that needs no logon",
    ]);
  });

  it("is left alone when it is another installation's", async () => {
    const machine = machineWith("0");
    machine.put("task", task(OTHERS_HEADING));
    await expect(installWindows(machine, entry)).rejects.toMatchObject({ code: "SCHEDULE_NOT_OURS" });
    await expect(removeWindows(machine, entry)).rejects.toMatchObject({ code: "SCHEDULE_NOT_OURS" });
    expect(await readWindows(machine, entry)).toMatchObject({ isInstalled: false });
    expect(machine.fake("task")).toBe(task(OTHERS_HEADING));
  });
});
