import type { Settings } from "../../config/settings.ts";
import { loadConfiguration } from "../load-configuration.ts";
import { requireSettings } from "../read-store.ts";
import type { CommandInput } from "../register/commands.ts";

/** Stands in for a watchlist that is still to be written, so that its instruments can be looked up first. */
const ANY_WATCHLIST = "FxSpot:21";

/**
 * The settings of a command that looks instruments up: valid, except that the watchlist may be missing or faulty.
 *
 * @throws TradebotError `CONFIGURATION_INVALID`
 */
export function lookupSettings(input: CommandInput): Settings {
  const resolution = loadConfiguration(input.host.env, input.configuration);
  const isWatchlistAlone =
    resolution.kind === "invalid" && resolution.faults.every(({ setting }) => setting === "WATCHLIST");
  if (!isWatchlistAlone) return requireSettings(input);
  const host = { ...input.host, env: { ...input.host.env, WATCHLIST: ANY_WATCHLIST } };
  return requireSettings({ ...input, host });
}
