import { ENVIRONMENTS } from "../../config/settings.ts";
import { allSettings } from "../../config/all-settings.ts";
import { GROUPS } from "../../config/setting.ts";
import { STRATEGIES } from "../../core/strategy/registry.ts";
import { CATALOGUE } from "../../events/catalogue.ts";

/**
 * Values that the command line does not declare, since declaring them would load the settings and the events with
 * every start: by the words of the command and the option, or of the command alone for its argument.
 */
export const KNOWN_VALUES: Readonly<Record<string, readonly string[]>> = {
  "config docs": [...allSettings().map(({ name }) => name), ...Object.keys(GROUPS)],
  "init --environment": ENVIRONMENTS,
  "logs --event": Object.keys(CATALOGUE),
  "logs --level": ["debug", "info", "warn", "error"],
  "maintenance reset --environment": ENVIRONMENTS,
  "strategies show": STRATEGIES.map(({ name }) => name),
};
