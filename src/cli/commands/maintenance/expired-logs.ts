import type { OwnFile } from "../../../adapters/files/inventory.ts";
import { takeStock } from "../../../adapters/files/inventory.ts";
import { readLogDirectory } from "../../../adapters/logging/log-directory.ts";
import { currentFile, expiredFiles } from "../../../adapters/logging/rotation.ts";
import type { Settings } from "../../../config/settings.ts";
import type { Timestamp } from "../../../core/domain/time.ts";
import { isoFromTimestamp } from "../../../core/domain/time.ts";

/** The log files that the log will remove when it is opened next. */
export function expiredLogs({ logging }: Settings, now: Timestamp): readonly OwnFile[] {
  const { directory, rotation } = logging;
  const anything = takeStock(directory, [{ kind: "log", matches: () => true }]);
  if (!anything.isThere) return [];
  const date = isoFromTimestamp(now).slice(0, "2026-11-20".length);
  const { files, highestNumber } = readLogDirectory(directory);
  const current = currentFile({ files, highestNumber }, date, rotation);
  const expired = new Set(expiredFiles({ files, current, date, rotation }).map(({ name }) => name));
  return anything.files.filter(({ name }) => expired.has(name));
}
