import { describe, expect, it } from "vitest";
import { TradebotError } from "../../src/core/domain/errors.ts";
import type { CycleSettings } from "../../src/cycle/settings.ts";
import { closeOutIn } from "../support/close-out.ts";
import { reconcileIn } from "../support/reconcile.ts";
import { localSettings, runCycleIn } from "../support/world.ts";
import { expectAgreement } from "../support/agreement.ts";
import { cancelByHand, holding, onMargin, waiting } from "./protected-worlds.ts";

const ENV = { STOP_LOSS_PCT: "20", TAKE_PROFIT_PCT: "40", WATCHLIST: "CfdOnIndex:4913" };
const { decision, ...settings } = localSettings(ENV);

/** A user's own file that breaks off when it is asked. */
const THROWING: CycleSettings = {
  ...settings,
  strategyFile: "own.ts",
  decision: {
    ...decision,
    strategy: {
      ...decision.strategy,
      fileDigest: "0123456789abcdef",
      evaluate: () => {
        throw new Error("planted");
      },
    },
  },
};

/** One that cannot be opened at all. */
const UNUSABLE: CycleSettings = {
  ...settings,
  strategyFile: "own.ts",
  decision: Object.defineProperty({ ...decision }, "strategy", {
    enumerable: true,
    get: () => {
      throw new TradebotError({ code: "STRATEGY_INVALID", message: "planted", exit: "configuration" });
    },
  }),
};

/** One that would do whatever it likes if it were opened. */
const UNTOUCHABLE: CycleSettings = {
  ...settings,
  strategyFile: "own.ts",
  decision: Object.defineProperty({ ...decision }, "strategy", {
    enumerable: true,
    get: () => {
      throw new Error("opened");
    },
  }),
};

describe("a user's own strategy file", () => {
  it("is not opened by those who close", async () => {
    const held = await holding(onMargin("FifoRealTime"));
    const { report } = await closeOutIn({ ...held, settings: UNTOUCHABLE });
    expect([report.failure, report.isFlat]).toEqual([undefined, true]);
    expectAgreement(held);
  });

  it("is not opened by those who compare records", async () => {
    const held = await holding(onMargin("FifoRealTime"));
    const { report } = await reconcileIn({ ...held, settings: UNTOUCHABLE });
    expect(report.failure).toBeUndefined();
    expect(report.account?.positions).toHaveLength(1);
  });
});

describe("a strategy that gives no answer", () => {
  it.each([
    ["because it throws", THROWING],
    ["because its file cannot be opened", UNUSABLE],
  ])("%s ends the cycle with 78, once a position without a stop has got one again", async (_, failing) => {
    const held = await holding(onMargin("FifoRealTime"));
    await cancelByHand(held, "Stop");
    await cancelByHand(held, "Limit");
    expect(waiting(held)).toEqual([]);
    const { exitCode, events } = await runCycleIn(held, { settings: failing });
    expect(exitCode).toBe(78);
    expect(waiting(held)).toHaveLength(2);
    expect(events.of("cycle_failed")).toHaveLength(1);
    expect(events.of("strategy_failed")).toHaveLength(failing === UNUSABLE ? 0 : 1);
    expect(events.of("execution_intent_created").map(({ purpose }) => purpose)).not.toContain("exit");
    expectAgreement(held);
  });
});
