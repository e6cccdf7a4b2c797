import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmdirSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { Lock, LockResult } from "../../../src/adapters/files/lock.ts";
import { acquireLock, readLockOwner } from "../../../src/adapters/files/lock.ts";
import { runId } from "../../../src/core/domain/ids.ts";
import { timestamp } from "../../../src/core/domain/time.ts";
import { startChild } from "./child-process.ts";

const CHILD = new URL("./lock-child.ts", import.meta.url);

const SINCE = timestamp(1_772_615_700_000);
let root: string;
let directory: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "tradebot-lock-"));
  directory = root;
});
afterEach(() => {
  vi.useRealTimers();
  rmSync(root, { recursive: true, force: true });
});

const acquire = (name: string): Promise<LockResult> =>
  acquireLock({ directory, owner: { runId: runId(name), since: SINCE } });

async function acquired(name: string): Promise<Lock> {
  const result = await acquire(name);
  if (result.kind !== "acquired") throw new Error(`${name} did not get the lock`);
  return result.lock;
}

const owner = (name: string, processId: number | undefined): object => ({
  runId: name,
  since: SINCE,
  processId,
  host: hostname(),
});

const file = (name: string): string => join(directory, name);

/** What a process leaves that had the lock and died, with some of its marks altered. */
async function leaveDeadLock(marks: Readonly<Record<string, unknown>>): Promise<void> {
  await startChild(CHILD, [directory, "dead", "die"]).ended;
  const path = file("tradebot.lock.owner.json");
  const written: unknown = JSON.parse(readFileSync(path, "utf8"));
  writeFileSync(path, JSON.stringify(Object.assign({}, written, marks)));
}

describe("the lock of a state directory", () => {
  test("is free, held and free again", async () => {
    expect(readLockOwner(directory)).toEqual({ kind: "free" });
    const lock = await acquired("first");
    expect(lock.isStillOurs()).toBe(true);
    expect(readLockOwner(directory)).toEqual({
      kind: "held",
      holder: "alive",
      owner: owner("first", process.pid),
    });
    await lock.release();
    expect(lock.isStillOurs()).toBe(false);
    expect(readLockOwner(directory)).toEqual({ kind: "free" });
    expect(existsSync(file("tradebot.lock.owner.json"))).toBe(false);
  });

  test("creates the directory and its files for the user alone", async () => {
    directory = join(directory, "deeper");
    const lock = await acquired("first");
    expect(statSync(directory).mode & 0o777).toBe(0o700);
    for (const name of ["tradebot.lock.owner.json", "tradebot.lock.mutex"]) {
      expect(statSync(file(name)).mode & 0o777).toBe(0o600);
    }
    await lock.release();
  });

  test("is refused to a second taker in the same process, who learns the owner", async () => {
    const lock = await acquired("first");
    expect(await acquire("second")).toEqual({ kind: "held", owner: owner("first", process.pid) });
    expect(lock.isStillOurs()).toBe(true);
    await lock.release();
    await (await acquired("second")).release();
  });

  test("is refused while another process lives, and taken over at once when that was killed", async () => {
    const child = startChild(CHILD, [directory, "child", "hold"]);
    expect(JSON.parse(await child.nextLine())).toEqual({ kind: "acquired", lock: {} });
    const childOwner = owner("child", child.process.pid);
    expect(await acquire("parent")).toEqual({ kind: "held", owner: childOwner });
    child.process.kill("SIGKILL");
    expect(await child.ended).toBe("SIGKILL");
    expect(readLockOwner(directory)).toEqual({ kind: "held", holder: "dead", owner: childOwner });
    const result = await acquire("parent");
    expect(result).toMatchObject({ kind: "acquired", recovered: childOwner });
    if (result.kind === "acquired") await result.lock.release();
  });

  test.each([
    ["mutex file was", ["tradebot.lock.mutex"]],
    ["mutex file and the visible lock were", ["tradebot.lock.mutex", "tradebot.lock"]],
  ])("is refused while its owner lives although the %s deleted", async (_, deleted) => {
    const child = startChild(CHILD, [directory, "child", "hold"]);
    await child.nextLine();
    for (const name of deleted) rmSync(file(name), { recursive: true });
    expect(readLockOwner(directory)).toMatchObject({ kind: "held", holder: "alive" });
    expect(await acquire("parent")).toEqual({ kind: "held", owner: owner("child", child.process.pid) });
    child.process.kill("SIGKILL");
    await child.ended;
    expect(await acquire("parent")).toMatchObject({ kind: "acquired" });
  });

  test("does not keep its holder's process alive, which leaves it free", async () => {
    const child = startChild(CHILD, [directory, "child", "leave"]);
    child.process.stdin?.end();
    expect(await child.ended).toBe(0);
    expect(readLockOwner(directory)).toEqual({ kind: "free" });
    const result = await acquire("parent");
    expect(result).toMatchObject({ kind: "acquired", recovered: { runId: "child" } });
    if (result.kind === "acquired") await result.lock.release();
  });

  test("stays with an owner on another machine", async () => {
    await leaveDeadLock({ host: "elsewhere", boot_id: "another" });
    expect(readLockOwner(directory)).toMatchObject({ kind: "held", holder: "unknown" });
    expect(await acquire("parent")).toMatchObject({
      kind: "held",
      owner: { runId: "dead", host: "elsewhere" },
    });
    rmdirSync(file("tradebot.lock")); // somebody who knows better
    const result = await acquire("parent");
    expect(result).toMatchObject({ kind: "acquired" });
    expect(result).not.toHaveProperty("recovered");
    if (result.kind === "acquired") await result.lock.release();
  });

  test.each([
    ["in a container that shares our kernel", { host: "container", pid_namespace: "pid:[1]" }],
    ["before this machine was started again", { boot_id: "another", mutex_file_id: "0" }],
    ["under a process number that is used again", { process_id: process.pid, mutex_file_id: "0" }],
  ])("is taken over from an owner that died %s", async (_, marks) => {
    await leaveDeadLock(marks);
    const result = await acquire("parent");
    expect(result).toMatchObject({ kind: "acquired", recovered: { runId: "dead" } });
    if (result.kind === "acquired") await result.lock.release();
  });

  test("is taken over when nothing intelligible says whose it was", async () => {
    await leaveDeadLock({ since: "yesterday" });
    expect(readLockOwner(directory)).toEqual({ kind: "held", holder: "unknown" });
    const result = await acquire("parent");
    expect(result).toMatchObject({ kind: "acquired" });
    expect(result).not.toHaveProperty("recovered");
  });

  test("is no longer ours when another owner has signed, and then is not released", async () => {
    const lock = await acquired("first");
    const path = file("tradebot.lock.owner.json");
    writeFileSync(path, readFileSync(path, "utf8").replace("first", "other"));
    expect(lock.isStillOurs()).toBe(false);
    await lock.release();
    expect(readLockOwner(directory)).toMatchObject({ kind: "held", owner: { runId: "other" } });
  });

  test.each([
    [
      "removed",
      (path: string) => {
        rmdirSync(path);
      },
    ],
    [
      "touched",
      (path: string) => {
        utimesSync(path, 1, 1);
      },
    ],
  ])("survives that its visible part is %s", async (_, meddle) => {
    vi.useFakeTimers({ toFake: ["setTimeout"] });
    const lock = await acquired("first");
    meddle(file("tradebot.lock"));
    await vi.advanceTimersByTimeAsync(10_000);
    expect(await acquire("second")).toMatchObject({ kind: "held", owner: { runId: "first" } });
    expect(lock.isStillOurs()).toBe(true);
    await lock.release();
    expect(readLockOwner(directory)).toEqual({ kind: "free" });
  });
});

describe("a state directory that cannot be used", () => {
  test("is named when it lies under a file", async () => {
    writeFileSync(file("plain"), "");
    directory = join(directory, "plain", "state");
    const failure: unknown = await acquire("first").catch((error: unknown) => error);
    expect(failure).toMatchObject({ code: "STATE_UNWRITABLE", exit: "storage_unwritable" });
    expect(String(failure)).toContain(`cannot use "${directory}": ENOTDIR`);
  });

  test("is named when a lock file cannot be written", async () => {
    mkdirSync(file("tradebot.lock.owner.json.new"));
    await expect(acquire("first")).rejects.toMatchObject({ code: "STATE_UNWRITABLE" });
    rmdirSync(file("tradebot.lock.owner.json.new"));
    await (await acquired("second")).release(); // the failed attempt kept nothing
  });
});
