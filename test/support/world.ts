import type { CycleSettings } from "../../src/cycle/settings.ts";
import * as selftest from "../../src/selftest/world.ts";
import type { World, WorldOptions } from "../../src/selftest/world.ts";

export {
  advanceToNextSlot,
  runCycleIn,
  startIn,
  TOKEN,
  type CycleRun,
  type RunOptions,
  type World,
  type WorldOptions,
} from "../../src/selftest/world.ts";

/** Most stories are about an entry or an exit; those about protective orders ask for them. */
const UNPROTECTED = { STOP_LOSS_PCT: "0", TAKE_PROFIT_PCT: "0" };

/** So wide that no story meets one of them that is not about it. */
const WIDE_LIMITS = {
  MAX_POSITION_VALUE: "1000000",
  MAX_FX_NOTIONAL: "1000000",
  MAX_PORTFOLIO_EXPOSURE: "10000000",
  MIN_TRADE_AMOUNT: "0",
  MAX_DAILY_LOSS: "0",
};
const USUAL = { ...UNPROTECTED, ...WIDE_LIMITS };

/** The settings of LOCAL without protective orders, with wide limits, and with the given ones besides. */
export const localSettings = (env: Readonly<Record<string, string>> = {}): CycleSettings =>
  selftest.localSettings({ ...USUAL, ...env });

export const startWorld = (options: WorldOptions = {}): Promise<World> =>
  selftest.startWorld({ ...options, env: { ...USUAL, ...options.env } });
