import type { StoreReader } from "../adapters/store/store-reader.ts";
import { describeFault } from "../config/config-fault.ts";
import type { Settings } from "../config/settings.ts";
import { TradebotError } from "../core/domain/errors.ts";
import { loadConfiguration, type StrategyOpening } from "./load-configuration.ts";
import type { CommandInput } from "./register/commands.ts";

/** The settings, for commands that cannot do without. @throws TradebotError naming every fault */
export function requireSettings({ host, configuration }: CommandInput, opening?: StrategyOpening): Settings {
  const resolution = loadConfiguration(host.env, configuration, opening);
  if (resolution.kind === "valid") return resolution.settings;
  throw new TradebotError({
    code: "CONFIGURATION_INVALID",
    message: `the configuration is invalid:\n  ${resolution.faults.map(describeFault).join("\n  ")}`,
    exit: "configuration",
  });
}

/** Lets a command look into the store, whether or not a cycle writes to it; `undefined` before the first cycle. */
export async function withStoreReader<Result>(
  settings: Settings,
  look: (reader: StoreReader | undefined) => Result,
): Promise<Result> {
  const { openStoreForReading } = await import("../adapters/store/open-store.ts");
  const reader = openStoreForReading(settings.stateDirectory);
  try {
    return look(reader);
  } finally {
    reader?.close();
  }
}
