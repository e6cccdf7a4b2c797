import { readConfiguration } from "../read-settings.ts";
import type { CommandInput } from "../register/commands.ts";

const DEFAULT = "logs";

/** Where the log is, also with a configuration that is faulty elsewhere: then it is the log that tells of it. */
export function logDirectoryOf({ host, configuration }: CommandInput): string {
  const reading = readConfiguration(host, configuration);
  if (reading.kind === "valid") return reading.settings.logging.directory;
  return reading.effective.find(({ name }) => name === "LOG_DIR")?.value ?? DEFAULT;
}
