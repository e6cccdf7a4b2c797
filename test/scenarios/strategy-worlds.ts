import { rmSync } from "node:fs";
import path from "node:path";
import { expect } from "vitest";
import { timestampFromIso } from "../../src/core/domain/time.ts";
import { runCycleIn, type CycleRun, type World, type WorldOptions } from "../support/world.ts";
import { world } from "./order-stories.ts";

/** Limits that these stories do not come near. */
const WIDE_LIMITS = {
  MAX_POSITION_VALUE: "100000",
  MAX_PORTFOLIO_EXPOSURE: "1000000",
  MAX_POSITIONS: "10",
  MAX_DAILY_LOSS: "0",
};

/** An account that trades by a strategy, contracts on indices included. */
export const tradingBy = (
  startIso: string,
  env: Readonly<Record<string, string>>,
  simulator: WorldOptions["simulator"] = {},
): Promise<World> =>
  world({
    startIso,
    env: { ...WIDE_LIMITS, ...env },
    simulator: { account: { nettingProfile: "FifoRealTime", isMarginTradingAllowed: true }, ...simulator },
  });

export async function cycleAt(bot: World, iso: string): Promise<CycleRun> {
  const later = (timestampFromIso(iso) ?? NaN) - bot.clock.now();
  expect(later).toBeGreaterThanOrEqual(0);
  bot.clock.advance(later);
  const run = await runCycleIn(bot);
  expect([iso, run.exitCode]).toEqual([iso, 0]);
  return run;
}

/** `CfdOnIndex:100001 buy SIG_AMONG_BEST`, in the order in which they were made. */
export const decisionsOf = ({ events }: CycleRun): readonly string[] =>
  events
    .of("strategy_decision_made")
    .map(({ instrument_id, action, reason }) => [instrument_id, action, reason].join(" "));

/** `CfdOnIndex:100001 buy 23`, in the order in which they were sent. */
export const ordersOf = ({ events }: CycleRun): readonly string[] =>
  events
    .of("execution_order_placed")
    .map(({ instrument_id, side, quantity }) => [instrument_id, side, quantity].join(" "));

/** What the broker holds, by instrument. */
export const positionsIn = ({ simulator }: World): Readonly<Record<string, number>> => {
  const held: Record<string, number> = {};
  for (const { instrument, amount } of simulator.snapshot().positions) {
    held[instrument.id] = (held[instrument.id] ?? 0) + Number(amount.toString());
  }
  return held;
};

export function loseStore({ stateDirectory }: World): void {
  for (const ending of ["", "-wal", "-shm"]) {
    rmSync(path.join(stateDirectory, `tradebot.db${ending}`), { force: true });
  }
}
