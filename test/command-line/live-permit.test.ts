import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { armingPath, removeArming, writeArming } from "../../src/adapters/files/arming-file.ts";
import { armingStanding } from "../../src/cli/arming/arming-standing.ts";
import { accountDigest, limitsOf } from "../../src/cli/arming/live-limits.ts";
import { livePermit } from "../../src/cli/arming/live-permit.ts";
import { describeFault } from "../../src/config/config-fault.ts";
import { resolveSettings } from "../../src/config/resolve.ts";
import type { SaxoSettings } from "../../src/config/settings.ts";
import { accountKey } from "../../src/core/domain/ids.ts";
import { addDuration, timestamp } from "../../src/core/domain/time.ts";
import { daysLong } from "../../src/core/risk/arming.ts";
import { scratchDirectory } from "../support/scratch-directory.ts";

const ACCOUNT = accountKey("Cf4xZWiYL6W1nMKpygBLLA==");
const NOW = timestamp(1_000_000_000_000);

let directory: string;
beforeEach(() => {
  directory = scratchDirectory();
});
afterEach(() => {
  rmSync(directory, { recursive: true });
});

function settingsWith(more: Readonly<Record<string, string>> = {}): SaxoSettings {
  const resolution = resolveSettings({
    files: [],
    environment: {
      SAXO_ENV: "LIVE",
      SAXO_ACCESS_TOKEN: "canary",
      WATCHLIST: "Stock:211",
      DRY_RUN: "false",
      STATE_DIR: directory,
      ...more,
    },
    readSecretFile: () => ({ kind: "missing" }),
  });
  if (resolution.kind === "invalid") throw new Error(resolution.faults.map(describeFault).join("; "));
  if (resolution.settings.environment === "LOCAL") throw new Error("LIVE was asked for");
  return resolution.settings;
}

function armFor(settings: SaxoSettings): void {
  writeArming(directory, {
    restBase: settings.saxo.restBase.href,
    accountDigest: accountDigest(settings, ACCOUNT),
    account: "***97",
    limits: limitsOf(settings),
    armedAt: NOW,
    expiresAt: addDuration(NOW, daysLong(1)),
    by: "ann@desk",
  });
}

/** Of a cycle that began while all was well. */
function permitOf(settings: SaxoSettings) {
  armFor(settings);
  const permit = livePermit(settings, armingStanding(settings, NOW));
  if (permit === undefined) throw new Error("real money needs a permit");
  return permit;
}

it.each([
  [2, "an earlier version made it, which did not know all of the limits"],
  [4, "a newer version made it"],
])("an arming file of schema version %i counts for nothing, and says why", (version, why) => {
  const settings = settingsWith();
  armFor(settings);
  const file = armingPath(directory);
  const text = readFileSync(file, "utf8");
  writeFileSync(file, text.replace(/"schema_version": ?3/, `"schema_version": ${version}`));
  expect(armingStanding(settings, NOW)).toEqual({
    kind: "unarmed",
    reasons: [`the arming cannot be trusted, since ${why}`],
  });
});

describe("the permit of a LIVE cycle", () => {
  it("lets orders go in the account that was armed", () => {
    const permit = permitOf(settingsWith());
    expect(permit.objectionTo(ACCOUNT)).toBeUndefined();
    expect(permit.check(NOW)).toBeUndefined();
  });

  it("lets none go before the account is known", () => {
    expect(permitOf(settingsWith()).check(NOW)).toEqual({
      code: "LIVE_UNARMED",
      reason: "LIVE: prechecks only, whatever DRY_RUN says: the arming is for another account",
    });
  });

  it("lets none go in another account", () => {
    const permit = permitOf(settingsWith());
    const objection = permit.objectionTo(accountKey("another account's key=="));
    expect(objection).toContain("the arming is for another account");
    expect(permit.objection).toBe(objection);
    expect(permit.check(NOW)?.code).toBe("LIVE_UNARMED");
  });

  it("lets none go from the moment in which it is taken back, or ends", () => {
    const permit = permitOf(settingsWith());
    permit.objectionTo(ACCOUNT);
    expect(permit.check(addDuration(NOW, daysLong(1)))?.reason).toContain("the arming ended at");
    removeArming(directory);
    expect(permit.check(NOW)?.reason).toContain("nobody has armed it");
  });

  it("lets none go in a cycle that began without an arming, whatever is there by now", () => {
    const settings = settingsWith();
    const permit = livePermit(settings, armingStanding(settings, NOW));
    armFor(settings);
    expect(permit?.objectionTo(ACCOUNT)).toContain("nobody has armed it");
    expect(permit?.check(NOW)?.code).toBe("LIVE_UNARMED");
  });

  it.each([{ DRY_RUN: "true" }, { SAXO_ENV: "SIM" }])("is not needed with %j", (more) => {
    const settings = settingsWith(more);
    expect(armingStanding(settings, NOW)).toEqual({ kind: "not_needed" });
    expect(livePermit(settings, { kind: "not_needed" })).toBeUndefined();
  });
});
