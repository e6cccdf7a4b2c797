import fs from "node:fs";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { endingWithoutLog } from "../../src/cli/log-lost.ts";
import { at } from "../cli/json.ts";
import { runInProcess, type InProcessResult } from "../support/run-in-process.ts";
import { scratchDirectory } from "../support/scratch-directory.ts";

let directory: string;
beforeEach(() => {
  directory = scratchDirectory();
  vi.useFakeTimers({ toFake: ["Date"], now: Date.parse("2026-03-04T09:15:10Z") });
});
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
  fs.rmSync(directory, { recursive: true });
});

/** A cycle outside trading hours, which sends no order. */
function cycle(name: string): Promise<InProcessResult> {
  const place = (what: string): string => path.join(directory, name, what);
  const places = { STATE_DIR: place("state"), LOG_DIR: place("logs"), REPORT_DIR: place("reports") };
  fs.writeFileSync(path.join(directory, "empty.env"), "");
  return runInProcess(["--single-cycle", "--env-file", path.join(directory, "empty.env")], {
    ...places,
    TRADING_HOURS_MODE: "fixed",
    LOG_CONSOLE: "off",
  });
}

const read = (name: string): string => fs.readFileSync(path.join(directory, name), "utf8");

/** A disk that has no room for a line of this event, nor for any that follows it. */
function fillDiskBefore(event: string): void {
  const write = fs.writeSync;
  let isFull = false;
  const refusing = (descriptor: number, data: string | Buffer): number => {
    isFull ||= String(data).includes(` | ${event} | `);
    if (isFull) throw Object.assign(new Error("ENOSPC: no space left on device, write"), { code: "ENOSPC" });
    return typeof data === "string" ? write(descriptor, data) : write(descriptor, data);
  };
  vi.spyOn(fs, "writeSync").mockImplementation(refusing);
}

describe("a run whose log cannot be written", () => {
  it("fails with 74 before it decides anything when it is so from the start", async () => {
    fillDiskBefore("startup_begin");
    const { code, stdout, stderr } = await cycle("a");
    expect({ code, stdout }).toEqual({ code: 74, stdout: "" });
    for (const event of ["log_write_failed", "startup_begin", "cycle_failed"]) {
      expect(stderr).toContain(` | ${event} | `);
    }
    expect(stderr).toMatch(/\ntradebot: the log cannot be written: no cycle is run; free the disk [^\n]+\n$/);
    expect(read("a/logs/bot.log")).toBe("");
    expect(fs.existsSync(path.join(directory, "a/state/tradebot.db"))).toBe(false);
    expectToldEverywhere("a");
  });

  it.each(["startup_ready", "cycle_end"])(
    "fails with 74 although it sends no order: from %s on",
    async (event) => {
      fillDiskBefore(event);
      const { code, stdout, stderr } = await cycle("a");
      expect(code).toBe(74);
      expect(stdout.startsWith("cycle 1: failed (LOG_UNWRITABLE), exit 74\n")).toBe(true);
      expect(stderr).toContain(` | ${event} | `);
      expect(read("a/logs/bot.log")).not.toContain(event);
      expectToldEverywhere("a");
    },
  );

  it("ends well on a disk with room", async () => {
    expect(await cycle("a")).toMatchObject({ code: 0, stderr: "" });
  });
});

function expectToldEverywhere(name: string): void {
  const job = at(read(`${name}/state/status.json`), "jobs", "cycle");
  expect(job).toMatchObject({ status: "failed", exit_code: 74, reason: "LOG_UNWRITABLE" });
  expect(JSON.parse(read(`${name}/reports/cycle_summaries.jsonl`))).toMatchObject({
    exit_code: 74,
    reason: "LOG_UNWRITABLE",
  });
}

describe("the exit code of a run whose log lacks lines", () => {
  it.each([
    ["a run that went well", { exitCode: 0, outcome: "done" }, 74],
    ["one that was asked to stop", { exitCode: 143, outcome: "stopped" }, 74],
    ["a failure of another kind, which says more", { exitCode: 69, outcome: "failed" }, 69],
    ["an unknown order, which outranks everything", { exitCode: 80, outcome: "done" }, 80],
  ] as const)("of %s", (_, ending, exitCode) => {
    expect(endingWithoutLog(ending).exitCode).toBe(exitCode);
  });
});
