import { mkdirSync } from "node:fs";
import path from "node:path";

/** Makes a private directory for one measurement. */
export function directoryIn(workplace: string, name: string): string {
  const directory = path.join(workplace, name);
  mkdirSync(directory, { mode: 0o700 });
  return directory;
}
