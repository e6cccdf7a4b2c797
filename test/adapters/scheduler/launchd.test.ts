import path from "node:path";
import { describe, expect, it } from "vitest";
import {
  installLaunchd,
  readLaunchd,
  removeLaunchd,
  type LaunchdEntry,
} from "../../../src/adapters/scheduler/launchd.ts";
import { fakeMachine, OTHERS_HEADING, OWNERSHIP, type FakeMachine } from "./fake-tools.ts";

const entry = (changes: Partial<LaunchdEntry> = {}): LaunchdEntry => ({
  scope: "user",
  name: "bot",
  plist: `<!-- ${OWNERSHIP.heading} --><plist/>`,
  userId: 501,
  isTextKnown: true,
  ownership: OWNERSHIP,
  ...changes,
});
const newer = entry({ plist: `<!-- ${OWNERSHIP.heading} --><plist>new</plist>` });

const placeOf = ({ directory }: FakeMachine): string =>
  path.join(directory, "home/Library/LaunchAgents/bot.plist");
const textOf = (machine: FakeMachine): string | undefined => machine.read(placeOf(machine));
const tools = () => fakeMachine("launchctl", "plutil");

describe("a job of launchd", () => {
  it("is checked, loaded and read back", async () => {
    const machine = tools();
    const { changes, standing } = await installLaunchd(machine, entry());
    expect(changes).toEqual([{ place: placeOf(machine), change: "written" }]);
    expect(standing).toMatchObject({ isInstalled: true, isEnabled: true, lastResult: "exit code 75" });
    expect(machine.calls().slice(0, 4)).toEqual([
      "launchctl bootout gui/501/bot",
      `plutil -lint ${placeOf(machine)}`,
      `launchctl bootstrap gui/501 ${placeOf(machine)}`,
      "launchctl print gui/501/bot",
    ]);
  });

  it("is left as it is the second time", async () => {
    const machine = tools();
    await installLaunchd(machine, entry());
    expect((await installLaunchd(machine, entry())).changes[0]?.change).toBe("unchanged");
    expect(machine.calls().filter((call) => call.includes("bootstrap"))).toHaveLength(1);
  });

  it("makes way for the one before when it is refused", async () => {
    const machine = tools();
    await installLaunchd(machine, entry());
    machine.put("verify-fails");
    await expect(installLaunchd(machine, newer)).rejects.toMatchObject({ code: "SCHEDULER_FAILED" });
    expect(textOf(machine)).toBe(entry().plist);
    expect(machine.fake("loaded")).toBe("");
  });

  it("leaves nothing behind when it was refused as the first", async () => {
    const machine = tools();
    machine.put("verify-fails");
    await expect(installLaunchd(machine, entry())).rejects.toMatchObject({ code: "SCHEDULER_FAILED" });
    expect(textOf(machine)).toBeUndefined();
    expect(machine.fake("loaded")).toBeUndefined();
  });

  it("is unloaded and taken away, repeatedly", async () => {
    const machine = tools();
    await installLaunchd(machine, entry());
    expect((await removeLaunchd(machine, entry())).changes[0]?.change).toBe("removed");
    expect([textOf(machine), machine.fake("loaded")]).toEqual([undefined, undefined]);
    expect((await removeLaunchd(machine, entry())).changes[0]?.change).toBe("absent");
  });

  it("is left alone when it is another installation's", async () => {
    const machine = tools();
    machine.write(placeOf(machine), `<!-- ${OTHERS_HEADING} -->`);
    await expect(installLaunchd(machine, entry())).rejects.toMatchObject({ code: "SCHEDULE_NOT_OURS" });
    expect(machine.calls()).toEqual([]);
  });

  it("says when it is not what would be written now", async () => {
    const machine = tools();
    await installLaunchd(machine, entry());
    expect((await readLaunchd(machine, newer)).warnings[0]).toContain(
      "run tradebot schedule install launchd again",
    );
  });
});
