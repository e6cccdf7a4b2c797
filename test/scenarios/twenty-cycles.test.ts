import { describe, expect, it } from "vitest";
import { expectAgreement } from "../support/agreement.ts";
import { withReader } from "../support/books.ts";
import { advanceToNextSlot, runCycleIn, startWorld } from "../support/world.ts";

const CYCLES = 20;
const WATCHLIST = ["CfdOnIndex:4913", "FxSpot:21", "Stock:211"];

describe("twenty cycles, one every five minutes", () => {
  it.each([
    ["in the morning, with the stock exchange closed", "2026-03-04T09:15:10Z"],
    ["over the opening of the stock exchange", "2026-03-04T14:00:10Z"],
  ])("buy, sell and keep the same books as the broker %s", async (_, startIso) => {
    const world = await startWorld({ startIso });
    try {
      for (let count = 1; count <= CYCLES; count += 1) {
        const { cycle, exitCode } = await runCycleIn(world);
        expect([cycle, exitCode]).toEqual([count, 0]);
        expectAgreement(world);
        const decided = withReader(world.stateDirectory, (reader) => reader.decisionsOf(cycle));
        expect(decided.map(({ instrumentId }) => instrumentId).sort()).toEqual(WATCHLIST);
        advanceToNextSlot(world);
      }
      const { fills, intents } = expectAgreement(world);
      const bought = fills.filter(({ side }) => side === "buy").length;
      const sold = fills.filter(({ side }) => side === "sell").length;
      expect(bought).toBeGreaterThanOrEqual(1);
      expect(sold).toBeGreaterThanOrEqual(1);
      expect(intents.map(({ state }) => state)).toEqual(fills.map(() => "filled"));
      console.info(
        `${CYCLES} cycles from ${startIso}: ${bought} bought, ${sold} sold, books equal after each`,
      );
    } finally {
      await world.close();
    }
  });
});
