import { accessSync, constants, mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

const MEMORY = "/dev/shm";

/**
 * An empty directory of our own, in memory where the system offers that: it outlives processes, which is all that a
 * test kills, and a thousand durable commits wait for no disk.
 */
export function scratchDirectory(): string {
  return mkdtempSync(path.join(isUsable(MEMORY) ? MEMORY : tmpdir(), "tradebot-"));
}

function isUsable(directory: string): boolean {
  try {
    accessSync(directory, constants.W_OK | constants.X_OK);
    return true;
  } catch {
    return false; // another system, or a locked-down one: the ordinary place will do
  }
}
