import { expect, it } from "vitest";
import { instrument } from "../../src/core/domain/instrument.ts";
import type { Schedule, Step } from "../../src/selftest/schedule.ts";
import { runSchedule } from "../../src/selftest/run-schedule.ts";

const SHARE = instrument("Stock", 211).id;

const ALONE: Schedule["terms"] = {
  startIso: "2026-03-05T20:50:10Z",
  watchlist: [SHARE],
  account: { isMarginTradingAllowed: false, nettingProfile: "FifoRealTime" },
  env: { MAX_POSITIONS: "5", MAX_DAILY_TRADES: "10", STOP_LOSS_PCT: "0", TAKE_PROFIT_PCT: "0.5" },
  activityDelaySeconds: 10,
  buys: 70,
  sells: 15,
};
const START = { kind: "start", machine: "first" } as const;

it.each<[string, Schedule["seed"], readonly Step[]]>([
  [
    "a target that is executed while a close-out cancels it, beside as much of somebody else's",
    501466,
    [
      { kind: "pause", seconds: 300 },
      { kind: "fault", fault: { kind: "fill_wins_over_cancel" } },
      START,
      { kind: "pause", seconds: 60 },
      { kind: "person_trades", instrument: SHARE, side: "buy", quantity: "1" },
      { ...START, job: "close_out" },
    ],
  ],
])("every promise is kept through %s", async (_, seed, steps) => {
  const verdict = await runSchedule({ seed, terms: ALONE, steps });
  expect(verdict.breaches).toEqual([]);
  expect(verdict.orders).toBeGreaterThan(0);
});
