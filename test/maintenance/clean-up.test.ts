import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { openStore } from "../../src/adapters/store/open-store.ts";
import type { SqliteStore } from "../../src/adapters/store/sqlite-store.ts";
import { cleanUp, rehearseCleanup } from "../../src/cli/commands/maintenance/clean-up.ts";
import { cleanUpHourly } from "../../src/cli/commands/maintenance/hourly-cleanup.ts";
import { TradebotError } from "../../src/core/domain/errors.ts";
import { runId } from "../../src/core/domain/ids.ts";
import { instrument } from "../../src/core/domain/instrument.ts";
import { RecordedEvents } from "../support/recorded-events.ts";
import { VirtualClock } from "../support/virtual-clock.ts";
import { installation, touch } from "./settings.ts";

const { at, settings } = installation();
const DAY_MS = 86_400_000;
const SHARE = instrument("Stock", 211);

/** Works on the store as a cycle that begins now. */
function withStore<Result>(clock: VirtualClock, work: (store: SqliteStore) => Result): Result {
  const { store } = openStore({ directory: settings().stateDirectory, now: clock.now() });
  const close = (): void => {
    store.close();
  };
  const result = work(store);
  if (result instanceof Promise) void result.then(close, close);
  else close();
  return result;
}

/** One cycle a day with one decision, the newest of them now. */
function liveDays(clock: VirtualClock, days: number): void {
  withStore(clock, (store) => {
    for (let day = 1; day <= days; day += 1) {
      const cycle = store.beginCycle({ runId: runId("run-1"), startedAt: clock.now(), dryRun: false });
      const decision = { decidedAt: clock.now(), action: "hold", reason: "NO_SIGNAL", facts: {} } as const;
      store.recordDecisions(cycle, [{ instrumentId: SHARE.id, ...decision }]);
      if (day < days) clock.advance(DAY_MS);
    }
  });
}

describe("by hand", () => {
  test("keeps the days of AUDIT_RETENTION_DAYS, and says beforehand what it will do", () => {
    const clock = new VirtualClock();
    liveDays(clock, 100);
    withStore(clock, (store) => {
      const planned = rehearseCleanup({ settings: settings(), store, clock });
      // today and the 90 days before it stay; of the 9 before those, the first cycle does as well
      expect(planned.rows).toEqual({ decisions: 9, inputs: 0, snapshots: 0, cycles: 8 });
      expect(cleanUp({ settings: settings(), store, clock })).toEqual(planned);
      expect(cleanUp({ settings: settings(), store, clock }).rows).toEqual({
        decisions: 0,
        inputs: 0,
        snapshots: 0,
        cycles: 0,
      });
    });
  });

  test("without a store it looks after the files alone", () => {
    touch(at("state", "backups", "tradebot-20200101T000000000Z-v1.db.new"));
    const clock = new VirtualClock("2126-03-04T09:15:00Z");
    const { files, isComplete } = cleanUp({ settings: settings(), store: undefined, clock });
    expect([files.map(({ name }) => name), isComplete]).toEqual([
      ["tradebot-20200101T000000000Z-v1.db.new"],
      true,
    ]);
    expect(readdirSync(at("state", "backups"))).toEqual([]);
  });

  const line = (startedAt: string): string => `{"run_id":"r","started_at":"${startedAt}"}\n`;

  test("cycle summaries go by whole days, and the rest stays to the byte", () => {
    const [old, edge, recent] = [
      line("2025-12-03T23:59:59.999Z"),
      line("2025-12-04T00:00:00.000Z"),
      line("2026-03-04T09:15:00.000Z"),
    ];
    const file = at("reports", "cycle_summaries.jsonl");
    touch(file, `${old}{"torn\n${old}${edge}{"cut short\n${recent}{"torn`);
    const clock = new VirtualClock(); // 2026-03-04: ninety days after 2025-12-04
    const clean = () => cleanUp({ settings: settings(), store: undefined, clock }).lines;
    expect(clean()).toEqual({ count: 3, bytes: old.length * 2 + '{"torn\n'.length });
    expect(readFileSync(file, "utf8")).toBe(`${edge}{"cut short\n${recent}{"torn`);
    expect(clean()).toEqual({ count: 0, bytes: 0 });
  });

  test("cycle summaries that hold bytes of no text go by what lies between the line ends", () => {
    const [old, recent] = [line("2025-12-03T00:00:00.000Z"), line("2026-03-04T09:15:00.000Z")];
    const torn = Buffer.concat([Buffer.from([0xc3, 0xff, 0xe2, 0x82]), Buffer.from("\n")]);
    const rest = Buffer.concat([Buffer.from(recent), torn]);
    const file = at("reports", "cycle_summaries.jsonl");
    touch(file, "");
    writeFileSync(file, Buffer.concat([Buffer.from(old), torn, Buffer.from(old), rest]));
    const { lines } = cleanUp({ settings: settings(), store: undefined, clock: new VirtualClock() });
    expect(lines).toEqual({ count: 3, bytes: old.length * 2 + torn.length });
    expect(readFileSync(file)).toEqual(rest);
  });

  test("cycle summaries that say nothing of their age stay", () => {
    touch(at("reports", "cycle_summaries.jsonl"), "one\ntwo\n");
    expect(cleanUp({ settings: settings(), store: undefined, clock: new VirtualClock() }).lines.count).toBe(
      0,
    );
  });
});

describe("by itself", () => {
  const endCycle = async (clock: VirtualClock, store: SqliteStore): Promise<RecordedEvents> => {
    const events = new RecordedEvents();
    await cleanUpHourly({ settings: settings(), store, clock, events });
    return events;
  };

  test("runs at most once an hour, across processes", async () => {
    const clock = new VirtualClock();
    liveDays(clock, 100);
    const cleaned: number[] = [];
    for (let cycle = 0; cycle < 25; cycle += 1) {
      const events = await withStore(clock, (store) => endCycle(clock, store));
      if (events.all.length > 0) cleaned.push(cycle);
      clock.advance(300_000);
    }
    expect(cleaned).toEqual([0, 12, 24]);
  });

  test("says what it removed", async () => {
    const clock = new VirtualClock();
    liveDays(clock, 100);
    const events = await withStore(clock, (store) => endCycle(clock, store));
    expect(events.of("maintenance_cleanup_done")).toEqual([
      {
        decisions_removed: 9,
        inputs_removed: 0,
        snapshots_removed: 0,
        cycles_removed: 8,
        files_removed: 0,
        lines_removed: 0,
        bytes_removed: 0,
        is_complete: true,
        duration_ms: 0,
      },
    ]);
  });

  test("believes no clock that has jumped, until a day has passed by it", async () => {
    const clock = new VirtualClock();
    liveDays(clock, 100);
    clock.advance(1000 * DAY_MS);
    liveDays(clock, 1);
    expect((await withStore(clock, (store) => endCycle(clock, store))).all).toEqual([]);
    clock.advance(DAY_MS);
    liveDays(clock, 1);
    const later = await withStore(clock, (store) => endCycle(clock, store));
    expect(later.of("maintenance_cleanup_done")).toMatchObject([{ decisions_removed: 100 }]);
  });

  test("goes on after the next cycle when its time is over", async () => {
    const clock = new VirtualClock();
    liveDays(clock, 241);
    const slow = Object.assign(Object.create(clock) as VirtualClock, {
      now: () => clock.now(),
      monotonicMs: () => {
        clock.advance(100);
        return clock.monotonicMs();
      },
    });
    const outcomes: unknown[] = [];
    for (let cycle = 0; cycle < 3; cycle += 1) {
      const events = await withStore(clock, (store) => endCycle(slow, store));
      outcomes.push(...events.of("maintenance_cleanup_done").map((fields) => fields["is_complete"]));
    }
    expect(outcomes).toEqual([false, true]);
  });

  test("runs again at once when the clock was set back", async () => {
    const clock = new VirtualClock("2026-03-04T09:15:00Z");
    liveDays(clock, 100);
    await withStore(clock, (store) => endCycle(clock, store));
    clock.advance(-DAY_MS);
    expect((await withStore(clock, (store) => endCycle(clock, store))).names()).toEqual([
      "maintenance_cleanup_done",
    ]);
  });

  test.for([
    [
      new TradebotError({ code: "STORE_UNWRITABLE", message: "full", exit: "storage_unwritable" }),
      "STORE_UNWRITABLE",
    ],
    [new Error("broken"), "BUG"],
  ] as const)("a failure is a warning, never the cycle's own: %s", async ([failure, failure_reason]) => {
    const clock = new VirtualClock();
    liveDays(clock, 3);
    const events = await withStore(clock, (store) => {
      const failing = Object.create(store) as SqliteStore;
      failing.removeAged = () => {
        throw failure;
      };
      Object.defineProperty(failing, "cache", { value: store.cache });
      failing.isClockBelievable = () => true;
      return endCycle(clock, failing);
    });
    expect(events.of("maintenance_cleanup_failed")).toMatchObject([{ failure_reason }]);
  });
});
