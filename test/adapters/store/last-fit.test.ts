import { describe, expect, test } from "vitest";
import { openStoreForReading } from "../../../src/adapters/store/open-store.ts";
import type { LastOtherwise } from "../../../src/adapters/store/decisions.ts";
import { isUnfit, isWantOfData, UNFIT_REASONS } from "../../../src/core/risk/want-of-data.ts";
import { at, beginCycle, PAIR, SHARE } from "./support-values.ts";
import { temporaryStore } from "./temporary-store.ts";

const { store, directory } = temporaryStore();

/** One decision about the share in each cycle, a second apart. */
function decideFor(...reasons: readonly string[]): void {
  for (const [index, reason] of reasons.entries()) {
    const decidedAt = at(index);
    const decision = { instrumentId: SHARE.id, decidedAt, action: "hold", reason, facts: {} } as const;
    const bot = store();
    bot.recordDecisions(beginCycle(bot, decidedAt), [decision]);
  }
}

function lastFit(id: string = SHARE.id): LastOtherwise | undefined {
  const reader = openStoreForReading(directory());
  const found = reader?.lastDecidedOtherwise(id, UNFIT_REASONS);
  reader?.close();
  return found;
}

describe("when an order could last have followed", () => {
  test("is the newest decision for another reason than data and hours", () => {
    decideFor("NO_QUOTE", "SIG_HOLD", "MAX_POSITIONS", "MARKET_NOT_OPEN", "QUOTE_STALE");
    expect(lastFit()).toEqual({ at: at(2), recordedSince: at(2) });
  });

  test("is not known where it never could, beyond the oldest decision kept", () => {
    decideFor("NO_QUOTE", "OUTSIDE_TRADING_HOURS");
    expect(lastFit()).toEqual({ recordedSince: at(0) });
    expect(lastFit(PAIR.id)).toBeUndefined();
  });
});

test.each([
  ["QUOTE_STALE", true, true],
  ["BARS_GAPPED", true, true],
  ["SCHEDULE_UNREADABLE", true, true],
  ["MARKET_NOT_OPEN", false, true],
  ["EXTENDED_HOURS_LIMIT_ONLY", false, true],
  ["OUTSIDE_TRADING_HOURS", false, true],
  ["MAX_POSITIONS", false, false],
  ["SIG_HOLD", false, false],
])("%s is want of data: %s, and unfit: %s", (reason, wantOfData, unfit) => {
  expect([isWantOfData(reason), isUnfit(reason)]).toEqual([wantOfData, unfit]);
});
