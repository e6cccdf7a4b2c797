import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { acquireLock } from "../../src/adapters/files/lock.ts";
import { isStopRequested } from "../../src/adapters/files/stop-request.ts";
import { readKillSwitch } from "../../src/adapters/files/read-kill-switch.ts";
import { systemClock } from "../../src/adapters/system/system-clock.ts";
import { LOCK_PATIENCE, takeLockSoon, type LockWish } from "../../src/cli/take-lock-soon.ts";
import { runId } from "../../src/core/domain/ids.ts";
import { durationMs, timestamp } from "../../src/core/domain/time.ts";
import { standStillAtClockStart } from "../support/fixed-date.ts";
import { runInProcess, type InProcessResult } from "../support/run-in-process.ts";

let directory: string;
standStillAtClockStart();
beforeEach(() => {
  directory = mkdtempSync(path.join(tmpdir(), "tradebot-closing-"));
});
afterEach(() => {
  rmSync(directory, { recursive: true });
});

const state = (): string => path.join(directory, "state");
const run = (
  args: readonly string[],
  { env = {}, onStderr = () => undefined }: RunOptions = {},
): Promise<InProcessResult> => {
  const places = {
    STATE_DIR: state(),
    LOG_DIR: path.join(directory, "logs"),
    REPORT_DIR: path.join(directory, "reports"),
  };
  return runInProcess(args, { ...places, ...env }, { onStderr });
};

interface RunOptions {
  readonly env?: Readonly<Record<string, string>>;
  readonly onStderr?: (text: string) => void;
}

describe("selloff", () => {
  it("does nothing where nobody is there to be asked", async () => {
    const { code, stdout, stderr } = await run(["selloff"]);
    expect([code, stdout]).toEqual([64, ""]);
    expect(stderr).toContain("closes at market what is ours:\n  nothing, by our own records");
    expect(stderr).toContain("give --yes to do it without a question");
    expect(existsSync(path.join(state(), "tradebot.db"))).toBe(false);
  });

  it("is done at once where nothing is ours, and says so to programs", async () => {
    const { code, stdout } = await run(["selloff", "--yes", "--json"]);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toEqual({
      command: "selloff",
      environment: "LOCAL",
      cycle_id: 1,
      is_flat: true,
      is_known: true,
      holdings: [],
      working_orders: [],
      unknown_orders: [],
      orders: [],
      exit_code: 0,
    });
    expect(readKillSwitch(state())).toBeUndefined();
  });

  it("says before the question that DRY_RUN does not hold it back", async () => {
    const { stderr } = await run(["selloff"], { env: { DRY_RUN: "true" } });
    expect(stderr).toContain("DRY_RUN=true does not hold this back: orders are sent\n");
  });

  it("says what a broken configuration means for whoever waits", async () => {
    const { code, stderr } = await run(["selloff", "--yes"], { env: { BAR_MINUTES: "7" } });
    expect(code).toBe(78);
    expect(stderr).toContain("BAR_MINUTES");
  });
});

describe("panic-stop", () => {
  it("turns the kill switch on before anything is asked, and says that it stays so", async () => {
    const { code, stderr } = await run(["panic-stop", "--reason", "strange prices"]);
    expect(code).toBe(64);
    expect(stderr).toContain("the kill switch is on in");
    expect(stderr).toContain(
      "NOTHING WAS CLOSED, and the kill switch stays on until: tradebot kill-switch off",
    );
    expect(readKillSwitch(state())).toMatchObject({ mode: "all", reason: "strange prices" });
  });

  it("turns the kill switch on with a configuration that nothing else can use", async () => {
    const { code, stderr } = await run(["panic-stop", "--yes"], { env: { BAR_MINUTES: "7" } });
    expect(code).toBe(78);
    expect(stderr).toContain("NOTHING WAS CLOSED: the configuration is invalid");
    expect(stderr).toContain("close the positions in the broker's own platform");
    expect(readKillSwitch(state())).toMatchObject({ mode: "all" });
  });

  it("does not end well where the kill switch may be another bot's", async () => {
    const { code, stderr } = await run(["panic-stop", "--yes"], {
      env: { STATE_DIR: "", STATEDIR: state() },
    });
    expect(code).toBe(78);
    expect(stderr).toContain("which may go on sending orders, since");
  });

  it("closes with the kill switch on, and can be repeated", async () => {
    expect((await run(["panic-stop", "--yes"])).code).toBe(0);
    const again = await run(["panic-stop", "--yes"]);
    expect([again.code, again.stdout]).toEqual([0, "panic-stop on LOCAL: flat: nothing is left\n"]);
  });
});

describe("taking the lock soon", () => {
  const HOLDER = runId("0190b4a5-0000-4000-8000-000000000001");
  const TAKER = runId("0190b4a5-0000-4000-8000-000000000002");
  const asked: string[] = [];
  const wish = (more: Partial<LockWish> = {}): LockWish => ({
    directory: state(),
    runId: TAKER,
    clock: systemClock(new AbortController().signal),
    stop: { reason: undefined },
    patience: durationMs(5_000),
    onAsked: ({ runId: holder }) => asked.push(holder),
    ...more,
  });
  const holding = async () => {
    const held = await acquireLock({ directory: state(), owner: { runId: HOLDER, since: timestamp(0) } });
    if (held.kind === "held") throw new Error("a new directory has no lock");
    return held.lock;
  };
  beforeEach(() => {
    asked.length = 0;
  });

  it("asks whoever holds it to end, takes it then, and leaves no request behind", async () => {
    const lock = await holding();
    const clock = systemClock(new AbortController().signal);
    let looks = 0;
    const cycle = {
      ...clock,
      sleep: async () => {
        looks += 1;
        expect(isStopRequested(state(), HOLDER)).toBe(true);
        if (looks === 2) await lock.release();
      },
    };
    const taken = await takeLockSoon(wish({ clock: cycle }));
    await taken.lock.release();
    expect([asked, looks]).toEqual([[HOLDER], 2]);
    expect(readdirSync(state()).filter((name) => name.startsWith("tradebot.stop."))).toEqual([]);
  });

  it("outlasts a cycle whose order leaves late, is answered late, and is read back", async () => {
    const lock = await holding();
    let passedMs = 0;
    const clock = {
      ...systemClock(new AbortController().signal),
      monotonicMs: () => passedMs,
      sleep: async (duration: number) => {
        passedMs += duration;
        if (passedMs === 90_000) await lock.release(); // 30 s until it leaves, 30 s for the answer, 30 s to read back
      },
    };
    const taken = await takeLockSoon(wish({ clock, patience: LOCK_PATIENCE }));
    await taken.lock.release();
    expect(passedMs).toBe(90_000);
  });

  it("gives up in the end, says who holds it, and withdraws the request", async () => {
    const lock = await holding();
    let passedMs = 0;
    const clock = {
      ...systemClock(new AbortController().signal),
      monotonicMs: () => passedMs,
      sleep: (duration: number) => Promise.resolve(void (passedMs += duration)),
    };
    await expect(takeLockSoon(wish({ clock }))).rejects.toMatchObject({
      code: "LOCK_HELD",
      message: expect.stringContaining(`the lock is held by process ${process.pid} on `) as string,
      hint: expect.stringContaining("run the same command again") as string,
    });
    expect(passedMs).toBe(5_000);
    expect(isStopRequested(state(), HOLDER)).toBe(false);
    await lock.release();
  });

  it("waits no longer when it is itself asked to end", async () => {
    const lock = await holding();
    const stop = { reason: { kind: "signal", signal: "SIGINT" } } as const;
    await expect(takeLockSoon(wish({ stop }))).rejects.toMatchObject({ code: "LOCK_HELD" });
    await lock.release();
  });
});

describe("a cycle that a command asks for the lock", () => {
  it("ends its wait as done, and the command goes on", async () => {
    let onWaiting: () => void = () => undefined;
    const waits = new Promise<void>((resolve) => (onWaiting = resolve));
    const cycle = run(["--single-cycle", "--jitter-seconds-max", "3600"], {
      onStderr: (text) => {
        if (text.includes("startup_config_loaded")) onWaiting();
      },
    });
    await waits;
    const selloff = await run(["selloff", "--yes"]);
    const { code, stdout } = await cycle;
    expect([code, stdout]).toEqual([0, ""]);
    expect(selloff.code).toBe(0);
    expect(readFileSync(path.join(directory, "logs", "bot.log"), "utf8")).toContain("cycle_stop_requested");
  });
});
