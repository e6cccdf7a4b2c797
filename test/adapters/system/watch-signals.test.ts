import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { afterEach, expect, test, vi } from "vitest";
import { watchSignals } from "../../../src/adapters/system/watch-signals.ts";
import { seconds } from "../../../src/core/domain/time.ts";

const CHILD = fileURLToPath(new URL("./signal-child.ts", import.meta.url));

afterEach(() => {
  vi.useRealTimers();
});

/** What the child says it was stopped by, and how it ended. */
async function stopped(
  args: readonly string[],
  stop: (kill: (signal: NodeJS.Signals) => void) => void,
): Promise<unknown[]> {
  const child = spawn(process.execPath, [CHILD, ...args], { stdio: ["ignore", "pipe", "inherit"] });
  const ended = new Promise<unknown[]>((resolve) => {
    child.once("exit", (...ending) => {
      resolve(ending);
    });
  });
  const said: string[] = [];
  for await (const line of createInterface({ input: child.stdout })) {
    said.push(line);
    if (line === "ready") stop((signal) => child.kill(signal));
  }
  return [...said.slice(1).map((line): unknown => JSON.parse(line)), ...(await ended)];
}

test.each(["SIGTERM", "SIGINT", "SIGHUP"] as const)(
  "%s ends a sleep and is the reason to stop",
  async (signal) => {
    const outcome = await stopped([], (kill) => {
      kill(signal);
    });
    expect(outcome).toEqual([{ kind: "signal", signal }, 0, null]);
  },
);

test("the deadline ends a sleep and is the reason to stop", async () => {
  expect(await stopped(["1"], () => undefined)).toEqual([{ kind: "deadline" }, 0, null]);
});

test("nothing asks to stop at first, and the first that asks stays the reason", () => {
  vi.useFakeTimers();
  const watch = watchSignals();
  watch.setDeadline(seconds(1));
  watch.setDeadline(seconds(60));
  vi.advanceTimersByTime(59_999);
  expect([watch.request.reason, watch.signal.aborted]).toEqual([undefined, false]);
  vi.advanceTimersByTime(1);
  process.emit("SIGTERM", "SIGTERM");
  expect([watch.request.reason, watch.signal.aborted]).toEqual([{ kind: "deadline" }, true]);
  watch.close();
});

test("after closing, signals and the deadline mean nothing to it", () => {
  vi.useFakeTimers();
  const before = process.listenerCount("SIGTERM");
  const watch = watchSignals();
  watch.setDeadline(seconds(1));
  watch.close();
  vi.advanceTimersByTime(2_000);
  expect(process.listenerCount("SIGTERM")).toBe(before);
  expect(watch.request.reason).toBeUndefined();
});

test("a deadline does not keep the process alive", () => {
  const watch = watchSignals();
  const timersBefore = process.getActiveResourcesInfo().filter((kind) => kind === "Timeout").length;
  watch.setDeadline(seconds(60));
  expect(process.getActiveResourcesInfo().filter((kind) => kind === "Timeout")).toHaveLength(timersBefore);
  watch.close();
});

test("a request that is looked for ends a sleep within a moment, and is the reason to stop", () => {
  vi.useFakeTimers();
  const watch = watchSignals();
  let isAsked = false;
  watch.lookFor(() => isAsked);
  vi.advanceTimersByTime(10_000);
  expect(watch.signal.aborted).toBe(false);
  isAsked = true;
  vi.advanceTimersByTime(199);
  expect(watch.signal.aborted).toBe(false);
  vi.advanceTimersByTime(1);
  expect([watch.signal.aborted, watch.request.reason]).toEqual([true, { kind: "asked" }]);
  watch.close();
});

test("whoever asks for the reason to stop learns of a request at once", () => {
  vi.useFakeTimers();
  const watch = watchSignals();
  let isAsked = false;
  watch.lookFor(() => isAsked);
  expect(watch.request.reason).toBeUndefined();
  isAsked = true;
  expect([watch.request.reason, watch.signal.aborted]).toEqual([{ kind: "asked" }, true]);
  watch.close();
});

test("after closing nobody looks for a request", () => {
  vi.useFakeTimers();
  const watch = watchSignals();
  const look = vi.fn(() => true);
  watch.lookFor(look);
  watch.close();
  vi.advanceTimersByTime(1_000);
  expect(watch.request.reason).toBeUndefined();
  expect(look).not.toHaveBeenCalled();
});
