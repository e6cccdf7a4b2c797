import { expect, it } from "vitest";
import { instrument } from "../../src/core/domain/instrument.ts";
import type { Schedule, Step } from "../../src/selftest/schedule.ts";
import { runSchedule } from "../../src/selftest/run-schedule.ts";

const SHARE = instrument("Stock", 211).id;

const ALONE: Schedule["terms"] = {
  startIso: "2026-03-05T20:50:10Z",
  watchlist: [SHARE],
  account: { isMarginTradingAllowed: false, nettingProfile: "FifoRealTime" },
  env: {
    TRADING_HOURS_MODE: "always",
    MAX_POSITIONS: "5",
    MAX_DAILY_TRADES: "10",
    STOP_LOSS_PCT: "0",
    TAKE_PROFIT_PCT: "0.5",
  },
  disclaimers: [],
  activityDelaySeconds: 10,
  buys: 70,
  sells: 15,
};
/** Nets by night. */
const BY_NIGHT: Schedule["terms"] = {
  ...ALONE,
  account: { isMarginTradingAllowed: true, nettingProfile: "FifoEndOfDay" },
  env: { ...ALONE.env, STOP_LOSS_PCT: "20", TAKE_PROFIT_PCT: "0" },
  buys: 100,
};
const START = { kind: "start", machine: "first" } as const;
const TRADES = { kind: "person_trades", instrument: SHARE, quantity: "1" } as const;

it.each<[string, Pick<Schedule, "seed" | "terms">, readonly Step[]]>([
  [
    "a target that is executed while a close-out cancels it, beside as much of somebody else's",
    { seed: 501466, terms: ALONE },
    [
      { kind: "pause", seconds: 300 },
      { kind: "fault", fault: { kind: "fill_wins_over_cancel" } },
      START,
      { kind: "pause", seconds: 60 },
      { ...TRADES, side: "buy" },
      { ...START, job: "close_out" },
    ],
  ],
  [
    "what two machines have bought beside what a person has bought and sold again",
    { seed: 219828112, terms: BY_NIGHT },
    [{ ...TRADES, side: "buy" }, { ...TRADES, side: "sell" }, START, { ...START, machine: "second" }],
  ],
])("every promise is kept through %s", async (_, fixed, steps) => {
  const verdict = await runSchedule({ ...fixed, steps });
  expect(verdict.breaches).toEqual([]);
  expect(verdict.orders).toBeGreaterThan(0);
});
