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

/** The settings of LOCAL without protective orders, with the given ones besides. */
export const localSettings = (env: Readonly<Record<string, string>> = {}): CycleSettings =>
  selftest.localSettings({ ...UNPROTECTED, ...env });

export const startWorld = (options: WorldOptions = {}): Promise<World> =>
  selftest.startWorld({ ...options, env: { ...UNPROTECTED, ...options.env } });
