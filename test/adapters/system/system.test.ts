import { expect, test } from "vitest";
import { randomJitter } from "../../../src/adapters/system/random-jitter.ts";
import { systemClock } from "../../../src/adapters/system/system-clock.ts";
import { systemIds } from "../../../src/adapters/system/system-ids.ts";
import { durationMs, minutes } from "../../../src/core/domain/time.ts";

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

test("the clock tells the machine's time in whole milliseconds and never goes back in its monotonic one", () => {
  const clock = systemClock(new AbortController().signal);
  const before = Date.now();
  const now = clock.now();
  expect(Number.isInteger(now)).toBe(true);
  expect(now - before).toBeGreaterThanOrEqual(0);
  expect(Date.now() - now).toBeGreaterThanOrEqual(0);
  const first = clock.monotonicMs();
  expect(clock.monotonicMs()).toBeGreaterThanOrEqual(first);
});

test("a sleep lasts as long as it is told to", async () => {
  const clock = systemClock(new AbortController().signal);
  const start = clock.monotonicMs();
  await clock.sleep(durationMs(3));
  expect(clock.monotonicMs() - start).toBeGreaterThanOrEqual(2); // timers count whole milliseconds from a rounded start
});

test("a sleep ends without an error when the process is asked to stop, also when it was asked before", async () => {
  const controller = new AbortController();
  const clock = systemClock(controller.signal);
  const asleep = clock.sleep(minutes(10));
  controller.abort();
  await expect(asleep).resolves.toBeUndefined();
  await expect(clock.sleep(minutes(10))).resolves.toBeUndefined();
});

test("ids are UUIDs, each another", () => {
  const ids = systemIds();
  const made = [ids.requestId(), ids.requestId(), ids.newRunId(), ids.newRunId()];
  for (const id of made) expect(id).toMatch(UUID);
  expect(new Set(made).size).toBe(4);
});

test("a jitter is a whole number of milliseconds within its bound, the bound included", () => {
  expect(randomJitter(durationMs(0))).toBe(0);
  const drawn = new Set(Array.from({ length: 500 }, () => randomJitter(durationMs(3))));
  expect([...drawn].sort()).toEqual([0, 1, 2, 3]);
});
