import { describe, expect, test } from "vitest";
import { openStoreForReading } from "../../../src/adapters/store/open-store.ts";
import type { StoreReader } from "../../../src/adapters/store/store-reader.ts";
import { decimal } from "../../../src/core/domain/decimal.ts";
import { cycleId, externalReference, runId } from "../../../src/core/domain/ids.ts";
import type { AccountSnapshot } from "../../../src/core/domain/account.ts";
import type { DecisionRecord } from "../../../src/cycle/ports/decision-store.ts";
import { at, beginCycle, PAIR, SHARE, START } from "./support-values.ts";
import { temporaryStore } from "./temporary-store.ts";

const { store, directory } = temporaryStore();

function read<Result>(look: (reader: StoreReader) => Result): Result {
  const reader = openStoreForReading(directory());
  if (reader === undefined) throw new Error("there is no store");
  try {
    return look(reader);
  } finally {
    reader.close();
  }
}

const DONE = {
  finishedAt: at(3),
  outcome: "done",
  exitCode: 0,
  counters: { placed: 1, requests: 12 },
} as const;

describe("cycles", () => {
  test("count from 1 and are listed newest first, with their ends", () => {
    const first = beginCycle(store());
    store().finishCycle(first, DONE);
    const second = store().beginCycle({ runId: runId("run-2"), startedAt: at(300), dryRun: true });
    const skipped = { ...DONE, outcome: "skipped", reason: "OUTSIDE_TRADING_HOURS" } as const;
    store().finishCycle(second, skipped);
    const third = store().beginCycle({ runId: runId("run-3"), startedAt: at(600), dryRun: false });
    expect([first, second, third]).toEqual([1, 2, 3]);
    expect(read((reader) => reader.lastCycles(3))).toEqual([
      { id: 3, runId: "run-3", startedAt: at(600), dryRun: false },
      { id: 2, runId: "run-2", startedAt: at(300), dryRun: true, result: skipped },
      { id: 1, runId: "run-1", startedAt: START, dryRun: false, result: DONE },
    ]);
    expect(read((reader) => reader.lastCycles(1)).map((cycle) => cycle.id)).toEqual([3]);
  });

  test("finish once, and only when begun", () => {
    const cycle = beginCycle(store());
    store().finishCycle(cycle, DONE);
    expect(() => {
      store().finishCycle(cycle, DONE);
    }).toThrow("cycle 1 is not running, so it cannot finish");
    expect(() => {
      store().finishCycle(cycleId(7), DONE);
    }).toThrow("cycle 7 is not running");
  });
});

describe("decisions", () => {
  const buy: DecisionRecord = {
    instrumentId: SHARE.id,
    decidedAt: at(1),
    action: "buy",
    reason: "SIGNAL",
    facts: { short: 101.5, gates: [{ name: "quote_age", limit: 30, found: 2 }], note: "a 'quoted' “word”" },
    externalReference: externalReference("ATB-AAAA"),
  };
  const hold: DecisionRecord = {
    instrumentId: PAIR.id,
    decidedAt: at(2),
    action: "hold",
    reason: "QUOTE_STALE",
    facts: {},
  };

  test("are kept with their facts, for the cycle and for the instrument", () => {
    const first = beginCycle(store());
    store().recordDecisions(first, [buy, hold]);
    const second = beginCycle(store(), at(300));
    store().recordDecisions(second, [{ ...hold, reason: "NO_SIGNAL" }]);
    expect(read((reader) => reader.decisionsOf(first))).toEqual([
      { ...buy, cycleId: 1 },
      { ...hold, cycleId: 1 },
    ]);
    expect(read((reader) => reader.newestDecision(SHARE.id))).toEqual({ ...buy, cycleId: 1 });
    expect(read((reader) => reader.newestDecision(PAIR.id))).toEqual({
      ...hold,
      cycleId: 2,
      reason: "NO_SIGNAL",
    });
    expect(read((reader) => reader.decisionsOf(cycleId(9)))).toEqual([]);
  });

  test("are one for each instrument and cycle: a second writes none of its batch", () => {
    const cycle = beginCycle(store());
    expect(() => {
      store().recordDecisions(cycle, [hold, buy, buy]);
    }).toThrow("the store refuses a row");
    expect(read((reader) => reader.decisionsOf(cycle))).toEqual([]);
    expect(read((reader) => reader.newestDecision(SHARE.id))).toBeUndefined();
  });

  test("belong to a cycle", () => {
    expect(() => {
      store().recordDecisions(cycleId(1), [buy]);
    }).toThrow("FOREIGN KEY constraint failed");
  });
});

describe("account snapshots", () => {
  const snapshot = (secondsLater: number, cash: string): AccountSnapshot => ({
    takenAt: at(secondsLater),
    balance: {
      currency: "EUR",
      cash: decimal(cash),
      totalValue: decimal("100000.000000001"),
      isReliable: true,
    },
    positions: [
      {
        instrumentId: SHARE.id,
        quantity: decimal("-3.5"),
        averageOpenPrice: decimal("101.25"),
        canBeClosed: true,
      },
      { instrumentId: "StockOption:77", quantity: decimal("2"), canBeClosed: false },
    ],
  });

  test("come back exact, foreign positions included; the newest first and the newest before an instant", () => {
    expect(read((reader) => reader.latestSnapshot())).toBeUndefined();
    const cycle = beginCycle(store());
    store().recordSnapshot(cycle, snapshot(1, "0.1"));
    store().recordSnapshot(cycle, { ...snapshot(2, "0.2"), positions: [] });
    expect(read((reader) => reader.latestSnapshot())).toEqual({ ...snapshot(2, "0.2"), positions: [] });
    expect(store().snapshotBefore(at(1.999))).toEqual(snapshot(1, "0.1"));
    expect(store().snapshotBefore(at(2))).toEqual({ ...snapshot(2, "0.2"), positions: [] });
    expect(store().snapshotBefore(at(0))).toBeUndefined();
  });
});
