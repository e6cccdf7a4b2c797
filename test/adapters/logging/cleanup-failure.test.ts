import fs, { writeFileSync } from "node:fs";
import { syncBuiltinESMExports } from "node:module";
import path from "node:path";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { openLog } from "../../../src/adapters/logging/open-log.ts";
import { parseLog } from "../../support/log-lines.ts";
import { logOptions, temporaryDirectory } from "./support.ts";

const { rmSync } = fs;

beforeEach(() => {
  // a directory in which files may be made but not removed, which no mode can express for every user
  vi.spyOn(fs, "rmSync").mockImplementation((file, options) => {
    if (String(file).includes("bot.2026-11-1"))
      throw new Error(`EPERM: operation not permitted, rm '${String(file)}'`);
    rmSync(file, options);
  });
  syncBuiltinESMExports();
});
afterEach(() => {
  vi.restoreAllMocks();
  syncBuiltinESMExports();
});

it("old files that cannot be removed are reported once, and the log goes on", async () => {
  const directory = temporaryDirectory();
  for (const day of ["16", "17", "19"]) writeFileSync(path.join(directory, `bot.2026-11-${day}.1.log`), "");
  const options = logOptions({ directory, rotation: { mode: "time", retentionDays: 2 } });
  const log = await openLog(options);
  log.emit("startup_ready", {});
  log.emit("startup_ready", {});
  const lines = parseLog(options.stderr.text);
  expect(lines.map(({ event }) => event)).toEqual(["startup_ready", "log_cleanup_failed", "startup_ready"]);
  expect(lines[1]?.fields["error_message"]).toContain("EPERM: operation not permitted");
  expect(log.isDegraded).toBe(false);
});
