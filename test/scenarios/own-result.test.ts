import { describe, expect, it } from "vitest";
import type { EquityMark } from "../../src/core/accounting/own-performance.ts";
import { sumDecimals } from "../../src/core/domain/decimal.ts";
import { ownLedger } from "../../src/cycle/own-ledger.ts";
import { timestamp } from "../../src/core/domain/time.ts";
import { withReader } from "../support/books.ts";
import { advanceToNextSlot, localSettings, runCycleIn, startIn, type World } from "../support/world.ts";
import { world } from "./order-stories.ts";
import { loseStore } from "./strategy-worlds.ts";

/** A share that costs commission, bought and sold again while its exchange is open. */
const SHARES = { startIso: "2026-03-04T14:45:10Z", env: { WATCHLIST: "Stock:211" } };
const CYCLES = 28;

const newestMark = ({ stateDirectory, clock }: World): EquityMark | undefined =>
  withReader(stateDirectory, (reader) => reader.markBefore(timestamp(clock.now() + 1)));

/** All that happened, read anew from the store. */
const realisedIn = (there: World): Promise<string> =>
  startIn(there, {}, ({ ports: { store } }) => {
    const nothingKept = {
      ledgerEntries: store.ledgerEntries.bind(store),
      ledgerCheckpoint: () => undefined,
      keepCheckpoint: () => undefined,
    };
    const run = ownLedger(nothingKept, { weekStart: timestamp(0), matching: "first_in_first_out" });
    return Promise.resolve(run.ledger.realised.toString());
  });

describe("what our own trading has come to", () => {
  it("is what the broker's closed positions come to, less the costs that it tells with them", async () => {
    const there = await world(SHARES);
    for (let count = 0; count < CYCLES; count += 1) {
      expect((await runCycleIn(there)).exitCode).toBe(0);
      advanceToNextSlot(there);
    }
    await runCycleIn(there);
    const { closedPositions } = there.simulator.snapshot();
    expect(closedPositions.length).toBeGreaterThan(0);
    const results = closedPositions.map(({ result, openingCost, closingCost }) =>
      result.minus(openingCost).minus(closingCost),
    );
    expect(await realisedIn(there)).toBe(sumDecimals(results).toString());
    const mark = newestMark(there);
    const open = sumDecimals(mark?.positions.map(({ openProfitLoss }) => openProfitLoss) ?? []);
    expect(mark?.result.minus(open).toString()).toBe(sumDecimals(results).toString());
    expect(mark?.performance.today?.toString()).toBe(mark?.result.toString()); // all of it happened today
  });

  it("asks for the costs of a closing until it knows them, and not again", async () => {
    const there = await world(SHARES);
    for (let count = 0; count < CYCLES; count += 1) {
      await runCycleIn(there);
      advanceToNextSlot(there);
    }
    const asked = there.requests.filter(({ target }) => target.includes("/closedpositions"));
    const sales = there.simulator.snapshot().fills.filter(({ side }) => side === "sell");
    expect(asked).toHaveLength(sales.length);
    expect(sales.length).toBeGreaterThan(0);
  });

  it("is known at once with a store that was lost, and counts what is held from its purchase on", async () => {
    const there = await world({ env: { WATCHLIST: "CfdOnIndex:4913" } });
    await runCycleIn(there);
    const [lot] = there.simulator.snapshot().positions;
    if (lot === undefined) throw new Error("nothing was bought");
    loseStore(there);
    there.clock.advance(60_000);
    const { exitCode } = await runCycleIn(there);
    expect(exitCode).toBe(0);
    const mark = newestMark(there);
    const [position] = mark?.positions ?? [];
    const [held] = there.simulator.snapshot().positions;
    expect(position?.quantity.toString()).toBe(held?.amount.toString());
    expect(mark?.performance).toMatchObject({
      today: mark?.result,
      week: mark?.result,
      consecutiveLosses: 0,
    });
    expect(mark?.result.toString()).toBe(position?.openProfitLoss.toString());
  });

  it.each([
    [{ MAX_DRAWDOWN_PCT: "50" }, 1],
    [{ MAX_CONSECUTIVE_LOSSES: "50" }, 1],
    [{ MAX_DRAWDOWN_PCT: "50", DRY_RUN: "true" }, 0],
    [{}, 0],
  ] as const)("begins anew with a store that was lost, and with %o says so %d times", async (env, times) => {
    const there = await world({ env: { WATCHLIST: "CfdOnIndex:4913" } });
    const settings = localSettings({ WATCHLIST: "CfdOnIndex:4913", ...env });
    const first = await runCycleIn(there, { settings: { ...settings, dryRun: false } });
    loseStore(there);
    there.clock.advance(60_000);
    const after = await runCycleIn(there, { settings });
    there.clock.advance(60_000);
    const later = await runCycleIn(there, { settings });
    const said = [first, after, later].map(({ events }) => events.of("strategy_result_begun_anew").length);
    expect(said).toEqual([0, times, 0]);
  });
});
