import { rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { startFakeServer, type FakeServer } from "../cli/saxo.ts";
import { runInProcess, type InProcessResult } from "../support/run-in-process.ts";
import { scratchDirectory } from "../support/scratch-directory.ts";

const WARNING = "LIVE: prechecks only, DRY_RUN=false has no effect in this version";

let server: FakeServer;
let directory: string;
beforeAll(async () => {
  server = await startFakeServer(() => ({ status: 400, body: '{"ErrorCode":"InvalidRequest"}' }));
});
afterAll(() => {
  server.close();
});
beforeEach(() => {
  directory = scratchDirectory();
  writeFileSync(path.join(directory, "empty.env"), "");
});
afterEach(() => {
  rmSync(directory, { recursive: true });
});

function run(dryRun: string, ...args: readonly string[]): Promise<InProcessResult> {
  const place = (what: string): string => path.join(directory, what);
  return runInProcess([...args, "--env-file", place("empty.env")], {
    SAXO_ENV: "LIVE",
    SAXO_REST_BASE: server.restBase.replace("/sim", ""),
    SAXO_ACCESS_TOKEN: "canary4Token7Of9Tests2Nobody5Must8Ever3See1This6Text",
    WATCHLIST: "FxSpot:21",
    ALLOW_DELAYED_DATA_IN_SIM: "false",
    DRY_RUN: dryRun,
    LOG_CONSOLE: "off",
    STATE_DIR: place("state"),
    LOG_DIR: place("logs"),
    REPORT_DIR: place("reports"),
  });
}

describe("DRY_RUN=false on LIVE", () => {
  it.each([["--single-cycle"], ["status"], ["config", "check"], ["config", "show"], ["doctor"]])(
    "is said to have no effect by %s %s",
    async (...args) => {
      const { stdout, stderr } = await run("false", ...args);
      expect(stdout + stderr).toContain(WARNING);
    },
  );

  it("is part of the documents for programs", async () => {
    const status: unknown = JSON.parse((await run("false", "status", "--json")).stdout);
    expect(status).toMatchObject({ dry_run: true, dry_run_overruled: true });
    const check: unknown = JSON.parse((await run("false", "config", "check", "--json")).stdout);
    expect(check).toMatchObject({ valid: true, warnings: [WARNING] });
    const doctor: unknown = JSON.parse((await run("false", "doctor", "--json")).stdout);
    expect(doctor).toMatchObject({
      checks: expect.arrayContaining([
        expect.objectContaining({ name: "dry_run", verdict: "warn" }),
      ]) as unknown,
    });
  });
});

describe("DRY_RUN=true on LIVE", () => {
  it.each([["--single-cycle"], ["status"], ["config", "check"], ["config", "show"], ["doctor"]])(
    "is what %s %s takes it for",
    async (...args) => {
      const { stdout, stderr } = await run("true", ...args);
      expect(stdout + stderr).not.toContain("prechecks only");
    },
  );
});
