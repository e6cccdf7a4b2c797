import { describe, expect, test } from "vitest";
import { openStoreForReading } from "../../../src/adapters/store/open-store.ts";
import type { StoreReader } from "../../../src/adapters/store/store-reader.ts";
import { decimal } from "../../../src/core/domain/decimal.ts";
import {
  accountKey,
  cycleId,
  type CycleId,
  externalReference,
  orderId,
  runId,
} from "../../../src/core/domain/ids.ts";
import type { Transition } from "../../../src/core/execution/lifecycle.ts";
import type { DecisionRecord } from "../../../src/cycle/ports/decision-store.ts";
import { anIntent, at, beginCycle, PAIR, SHARE } from "./support-values.ts";
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

const later = (run: string) => store().beginCycle({ runId: runId(run), startedAt: at(300), dryRun: false });

const decision = (instrumentId: DecisionRecord["instrumentId"]): DecisionRecord => ({
  instrumentId,
  decidedAt: at(1),
  action: "buy",
  reason: "SIG_CROSSED_ABOVE",
  facts: {},
});

describe("looking up", () => {
  test("a cycle by its number, or none", () => {
    beginCycle(store());
    expect(read((reader) => [reader.cycle(cycleId(1))?.runId, reader.cycle(cycleId(2))])).toEqual([
      "run-1",
      undefined,
    ]);
  });

  test("cycles by the beginning of their run's id, newest first, not more than asked for", () => {
    beginCycle(store());
    later("run-10");
    later("other");
    const found = read((reader) =>
      ["run-1", "run-10", "un-1", "%"].map((prefix) =>
        reader.cyclesOfRuns(prefix, 2).map(({ id }) => Number(id)),
      ),
    );
    expect(found).toEqual([[2, 1], [2], [], []]);
    expect(read((reader) => reader.cyclesOfRuns("run", 1)).map(({ id }) => Number(id))).toEqual([2]);
  });

  test("references by their beginning, each once, newest first", () => {
    const cycle = beginCycle(store());
    const dropped = store().createIntent(cycle, anIntent());
    store().recordTransition(cycle, dropped.id, { to: "dropped", reason: "DRY_RUN" }, at(1));
    store().createIntent(cycle, anIntent());
    store().createIntent(
      cycle,
      anIntent({ externalReference: externalReference("ATB-ABBB"), instrument: PAIR }),
    );
    expect(
      read((reader) => ["ATB-A", "ATB-AA", "ATB-_"].map((prefix) => reader.referencesStarting(prefix, 5))),
    ).toEqual([["ATB-ABBB", "ATB-AAAA"], ["ATB-AAAA"], []]);
  });

  test("an order by the broker's id", () => {
    const cycle = beginCycle(store());
    const { id } = store().createIntent(cycle, anIntent());
    store().recordTransition(
      cycle,
      id,
      { to: "placed", reason: "FOUND_AT_BROKER", orderId: orderId("5001") },
      at(1),
    );
    expect(read((reader) => ["5001", "500"].map((text) => reader.referencesOfOrder(orderId(text))))).toEqual([
      ["ATB-AAAA"],
      [],
    ]);
  });

  test("the orders a cycle had to do with, also those an earlier one made", () => {
    const first = beginCycle(store());
    const { id } = store().createIntent(first, anIntent());
    store().recordTransition(first, id, { to: "placing", reason: "ABOUT_TO_SEND" }, at(1));
    const second = later("run-2");
    store().recordTransition(second, id, { to: "absent", reason: "ABSENT" }, at(301));
    store().createIntent(
      second,
      anIntent({ externalReference: externalReference("ATB-BBBB"), instrument: PAIR }),
    );
    later("run-3");
    expect(read((reader) => [1, 2, 3].map((number) => reader.referencesOfCycle(cycleId(number))))).toEqual([
      ["ATB-AAAA"],
      ["ATB-AAAA", "ATB-BBBB"],
      [],
    ]);
  });

  test("the decisions an order was made for, and no others", () => {
    const first = beginCycle(store());
    store().recordDecisions(first, [decision(SHARE.id), decision(PAIR.id)]);
    store().createIntent(first, anIntent());
    const found = read((reader) => reader.decisionsFor(externalReference("ATB-AAAA")));
    expect(found.map((one) => [Number(one.cycleId), one.instrumentId])).toEqual([[1, "Stock:211"]]);
  });

  test("the account as a cycle saw it, before and after its orders", () => {
    const cycle = beginCycle(store());
    for (const cash of ["100", "90.5"]) {
      const balance = {
        currency: "USD",
        cash: decimal(cash),
        totalValue: decimal("100"),
        isReliable: true,
      };
      store().recordSnapshot(cycle, { takenAt: at(1), balance, positions: [] });
    }
    later("run-2");
    expect(
      read((reader) =>
        [1, 2].map((number) =>
          reader.snapshotsOf(cycleId(number)).map(({ balance }) => balance.cash.toString()),
        ),
      ),
    ).toEqual([["100", "90.5"], []]);
  });

  test("whose the store is", () => {
    expect(read((reader) => reader.owner())).toBe(undefined);
    const owner = { environment: "SIM", accountKey: accountKey("account-1") };
    store().bindTo(owner);
    expect(read((reader) => reader.owner())).toEqual(owner);
  });
});

describe("orders the broker has judged", () => {
  const attempt = (cycle: CycleId, reference: string, steps: readonly Transition[]): void => {
    const { id } = store().createIntent(
      cycle,
      anIntent({ externalReference: externalReference(reference), purpose: "exit" }),
    );
    for (const step of steps) store().recordTransition(cycle, id, step, at(1));
  };
  const finish = (cycle: CycleId, outcome: "done" | "failed"): void => {
    store().finishCycle(cycle, { finishedAt: at(2), outcome, exitCode: 0, counters: {} });
  };
  const placing: Transition = { to: "placing", reason: "ABOUT_TO_SEND" };
  const since = (secondsLater: number, count = 9) =>
    read((reader) => reader.attemptsSince(at(secondsLater), count));

  test("are those it took and those it refused, newest first, not more than asked for", () => {
    const cycle = beginCycle(store());
    attempt(cycle, "ATB-A", [{ to: "dropped", reason: "NotEnoughCash" }]);
    attempt(cycle, "ATB-B", [placing, { to: "rejected", reason: "TooLarge" }]);
    attempt(cycle, "ATB-C", [placing, { to: "placed", reason: "ACCEPTED", orderId: orderId("1") }]);
    finish(cycle, "done");
    const exit = { instrumentId: SHARE.id, purpose: "exit", at: at(0) };
    expect(since(0)).toEqual([exit, { ...exit, refusal: "TooLarge" }, { ...exit, refusal: "NotEnoughCash" }]);
    expect([since(0, 1).length, since(1).length]).toEqual([1, 0]);
  });

  test("are not those it was never asked about, nor those of a dry run", () => {
    const failed = beginCycle(store());
    attempt(failed, "ATB-A", [{ to: "dropped", reason: "BROKER_UNREACHABLE" }]);
    attempt(failed, "ATB-B", [placing, { to: "unknown", reason: "TIMED_OUT" }]);
    finish(failed, "failed");
    const dry = store().beginCycle({ runId: runId("dry"), startedAt: at(0), dryRun: true });
    attempt(dry, "ATB-C", [{ to: "dropped", reason: "NotEnoughCash" }]);
    finish(dry, "done");
    expect(since(0)).toEqual([]);
  });
});
