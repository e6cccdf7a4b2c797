import { describe, expect, it } from "vitest";
import { TradebotError } from "../../src/core/domain/errors.ts";
import type { CycleSettings } from "../../src/cycle/settings.ts";
import { coin } from "../../src/selftest/coin-strategy.ts";
import { closeOutIn } from "../support/close-out.ts";
import { advanceToNextSlot, localSettings, runCycleIn, type World } from "../support/world.ts";
import { stories, withBroker, world } from "./order-stories.ts";
import { holding, onMargin, positions, PROFILES, waiting } from "./protected-worlds.ts";

const UNREACHABLE = new TradebotError({
  code: "BROKER_UNREACHABLE",
  message: "the log does not answer",
  exit: "broker_unreachable",
});
const withoutLog = withBroker(() => ({ readOrderActivities: () => Promise.reject(UNREACHABLE) }));

/** Buys more at each bar. */
function buyingMore(watchlist = "CfdOnIndex:4913"): CycleSettings {
  const settings = localSettings({
    STOP_LOSS_PCT: "20",
    TAKE_PROFIT_PCT: "40",
    DUPLICATE_BUY_POLICY: "allow",
    WATCHLIST: watchlist,
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

/** Bought in the evening, when New York trades; in the night nothing of it can be sold. */
describe("a close-out while the market is closed", () => {
  it("puts the stop and the target back beside what it could not close", async () => {
    const held = await world({
      env: { STOP_LOSS_PCT: "20", TAKE_PROFIT_PCT: "40", WATCHLIST: "Stock:211" },
      startIso: "2026-03-04T15:15:10Z",
      simulator: { closedMarket: { currencies: "refuse", exchanges: "refuse" } },
    });
    await runCycleIn(held, { settings: buyingMore("Stock:211") });
    const resting = ["StopIfTraded", "Limit"];
    expect(kinds(held)).toEqual(resting);
    held.clock.advance(NIGHT_MS);
    const { report } = await closeOutIn(held);
    expect([report.isFlat, report.failure]).toEqual([false, undefined]);
    expect([positions(held), kinds(held)]).toEqual([["1 Stock:211"], resting]);
    expect(report.last?.orders.map(({ orderType }) => orderType)).toEqual(resting);
    held.clock.advance(NIGHT_MS);
    expect((await closeOutIn(held)).report.isFlat).toBe(true);
    expect([positions(held), waiting(held)]).toEqual([[], []]);
  });
});

const kinds = ({ simulator }: World): readonly string[] =>
  simulator.snapshot().orders.map(({ type }) => type);
const NIGHT_MS = 12 * 3_600_000;
