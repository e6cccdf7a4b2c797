import { linkObstacle } from "../../adapters/logging/current-link.ts";
import { failing, type Diagnosis } from "./diagnosis.ts";

/** Whether a cycle can give its log the name by which people find it; without, it does not begin. */
export function checkLogName(directory: string | undefined): readonly Diagnosis[] {
  const obstacle = directory === undefined ? undefined : obstacleIn(directory);
  if (obstacle === undefined) return [];
  return [
    failing("log_name", obstacle, {
      exit: "storage_unwritable",
      remedy: "move it away, or set LOG_DIR to another place; tradebot keeps its log in files with dates",
    }),
  ];
}

/** A directory that cannot be looked into has a line of its own. */
function obstacleIn(directory: string): string | undefined {
  try {
    return linkObstacle(directory);
  } catch {
    return undefined;
  }
}
