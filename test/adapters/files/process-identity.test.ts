import { spawn } from "node:child_process";
import { once } from "node:events";
import { expect, test } from "vitest";
import { ownIdentity, vitalityOf } from "../../../src/adapters/files/process-identity.ts";

const us = ownIdentity();

test("a process on another machine is neither alive nor dead to us", () => {
  expect(vitalityOf({ ...us, bootId: "another", host: "elsewhere" }, us)).toBe("unknown");
});

test("a process from before the machine was started again is dead", () => {
  expect(vitalityOf({ ...us, bootId: "another" }, us)).toBe("dead");
});

test("a process of another container cannot be looked up by its number", () => {
  expect(vitalityOf({ ...us, pidNamespace: "pid:[1]" }, us)).toBe("unknown");
});

test("a process is alive while it runs and has not left its number to another", () => {
  expect(vitalityOf(us, us)).toBe("alive");
  expect(vitalityOf({ ...us, startTicks: "1" }, us)).toBe("dead");
});

test("where the system tells no more than numbers, the number decides", async () => {
  const host = us.host;
  const child = spawn(process.execPath, ["--eval", "process.stdin.resume()"]);
  const processId = child.pid ?? 0;
  expect(vitalityOf({ processId, host }, { processId: 1, host })).toBe("alive");
  const ended = once(child, "exit");
  child.kill("SIGKILL");
  await ended;
  expect(vitalityOf({ processId, host }, { processId: 1, host })).toBe("dead");
});
