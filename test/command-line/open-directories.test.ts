import { chmodSync, existsSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { runInProcess, type InProcessResult } from "../support/run-in-process.ts";
import { scratchDirectory } from "../support/scratch-directory.ts";

let directory: string;
beforeEach(() => {
  directory = scratchDirectory();
  vi.useFakeTimers({ toFake: ["Date"], now: Date.parse("2026-03-04T09:15:10Z") });
});
afterEach(() => {
  vi.useRealTimers();
  rmSync(directory, { recursive: true });
});

function cycle(): Promise<InProcessResult> {
  const place = (what: string): string => path.join(directory, what);
  writeFileSync(place("empty.env"), "");
  return runInProcess(["--single-cycle", "--env-file", place("empty.env")], {
    STATE_DIR: place("state"),
    LOG_DIR: place("logs"),
    REPORT_DIR: place("reports"),
    TRADING_HOURS_MODE: "fixed",
    LOG_CONSOLE: "off",
  });
}

function makeWithMode(name: string, mode: number): string {
  const made = path.join(directory, name);
  mkdirSync(made);
  chmodSync(made, mode);
  return made;
}

describe.runIf(process.platform !== "win32")("a cycle", () => {
  it.each([
    ["LOG_DIR", "logs", 0o777],
    ["LOG_DIR", "logs", 0o1777],
    ["LOG_DIR", "logs", 0o770],
    ["REPORT_DIR", "reports", 0o757],
    ["REPORT_DIR", "reports", 0o720],
  ])("refuses a %s in which others can write: %s with mode %o", async (setting, name, mode) => {
    const made = makeWithMode(name, mode);
    const { code, stderr } = await cycle();
    expect(code).toBe(78);
    expect(stderr.trimEnd().split("\n").at(-1)).toBe(
      `tradebot: cannot trust the directory "${made}" of ${setting}: expected one that its owner alone may write to, ` +
        `found mode ${mode.toString(8)}; run: chmod go-w "${made}"; or set ${setting} to a directory of its own`,
    );
    expect(existsSync(path.join(directory, "state/tradebot.db"))).toBe(false);
  });

  it.each([
    ["logs", 0o750],
    ["logs", 0o700],
    ["reports", 0o755],
  ])("runs with one that others can only read: %s with mode %o", async (name, mode) => {
    makeWithMode(name, mode);
    expect((await cycle()).code).toBe(0);
  });
});
