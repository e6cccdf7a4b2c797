import { copyFileSync, cpSync, rmSync } from "node:fs";
import path from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import type { CycleSettings } from "../../src/cycle/settings.ts";
import { coin } from "../../src/selftest/coin-strategy.ts";
import { closeOutIn } from "../support/close-out.ts";
import { scratchDirectory } from "../support/scratch-directory.ts";
import { localSettings, runCycleIn, type World } from "../support/world.ts";
import { stories, withBroker, world } from "./order-stories.ts";
import { holding, onMargin, positions, PROFILES, waiting } from "./protected-worlds.ts";

/** The same account from another machine, with a store of its own, or a copy of this one's. */
function machineBeside(surroundings: World, { isCopy = false } = {}): World {
  const stateDirectory = scratchDirectory();
  if (isCopy) cpSync(surroundings.stateDirectory, stateDirectory, { recursive: true });
  onTestFinished(() => {
    rmSync(stateDirectory, { recursive: true });
  });
  return { ...surroundings, stateDirectory };
}

const WIDE = { STOP_LOSS_PCT: "20", TAKE_PROFIT_PCT: "40", WATCHLIST: "CfdOnIndex:4913" };

/** Buys at each bar, or does nothing. */
function wanting(wish: "to buy" | "nothing"): CycleSettings {
  const settings = localSettings(WIDE);
  const parameters = { seed: 1, buys: wish === "to buy" ? 100 : 0, sells: 0 };
  return { ...settings, decision: { ...settings.decision, strategy: coin, parameters } };
}

/** Until the store has no question left of what was before it. */
async function runIdly(machine: World): Promise<void> {
  for (let start = 0; start < 3; start += 1) {
    await runCycleIn(machine, { settings: wanting("nothing") });
    machine.clock.advance(60_000);
  }
}

describe.each(PROFILES)("a close-out under %s", (profile) => {
  it("closes what another machine has bought under our name, with the orders beside it", async () => {
    const buyer = await world(onMargin(profile, WIDE));
    const closer = machineBeside(buyer);
    await runIdly(closer);
    await runCycleIn(buyer, { settings: wanting("to buy") });
    expect([positions(buyer).length, waiting(buyer).length]).toEqual([1, 2]);
    buyer.clock.advance(60_000);
    const { report } = await closeOutIn(closer);
    expect([report.failure?.code, report.isFlat]).toEqual([undefined, true]);
    expect([positions(buyer), waiting(buyer)]).toEqual([[], []]);
  });

  it("closes what was bought a moment ago, before the log shows it", async () => {
    const buyer = await world(onMargin(profile, WIDE));
    const closer = machineBeside(buyer);
    await runIdly(closer);
    await runCycleIn(buyer, { settings: wanting("to buy") });
    const { report } = await closeOutIn(closer);
    expect(report.isFlat).toBe(true);
    expect([positions(buyer), waiting(buyer)]).toEqual([[], []]);
  });

  it("closes what was bought after the store was copied away and before it was put back", async () => {
    const machine = await world(onMargin(profile, WIDE));
    await runIdly(machine);
    const store = path.join(machine.stateDirectory, "tradebot.db");
    copyFileSync(store, `${store}.old`);
    await runCycleIn(machine, { settings: wanting("to buy") });
    machine.clock.advance(60_000);
    for (const suffix of ["-wal", "-shm"]) rmSync(store + suffix, { force: true });
    copyFileSync(`${store}.old`, store);
    const { report } = await closeOutIn(machine);
    expect(report.isFlat).toBe(true);
    expect([positions(machine), waiting(machine)]).toEqual([[], []]);
  });

  it("sells nothing again that another machine closes right before its own order leaves", async () => {
    const first = await holding(onMargin(profile));
    const second = machineBeside(first, { isCopy: true });
    let isFirst = true;
    const overtaken = withBroker((broker) => ({
      precheck: async (placement, requestId) => {
        const outcome = await broker.precheck(placement, requestId);
        if (!isFirst) return outcome;
        isFirst = false;
        first.clock.advance(7);
        expect((await closeOutIn(second)).report.isFlat).toBe(true);
        return outcome;
      },
    }));
    const { report } = await closeOutIn(first, { around: overtaken });
    expect(report.isFlat).toBe(true);
    expect([positions(first), waiting(first)]).toEqual([[], []]);
    expect(stories(first)).toContain("dropped POSITION_HAS_MOVED");
  });
});
