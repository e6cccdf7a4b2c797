import { describe, expect, test } from "vitest";
import { openStoreForReading } from "../../../src/adapters/store/open-store.ts";
import type { SqliteStore } from "../../../src/adapters/store/sqlite-store.ts";
import { decimal } from "../../../src/core/domain/decimal.ts";
import type { ExternalReference } from "../../../src/core/domain/ids.ts";
import { externalReference } from "../../../src/core/domain/ids.ts";
import type { Instrument } from "../../../src/core/domain/instrument.ts";
import type { Timestamp } from "../../../src/core/domain/time.ts";
import { timestamp } from "../../../src/core/domain/time.ts";
import { anIntent, at, beginCycle, PAIR, SHARE } from "./support-values.ts";
import { temporaryStore } from "./temporary-store.ts";

const { store, directory } = temporaryStore();
const REFERENCE = externalReference("ATB-AAAA");
const ALL = 1000;

interface Lived {
  readonly decided?: readonly Instrument[];
  readonly reference?: ExternalReference;
  readonly looked?: boolean;
}

/** A cycle with its decisions and its snapshot, all of one instant. */
function liveCycle(
  bot: SqliteStore,
  when: Timestamp,
  { decided = [SHARE], reference, looked = true }: Lived = {},
) {
  const cycle = beginCycle(bot, when);
  bot.recordDecisions(
    cycle,
    decided.map(({ id }) => ({
      instrumentId: id,
      decidedAt: when,
      action: "hold",
      reason: "NO_SIGNAL",
      facts: {},
      ...(reference === undefined ? {} : { externalReference: reference }),
    })),
  );
  if (looked) {
    bot.recordSnapshot(cycle, {
      takenAt: when,
      balance: { currency: "EUR", cash: decimal("1"), totalValue: decimal("1"), isReliable: true },
      positions: [{ instrumentId: SHARE.id, quantity: decimal("1"), canBeClosed: true }],
    });
  }
  return cycle;
}

/** Ids of the cycles that are left, oldest first, and those that still have a decision. */
function left() {
  const reader = openStoreForReading(directory());
  if (reader === undefined) throw new Error("there is no store");
  const cycles = reader
    .lastCycles(100)
    .map(({ id }) => id)
    .reverse();
  const decided = cycles.filter((id) => reader.decisionsOf(id).length > 0);
  reader.close();
  return { cycles, decided };
}

test("takes what is older than the instant, to the millisecond", () => {
  for (const second of [0, 1, 2, 3, 4]) liveCycle(store(), at(second));
  const justAfter = timestamp(at(2) + 1);
  expect(store().removeAged({ before: at(2), limit: ALL })).toEqual({
    decisions: 2,
    inputs: 0,
    snapshots: 2,
    cycles: 1,
  });
  expect(left()).toEqual({ cycles: [1, 3, 4, 5], decided: [3, 4, 5] });
  expect(store().removeAged({ before: at(2), limit: ALL })).toEqual({
    decisions: 0,
    inputs: 0,
    snapshots: 0,
    cycles: 0,
  });
  expect(store().removeAged({ before: justAfter, limit: ALL })).toEqual({
    decisions: 1,
    inputs: 0,
    snapshots: 0, // the newest at or before the instant says what was held when the rest begins
    cycles: 0,
  });
});

describe("keeps, however old it is,", () => {
  const removeAll = () => store().removeAged({ before: at(1_000_000), limit: ALL });

  test("the newest decision of each instrument, the first cycle, the newest one and the newest snapshot", () => {
    liveCycle(store(), at(0));
    liveCycle(store(), at(1), { decided: [SHARE, PAIR] });
    liveCycle(store(), at(2));
    liveCycle(store(), at(3));
    liveCycle(store(), at(4), { decided: [], looked: false });
    removeAll();
    expect(left()).toEqual({ cycles: [1, 2, 4, 5], decided: [2, 4] });
    expect(store().beganAt()).toBe(at(0));
    expect(store().snapshotBefore(at(1_000_000))?.takenAt).toBe(at(3));
    expect(store().snapshotBefore(at(2))).toBeUndefined();
  });

  test("an order, the decision behind it, and every cycle that had a hand in it", () => {
    liveCycle(store(), at(0));
    const made = liveCycle(store(), at(1), { reference: REFERENCE });
    liveCycle(store(), at(2), { reference: REFERENCE }); // the same decision again, which led to nothing
    const settled = liveCycle(store(), at(3));
    liveCycle(store(), at(4));
    const { id } = store().createIntent(made, anIntent({ externalReference: REFERENCE }));
    store().recordTransition(settled, id, { to: "dropped", reason: "STALE" }, at(3));
    removeAll();
    expect(left()).toEqual({ cycles: [1, made, settled, 5], decided: [made, 5] });
    const reader = openStoreForReading(directory());
    expect(reader?.historyOf(REFERENCE)).toMatchObject([{ cycleId: made, transitions: [{ to: "dropped" }] }]);
    reader?.close();
  });
});

test("goes on where a batch ended, and comes to the same as all at once", () => {
  for (let second = 0; second < 10; second += 1) liveCycle(store(), at(second));
  const before = at(8);
  const rehearsed = store().rehearseRemoval(before);
  expect(rehearsed).toEqual({ decisions: 8, inputs: 0, snapshots: 8, cycles: 7 });
  expect(store().rehearseRemoval(before)).toEqual(rehearsed);
  const sum = { decisions: 0, inputs: 0, snapshots: 0, cycles: 0 };
  for (let batch = 0; batch < 6; batch += 1) {
    const removed = store().removeAged({ before, limit: 3 });
    expect(Math.max(removed.decisions, removed.snapshots, removed.cycles)).toBeLessThanOrEqual(3);
    sum.decisions += removed.decisions;
    sum.snapshots += removed.snapshots;
    sum.cycles += removed.cycles;
  }
  expect(sum).toEqual(rehearsed);
  expect(left()).toEqual({ cycles: [1, 9, 10], decided: [9, 10] });
});

test("numbers of cycles are not used again", () => {
  for (const second of [0, 1, 2]) liveCycle(store(), at(second));
  store().removeAged({ before: at(1_000_000), limit: ALL });
  expect(beginCycle(store(), at(9))).toBe(4);
});

test("keeps the marks that a week is reckoned from", () => {
  const day = 86_400;
  const mark = (seconds: number): void => {
    const figures = { result: decimal("1"), peak: decimal("1"), equity: decimal("1") };
    store().recordMark(beginCycle(store()), { at: at(seconds), ...figures, positions: [], performance: {} });
  };
  for (const days of [0, 1, 2, 9, 10, 11]) mark(days * day);
  store().removeAged({ before: at(10.5 * day), limit: ALL });
  const found = [0.5, 1.5, 2.5, 9.5, 11.5].map((days) => store().markBefore(at(days * day))?.at);
  expect(found).toEqual([undefined, undefined, at(2 * day), at(9 * day), at(11 * day)]);
});
