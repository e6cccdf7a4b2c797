import { readdirSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import { describe, expect, it } from "vitest";
import { removeOwn } from "../../src/adapters/files/inventory.ts";
import { backUpStore } from "../../src/adapters/store/backup.ts";
import { openStore } from "../../src/adapters/store/open-store.ts";
import { putInPlace, stageBackup } from "../../src/adapters/store/restore.ts";
import { takeStockOfAll } from "../../src/cli/commands/maintenance/own-directories.ts";
import { resetSteps } from "../../src/cli/commands/maintenance/reset-steps.ts";
import { runId } from "../../src/core/domain/ids.ts";
import { isoFromTimestamp } from "../../src/core/domain/time.ts";
import { settingsIn } from "../maintenance/settings.ts";
import { expectAgreement } from "../support/agreement.ts";
import type { World } from "../support/world.ts";
import { advanceToNextSlot, localSettings, runCycleIn } from "../support/world.ts";
import { nextStart, orderCount, world } from "./order-stories.ts";

/** Buys one of these early on, and six slots later sells it and buys the other. */
const SALE_AND_PURCHASE = { env: { WATCHLIST: "CfdOnIndex:100037,CfdOnIndex:100002" } };

async function runSlots(surroundings: World, count: number): Promise<void> {
  for (let slot = 0; slot < count; slot += 1) {
    expect((await runCycleIn(surroundings)).exitCode).toBe(0);
    advanceToNextSlot(surroundings);
  }
}

describe("a store brought back from a backup", () => {
  it.for([0, 1, 3])("learns from the broker all that was ordered since slot %i", async (slot) => {
    const surroundings = await world(SALE_AND_PURCHASE);
    const { stateDirectory, clock } = surroundings;
    await runSlots(surroundings, slot + 1);
    const { path } = backUpStore({ stateDirectory, now: clock.now() }) ?? { path: "" };
    await runSlots(surroundings, 7 - slot);
    const before = orderCount(surroundings);
    expect(before).toBeGreaterThanOrEqual(3);
    putInPlace(stageBackup({ stateDirectory, file: path, environment: "LOCAL" }), clock.now());
    expect((await nextStart(surroundings)).exitCode).toBe(0);
    expectAgreement(surroundings);
    const last = await nextStart(surroundings); // the decisions of this bar are all made
    expect([last.exitCode, last.report.tally.placed]).toEqual([0, 0]);
    expectAgreement(surroundings);
  });
});

describe("a store that was begun by a clock a year ahead", () => {
  it("learns from the broker what was ordered since its backup", async () => {
    const surroundings = await world(SALE_AND_PURCHASE);
    const { stateDirectory, clock } = surroundings;
    expect((await runCycleIn(surroundings, { settings: localSettings({ DRY_RUN: "true" }) })).exitCode).toBe(
      0,
    );
    const { path } = backUpStore({ stateDirectory, now: clock.now() }) ?? { path: "" };
    const database = new DatabaseSync(path);
    database.exec(`UPDATE cycles SET started_at = started_at + ${365 * 86_400_000}`);
    database.close();
    advanceToNextSlot(surroundings);
    await runSlots(surroundings, 7);
    expect(orderCount(surroundings)).toBeGreaterThanOrEqual(2);
    putInPlace(stageBackup({ stateDirectory, file: path, environment: "LOCAL" }), clock.now());
    expect((await nextStart(surroundings)).exitCode).toBe(0);
    expectAgreement(surroundings);
  });
});

describe("a reset of the store and the account", () => {
  /** A world that was left by a kill: both databases have something in their write-ahead logs. */
  async function abandonedWorld(from: World): Promise<World> {
    const { store } = openStore({ directory: from.stateDirectory, now: from.clock.now() });
    try {
      store.beginCycle({ runId: runId("killed"), startedAt: from.clock.now(), dryRun: false });
      const startIso = isoFromTimestamp(from.clock.now());
      return await world({ ...SALE_AND_PURCHASE, startIso, copyOf: from.stateDirectory });
    } finally {
      store.close();
    }
  }

  const stepsIn = ({ stateDirectory }: World) => {
    const settings = settingsIn("/nowhere", { STATE_DIR: stateDirectory });
    return resetSteps(["store", "account"], takeStockOfAll(settings));
  };

  it("may be killed after any step: the next cycle goes on, and agrees with the broker", async () => {
    const origin = await world(SALE_AND_PURCHASE);
    await runSlots(origin, 7);
    expect(orderCount(origin)).toBeGreaterThan(0);
    let isLast = false;
    const names: string[] = [];
    for (let done = 0; !isLast; done += 1) {
      const survivor = await abandonedWorld(origin);
      await survivor.stopSimulator();
      const steps = stepsIn(survivor);
      isLast = done === steps.length;
      names.splice(0, names.length, ...steps.map(({ name }) => name));
      expect(steps.slice(0, done).map(removeOwn)).not.toContain(false);
      await survivor.restartSimulator();
      expect((await nextStart(survivor)).exitCode).toBe(0);
      survivor.clock.advance(60_000);
      expect((await runCycleIn(survivor)).exitCode).toBe(0);
      expectAgreement(survivor);
    }
    expect(names).toEqual(["tradebot.db", "tradebot.db-shm", "tradebot.db-wal", "simulator.db"]);
  });

  it("leaves nothing of either", async () => {
    const surroundings = await world(SALE_AND_PURCHASE);
    await runSlots(surroundings, 1);
    await surroundings.stopSimulator();
    for (const file of stepsIn(surroundings)) removeOwn(file);
    expect(readdirSync(surroundings.stateDirectory)).toEqual([]);
  });
});
