import { existsSync, openSync, closeSync, readFileSync, statSync, writeFileSync, writeSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { describe, expect, test } from "vitest";
import type { OpenedStore } from "../../../src/adapters/store/open-store.ts";
import { openStore, openStoreForReading } from "../../../src/adapters/store/open-store.ts";
import { cycleId } from "../../../src/core/domain/ids.ts";
import type { Timestamp } from "../../../src/core/domain/time.ts";
import { anIntent, at, beginCycle, SHARE, START } from "./support-values.ts";
import { temporaryDirectory } from "./temporary-store.ts";

const directory = temporaryDirectory();
const path = (suffix = ""): string => join(directory(), `tradebot.db${suffix}`);
const HOURS = 3600;

/** Opens and closes it again, as a start that does nothing else. */
function pass(now: Timestamp): OpenedStore["replaced"] {
  const { store, replaced } = openStore({ directory: directory(), now });
  store.close();
  return replaced;
}

/** A store of a year, in one decision of seventeen megabytes; the order comes after it. */
function writeLargeStore(): void {
  const { store } = openStore({ directory: directory(), now: START });
  const cycle = beginCycle(store);
  const decision = { decidedAt: START, action: "hold", reason: "NO_SIGNAL" } as const;
  const facts = { filler: "x".repeat(17_000_000) };
  store.recordDecisions(cycle, [{ instrumentId: SHARE.id, ...decision, facts }]);
  store.createIntent(cycle, anIntent());
  store.close();
}

function overwrite(offset: number): void {
  const file = openSync(path(), "r+");
  writeSync(file, Buffer.alloc(4096, 0x55), 0, 4096, offset);
  closeSync(file);
}

function rootPageOf(table: string): number {
  const raw = new DatabaseSync(path(), { readOnly: true });
  const row = raw.prepare("SELECT rootpage FROM sqlite_schema WHERE name = ?").get(table);
  raw.close();
  return Number(row?.["rootpage"]);
}

/** In the middle of the decision, where no order is. */
const damageTheDecision = (): void => {
  overwrite(8 * 1024 * 1024);
};

describe("a large store", () => {
  test("is read through once a day, and damage is found then", () => {
    writeLargeStore();
    expect(pass(at(1))).toBeUndefined();
    expect(readFileSync(path(".checked"), "utf8")).toBe("2026-03-04T09:15:01.000Z\n");
    expect(statSync(path(".checked")).mode & 0o777).toBe(0o600);
    damageTheDecision();
    expect(pass(at(24 * HOURS))).toBeUndefined();
    expect(pass(at(24 * HOURS + 1))?.path).toBe(path(".damaged-20260305T091501000Z"));
    expect(existsSync(path(".checked"))).toBe(false);
  });

  test("is read through when the clock stands before the last time, or the note says nothing", () => {
    for (const spoil of [
      () => undefined,
      () => {
        writeFileSync(path(".checked"), "yesterday");
      },
    ]) {
      writeLargeStore();
      pass(at(10));
      damageTheDecision();
      spoil();
      expect(pass(at(5))).toBeDefined();
    }
  });

  test("is read through after a process that did not end well", () => {
    writeLargeStore();
    pass(at(1));
    const { store } = openStore({ directory: directory(), now: at(2) });
    beginCycle(store);
    const wal = readFileSync(path("-wal"));
    store.close();
    writeFileSync(path("-wal"), wal, { mode: 0o600 }); // as a kill leaves it
    damageTheDecision();
    expect(pass(at(3))).toBeDefined();
  });

  test("is read through after anybody has met damage in it", () => {
    writeLargeStore();
    pass(at(1));
    damageTheDecision();
    expect(pass(at(2))).toBeUndefined();
    const reader = openStoreForReading(directory());
    expect(() => reader?.decisionsOf(cycleId(1))).toThrow(
      expect.objectContaining({ code: "STORE_DAMAGED", exit: "storage_unwritable" }) as Error,
    );
    reader?.close();
    expect(pass(at(3))).toBeDefined();
  });

  test("is checked at every start where its orders are", () => {
    writeLargeStore();
    pass(at(1));
    overwrite((rootPageOf("intents") - 1) * 4096);
    expect(pass(at(2))).toBeDefined();
  });
});

test("a small store is read through at every start, and nothing is noted", () => {
  const { store } = openStore({ directory: directory(), now: START });
  store.createIntent(beginCycle(store), anIntent({ strategy: "x".repeat(100_000) }));
  store.close();
  pass(at(1));
  expect(existsSync(path(".checked"))).toBe(false);
  overwrite(statSync(path()).size - 50_000);
  expect(pass(at(2))).toBeDefined();
});
