import { describe, expect, it } from "vitest";
import { TradebotError } from "../../src/core/domain/errors.ts";
import type { CycleSettings } from "../../src/cycle/settings.ts";
import { coin } from "../../src/selftest/coin-strategy.ts";
import { closeOutIn } from "../support/close-out.ts";
import { advanceToNextSlot, localSettings, runCycleIn } from "../support/world.ts";
import { stories, withBroker } from "./order-stories.ts";
import { holding, onMargin, positions, PROFILES, waiting } from "./protected-worlds.ts";

const UNREACHABLE = new TradebotError({
  code: "BROKER_UNREACHABLE",
  message: "the log does not answer",
  exit: "broker_unreachable",
});
const withoutLog = withBroker(() => ({ readOrderActivities: () => Promise.reject(UNREACHABLE) }));

/** Buys more at each bar. */
function buyingMore(): CycleSettings {
  const settings = localSettings({
    STOP_LOSS_PCT: "20",
    TAKE_PROFIT_PCT: "40",
    DUPLICATE_BUY_POLICY: "allow",
    WATCHLIST: "CfdOnIndex:4913",
  });
  const parameters = { seed: 1, buys: 100, sells: 0 };
  return { ...settings, decision: { ...settings.decision, strategy: coin, parameters } };
}

describe.each(PROFILES)("a close-out under %s", (profile) => {
  it("closes what it knows of while the order log does not answer, and calls nothing flat", async () => {
    const held = await holding(onMargin(profile));
    const { report } = await closeOutIn(held, { around: withoutLog });
    expect([report.isFlat, report.failure?.code]).toEqual([false, "BROKER_UNREACHABLE"]);
    expect([positions(held), waiting(held)]).toEqual([[], []]);
    held.clock.advance(20_000);
    expect((await closeOutIn(held)).report.isFlat).toBe(true);
  });

  it("closes what it knows of while the log keeps from it what became of an order found nowhere", async () => {
    const held = await holding(onMargin(profile));
    advanceToNextSlot(held);
    held.simulator.faults.next({ kind: "503", endpoint: "place_order", when: "before" });
    await runCycleIn(held, { settings: buyingMore() });
    expect(stories(held).at(-1)).toMatch(/absent/);
    held.clock.advance(60_000);
    const { report } = await closeOutIn(held, { around: withoutLog });
    expect([report.isFlat, report.failure?.code]).toEqual([false, "BROKER_UNREACHABLE"]);
    expect([positions(held), waiting(held)]).toEqual([[], []]);
  });

  it("leaves the stop where the unknown end of another order keeps the position from being closed", async () => {
    const held = await holding(onMargin(profile));
    advanceToNextSlot(held);
    const dying = withBroker((broker) => ({
      place: async (placement, requestId) => {
        await broker.place(placement, requestId);
        throw new Error("killed");
      },
    }));
    await expect(runCycleIn(held, { settings: buyingMore(), around: dying })).rejects.toThrow("killed");
    held.clock.advance(1_000);
    const before = [positions(held), waiting(held)];
    const { report } = await closeOutIn(held, { around: withoutLog });
    expect(report.isFlat).toBe(false);
    expect([positions(held), waiting(held)]).toEqual(before);
    held.clock.advance(20_000);
    expect((await closeOutIn(held)).report.isFlat).toBe(true);
    expect([positions(held), waiting(held)]).toEqual([[], []]);
  });
});
