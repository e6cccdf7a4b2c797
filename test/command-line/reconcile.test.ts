import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { acquireLock } from "../../src/adapters/files/lock.ts";
import { runId } from "../../src/core/domain/ids.ts";
import { timestamp } from "../../src/core/domain/time.ts";
import { runInProcess, type InProcessResult } from "../support/run-in-process.ts";

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(path.join(tmpdir(), "tradebot-reconcile-"));
});
afterEach(() => {
  rmSync(directory, { recursive: true });
});

const state = (): string => path.join(directory, "state");
const run = (args: readonly string[]): Promise<InProcessResult> =>
  runInProcess(args, {
    STATE_DIR: state(),
    LOG_DIR: path.join(directory, "logs"),
    REPORT_DIR: path.join(directory, "reports"),
  });

describe("reconcile", () => {
  it("has nothing to compare before the first cycle", async () => {
    const { code, stdout, stderr } = await run(["reconcile"]);
    expect([code, stdout]).toEqual([64, ""]);
    expect(stderr).toContain("the embedded simulator holds no account yet");
  });

  it("shows what it compared, is no cycle that anybody counts, and waits for none", async () => {
    await run(["--single-cycle"]);
    const job = async (): Promise<unknown> =>
      (JSON.parse((await run(["status", "--json"])).stdout) as { readonly job: unknown }).job;
    const afterCycle = await job();
    const { code, stdout } = await run(["reconcile", "--json"]);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      environment: "LOCAL",
      cycle_id: 2,
      is_complete: true,
      positions: [
        {
          instrument_id: "CfdOnIndex:4913",
          own_quantity_before: "1",
          own_quantity: "1",
          broker_quantity: "1",
          foreign_quantity: "0",
        },
      ],
      unknown_orders: [],
      exit_code: 0,
    });
    const words = await run(["reconcile"]);
    expect(words.stdout).toMatch(/^reconcile on LOCAL: done\n/);
    expect(readFileSync(path.join(directory, "logs", "bot.log"), "utf8")).toMatch(
      / \| reconcile_end \| .*cycle_id=3 /,
    );
    expect(await job()).toEqual(afterCycle);
    const held = await acquireLock({
      directory: state(),
      owner: { runId: runId("run-held"), since: timestamp(0) },
    });
    expect(held.kind).toBe("acquired");
    try {
      const refused = await run(["reconcile"]);
      expect(refused.code).toBe(75);
      expect(refused.stderr).toContain("a cycle is running");
    } finally {
      if (held.kind === "acquired") await held.lock.release();
    }
  });
});
