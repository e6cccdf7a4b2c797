import { afterEach, beforeEach, vi } from "vitest";
import { CLOCK_START } from "./command.ts";

/** For commands that run in the test's own process: a moment in which the market opens no new bar, whenever the test runs. */
export function standStillAtClockStart(): void {
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ["Date"], now: CLOCK_START });
  });
  afterEach(() => {
    vi.useRealTimers();
  });
}
