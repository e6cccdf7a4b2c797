import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { afterEach, beforeEach } from "vitest";
import { describeFault } from "../../src/config/config-fault.ts";
import { resolveSettings } from "../../src/config/resolve.ts";
import type { Settings } from "../../src/config/settings.ts";
import { scratchDirectory } from "../support/scratch-directory.ts";

/** The settings of LOCAL whose directories lie below one directory. */
export function settingsIn(directory: string, env: Readonly<Record<string, string>> = {}): Settings {
  const resolution = resolveSettings({
    files: [],
    environment: {
      STATE_DIR: path.join(directory, "state"),
      LOG_DIR: path.join(directory, "logs"),
      REPORT_DIR: path.join(directory, "reports"),
      ...env,
    },
    readSecretFile: () => ({ kind: "unreadable", reason: "there is none" }),
  });
  if (resolution.kind === "invalid") throw new Error(resolution.faults.map(describeFault).join("; "));
  return resolution.settings;
}

/** The directories of an installation for each test, removed afterwards. */
export function installation(): {
  readonly at: (...names: string[]) => string;
  readonly settings: () => Settings;
} {
  let directory = "";
  beforeEach(() => {
    directory = scratchDirectory();
    for (const name of ["state", "logs", "reports"]) mkdirSync(path.join(directory, name), { mode: 0o700 });
  });
  afterEach(() => {
    rmSync(directory, { recursive: true });
  });
  return { at: (...names) => path.join(directory, ...names), settings: () => settingsIn(directory) };
}

export function touch(file: string, text = ""): void {
  mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 });
  writeFileSync(file, text, { mode: 0o600 });
}
