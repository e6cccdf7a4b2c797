import { readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { runInProcess, type InProcessResult } from "../support/run-in-process.ts";
import { scratchDirectory } from "../support/scratch-directory.ts";

let directory: string;
beforeEach(() => {
  directory = scratchDirectory();
  writeFileSync(place(".env"), "");
});
afterEach(() => {
  rmSync(directory, { recursive: true });
});

const place = (...parts: readonly string[]): string => path.join(directory, ...parts);

const run = (line: string): Promise<InProcessResult> =>
  runInProcess(["--env-file", place(".env"), ...line.split(" ")], {
    LOG_CONSOLE: "off",
    STATE_DIR: place("state"),
    LOG_DIR: place("logs"),
    REPORT_DIR: place("reports"),
    PROMETHEUS_TEXTFILE: place("tradebot.prom"),
  });

const logged = (name: string): readonly string[] =>
  readFileSync(place("logs", "bot.log"), "utf8")
    .split("\n")
    .filter((line) => line.includes(`| ${name} |`));

const document = async (line: string): Promise<unknown> => JSON.parse((await run(`${line} --json`)).stdout);

describe("with the kill switch on", () => {
  it("a cycle decides, sends nothing, ends with 0, and everybody who looks is told", async () => {
    await run("kill-switch on --reason holidays");
    const cycle = await run("--single-cycle");
    expect(cycle.code).toBe(0);
    expect(cycle.stdout).toMatch(
      /^cycle 1: done \(KILL_SWITCH_ON\), exit 0\n.*signals: 1 buy, .*orders: 0 placed, 0 filled\n {2}the kill switch is on: no order is sent \(all, since .* by .*, because: holidays\)\n$/,
    );
    expect(logged("killswitch_active")).toHaveLength(1);
    expect(logged("cycle_end")[0]).toMatch(/ outcome=done .*reason=KILL_SWITCH_ON .*held_back=1 /);

    expect((await run("why CfdOnIndex:4913")).stdout).toContain("KILL_SWITCH_ON");
    const status = await run("status");
    expect(status.stdout).toContain("KILL SWITCH ON: no order is sent (all, since ");
    expect(await document("status")).toMatchObject({ kill_switch: { mode: "all", reason: "holidays" } });
    const check = await run("status --check");
    expect(check.stdout).toMatch(
      /\nWARNING kill_switch: on: no order is sent .* -> .*tradebot kill-switch off\n/,
    );
    expect(await document("doctor")).toMatchObject({
      checks: expect.arrayContaining([
        expect.objectContaining({ name: "kill_switch", verdict: "warn" }),
      ]) as unknown,
    });
    expect(JSON.parse(readFileSync(place("state", "status.json"), "utf8"))).toMatchObject({
      jobs: { cycle: { status: "done", reason: "KILL_SWITCH_ON", exit_code: 0 } },
      kill_switch: { mode: "all", reason: "holidays", defect: null },
    });
    const metrics = readFileSync(place("tradebot.prom"), "utf8");
    expect(metrics).toMatch(
      /\ntradebot_kill_switch\{.*mode="all"\} 1\ntradebot_kill_switch\{.*mode="entries"\} 0\n/,
    );
    expect((await run("maintenance storage")).stdout).toContain("kill switch");
  });

  it("the log tells who turned it off, and the next look finds it off", async () => {
    await run("kill-switch on");
    await run("--single-cycle");
    await run("kill-switch off --yes");
    expect(logged("killswitch_turned_off")).toHaveLength(1);
    expect((await run("status")).stdout).not.toContain("KILL SWITCH");
    expect(await document("status")).toMatchObject({ kill_switch: null });
  });
});
