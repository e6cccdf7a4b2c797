import {
  chmodSync,
  chownSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import {
  turnKillSwitchOff,
  turnKillSwitchOn,
  type KillSwitchOrder,
} from "../../../src/adapters/files/kill-switch.ts";
import { readKillSwitch } from "../../../src/adapters/files/read-kill-switch.ts";
import { TradebotError } from "../../../src/core/domain/errors.ts";
import { timestampFromIso, type Timestamp } from "../../../src/core/domain/time.ts";
import { scratchDirectory } from "../../support/scratch-directory.ts";

const SINCE = at("2026-03-04T09:15:00.000Z");
const LATER = at("2026-03-05T10:00:00.000Z");
const ALL: KillSwitchOrder = { mode: "all", since: SINCE, by: "ann@desk", reason: "a bad day" };
const ENTRIES: KillSwitchOrder = { mode: "entries", since: SINCE, by: "ann@desk" };

function at(iso: string): Timestamp {
  const instant = timestampFromIso(iso);
  if (instant === undefined) throw new Error(`"${iso}" is no instant`);
  return instant;
}

let directory: string;
let file: string;
beforeEach(() => {
  directory = scratchDirectory();
  file = path.join(directory, "KILL_SWITCH");
});
afterEach(() => {
  chmodSync(directory, 0o700);
  rmSync(directory, { recursive: true });
});

describe("the kill switch", () => {
  it("is off where nothing has its name, the directory included", () => {
    expect(readKillSwitch(directory)).toBeUndefined();
    expect(readKillSwitch(path.join(directory, "not-there"))).toBeUndefined();
  });

  it.runIf(process.geteuid?.() === 0)("belongs to whom the directory belongs when root turns it on", () => {
    chownSync(directory, 1234, 1235);
    turnKillSwitchOn(directory, ENTRIES);
    expect(lstatSync(file)).toMatchObject({ uid: 1234, gid: 1235 });
    expect(JSON.parse(readFileSync(file, "utf8"))).toMatchObject({ mode: "entries" });
  });

  it("says who turned it on, since when and why", () => {
    expect(turnKillSwitchOn(directory, ALL)).toBeUndefined();
    expect(readKillSwitch(directory)).toEqual(ALL);
    expect(JSON.parse(readFileSync(file, "utf8"))).toEqual({
      mode: "all",
      since: "2026-03-04T09:15:00.000Z",
      by: "ann@desk",
      reason: "a bad day",
    });
    expect(readdirSync(directory)).toEqual(["KILL_SWITCH"]);
  });

  it.runIf(process.platform !== "win32")("is a file for its owner alone", () => {
    turnKillSwitchOn(directory, ALL);
    expect(lstatSync(file).mode & 0o777).toBe(0o600);
  });

  it("makes the directory when it is not there", () => {
    turnKillSwitchOn(path.join(directory, "a", "state"), ALL);
    expect(readKillSwitch(path.join(directory, "a", "state"))).toEqual(ALL);
  });

  it("keeps who turned it on first, and is not narrowed", () => {
    turnKillSwitchOn(directory, ALL);
    const again = turnKillSwitchOn(directory, { ...ENTRIES, since: LATER, by: "bob@desk" });
    expect(again).toEqual(ALL);
    expect(readKillSwitch(directory)).toEqual(ALL);
  });

  it("is widened from entries to all orders, keeping its beginning", () => {
    turnKillSwitchOn(directory, ENTRIES);
    expect(turnKillSwitchOn(directory, { ...ALL, since: LATER, by: "bob@desk" })).toEqual(ENTRIES);
    expect(readKillSwitch(directory)).toEqual({ ...ENTRIES, mode: "all", reason: "a bad day" });
  });

  it("is off again when a person says so, and says how it was", () => {
    turnKillSwitchOn(directory, ENTRIES);
    expect(turnKillSwitchOff(directory)).toEqual(ENTRIES);
    expect(turnKillSwitchOff(directory)).toBeUndefined();
    expect(existsSync(file)).toBe(false);
  });
});

describe("whatever is under its name and cannot be understood", () => {
  it.each([
    ["an empty file", "", "it says nothing intelligible"],
    ["half a file", '{"mode":"entr', "it says nothing intelligible"],
    ["another document", "[]", "it does not say a mode"],
    ["an unknown mode", '{"mode":"none"}', "it does not say a mode"],
    ["a mode of another kind", '{"mode":["entries"]}', "it does not say a mode"],
    ["an endless file", " ".repeat(65_537), "it has 65537 bytes"],
  ])("forbids every order: %s", (_what, text, defect) => {
    writeFileSync(file, text, { mode: 0o600 });
    expect(readKillSwitch(directory)).toEqual({ mode: "all", defect });
    expect(turnKillSwitchOn(directory, ENTRIES)).toEqual({ mode: "all", defect });
    turnKillSwitchOff(directory);
    expect(readKillSwitch(directory)).toBeUndefined();
  });

  it("forbids every order: a link, wherever it leads, and is turned off without what it leads to", () => {
    const target = path.join(directory, "elsewhere");
    writeFileSync(target, JSON.stringify({ mode: "entries" }), { mode: 0o600 });
    symlinkSync(target, file);
    expect(readKillSwitch(directory)).toEqual({ mode: "all", defect: "it is no regular file" });
    turnKillSwitchOff(directory);
    expect(readKillSwitch(directory)).toBeUndefined();
    expect(existsSync(target)).toBe(true);
  });

  it("forbids every order: a link that leads nowhere", () => {
    symlinkSync(path.join(directory, "nowhere"), file);
    expect(readKillSwitch(directory)).toEqual({ mode: "all", defect: "it is no regular file" });
  });

  it("forbids every order: a directory, which is removed by hand", () => {
    mkdirSync(file);
    expect(readKillSwitch(directory)).toEqual({ mode: "all", defect: "it is no regular file" });
    expect(turnKillSwitchOn(directory, ALL)).toEqual({ mode: "all", defect: "it is no regular file" });
    expect(() => turnKillSwitchOff(directory)).toThrow("is still on");
  });

  it.runIf(process.platform !== "win32")("forbids every order: a file that others can write", () => {
    turnKillSwitchOn(directory, ENTRIES);
    chmodSync(file, 0o620);
    expect(readKillSwitch(directory)).toEqual({
      ...ENTRIES,
      mode: "all",
      defect: "its mode is 620 and not 600",
    });
  });
});

describe("where the state directory is of no use", () => {
  it("counts for all orders while nobody can tell whether it is there", () => {
    const loop = path.join(directory, "loop");
    symlinkSync(loop, loop);
    expect(readKillSwitch(loop)).toMatchObject({ mode: "all", defect: expect.any(String) as unknown });
  });

  it("says that it is not on, and what to do instead", () => {
    writeFileSync(path.join(directory, "a-file"), "");
    const failure = failureOf(() => turnKillSwitchOn(path.join(directory, "a-file"), ALL));
    expect(failure).toMatchObject({ code: "KILL_SWITCH_UNWRITABLE", exit: "storage_unwritable" });
    expect(failure.message).toContain("is NOT on");
    expect(failure.hint).toContain("tradebot schedule remove");
  });
});

function failureOf(work: () => unknown): TradebotError {
  try {
    work();
  } catch (error) {
    if (error instanceof TradebotError) return error;
    throw error;
  }
  throw new Error("it went well");
}
