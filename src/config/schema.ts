import { z } from "zod/mini";
import { BROKER_SETTINGS } from "./groups/broker.ts";
import { DATA_QUALITY_SETTINGS } from "./groups/data-quality.ts";
import { EXECUTION_SETTINGS } from "./groups/execution.ts";
import { HOURS_SETTINGS } from "./groups/hours.ts";
import { LOGGING_SETTINGS } from "./groups/logging.ts";
import { MODE_SETTINGS } from "./groups/mode.ts";
import { OPERATION_SETTINGS } from "./groups/operation.ts";
import { RISK_SETTINGS } from "./groups/risk.ts";
import { STRATEGY_SETTINGS } from "./groups/strategy.ts";
import { WATCHLIST_SETTINGS } from "./groups/watchlist.ts";

/** Every setting whose name does not depend on the strategy. The order is the one of the documentation. */
export const SettingsSchema = z.object({
  ...BROKER_SETTINGS,
  ...WATCHLIST_SETTINGS,
  ...STRATEGY_SETTINGS,
  ...MODE_SETTINGS,
  ...HOURS_SETTINGS,
  ...DATA_QUALITY_SETTINGS,
  ...RISK_SETTINGS,
  ...EXECUTION_SETTINGS,
  ...LOGGING_SETTINGS,
  ...OPERATION_SETTINGS,
});

/** The values of a complete and valid configuration, by setting. */
export type SettingValues = z.infer<typeof SettingsSchema>;
