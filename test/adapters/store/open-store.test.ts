import {
  chmodSync,
  existsSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { describe, expect, test } from "vitest";
import { openStore, openStoreForReading } from "../../../src/adapters/store/open-store.ts";
import type { OpenedStore } from "../../../src/adapters/store/open-store.ts";
import { anIntent, at, beginCycle, START } from "./support-values.ts";
import { temporaryDirectory } from "./temporary-store.ts";

const directory = temporaryDirectory();
const path = (suffix = ""): string => join(directory(), `tradebot.db${suffix}`);
const open = (): OpenedStore => openStore({ directory: directory(), now: START });

function failureOf(work: () => unknown): unknown {
  try {
    work();
  } catch (error) {
    return error;
  }
  throw new Error("expected a failure");
}

/** A closed store with some cycles and intents in it, larger than a few pages. */
function fillStore(): void {
  const { store } = open();
  const cycle = beginCycle(store);
  store.createIntent(cycle, anIntent({ strategy: "x".repeat(20_000) }));
  store.close();
}

describe("opening the store", () => {
  test("creates it for the user alone, whatever the umask", () => {
    const before = process.umask(0);
    const { store, replaced, migration } = open();
    beginCycle(store);
    process.umask(before);
    expect([replaced, migration]).toEqual([undefined, undefined]);
    const modes = readdirSync(directory()).map((name) => [
      name,
      (statSync(join(directory(), name)).mode & 0o777).toString(8),
    ]);
    expect(modes).toEqual([
      ["tradebot.db", "600"],
      ["tradebot.db-shm", "600"],
      ["tradebot.db-wal", "600"],
    ]);
    store.close();
  });

  test("finds what was written before, and counts cycles on", () => {
    fillStore();
    const { store } = open();
    expect(store.unsettledIntents()).toHaveLength(1);
    expect(beginCycle(store)).toBe(2);
    store.close();
  });

  test("finishes a first start that died before it built the tables", () => {
    writeFileSync(path(), "", { mode: 0o600 });
    expect(openStoreForReading(directory())).toBeUndefined();
    const { store, migration } = open();
    expect([beginCycle(store), migration]).toEqual([1, undefined]);
    store.close();
  });

  test("refuses a store that a newer version has written, and leaves it alone", () => {
    fillStore();
    const raw = new DatabaseSync(path());
    raw.exec("PRAGMA user_version = 7");
    raw.close();
    const newer = {
      code: "STORE_TOO_NEW",
      exit: "configuration",
      message: `cannot use the store "${path()}": expected version 6 or older, found version 7`,
    };
    expect(failureOf(open)).toMatchObject(newer);
    expect(failureOf(() => openStoreForReading(directory()))).toMatchObject(newer);
    expect(readdirSync(directory())).toContain("tradebot.db");
  });

  test("refuses a file that others can read, and says how to close it", () => {
    fillStore();
    chmodSync(path(), 0o640);
    const failure = {
      code: "STORE_NOT_PRIVATE",
      exit: "configuration",
      message: `cannot trust the store file "${path()}": expected mode 600, found 640: others can read it`,
      hint: `run: chmod 600 "${path()}"`,
    };
    expect(failureOf(open)).toMatchObject(failure);
    expect(failureOf(() => openStoreForReading(directory()))).toMatchObject(failure);
  });

  test("follows no link, not even one that leads nowhere", () => {
    symlinkSync(join(directory(), "target.db"), path());
    expect(failureOf(open)).toMatchObject({ code: "STORE_NOT_PRIVATE", exit: "configuration" });
    expect(existsSync(join(directory(), "target.db"))).toBe(false);
    expect(failureOf(() => openStoreForReading(directory()))).toMatchObject({ code: "STORE_NOT_PRIVATE" });
  });

  test("reports a directory that cannot hold it", () => {
    writeFileSync(join(directory(), "plain"), "");
    const under = join(directory(), "plain");
    expect(failureOf(() => openStore({ directory: under, now: START }))).toMatchObject({
      code: "STORE_UNWRITABLE",
      exit: "storage_unwritable",
      hint: expect.stringContaining("check that the disk has room") as unknown,
    });
    expect(failureOf(() => openStore({ directory: join(directory(), "missing"), now: START }))).toMatchObject(
      {
        code: "STORE_UNWRITABLE",
      },
    );
  });

  test("reports a store that another program does not let go of", () => {
    fillStore();
    const { store } = open();
    const raw = new DatabaseSync(path());
    raw.exec("BEGIN IMMEDIATE");
    expect(failureOf(() => beginCycle(store))).toMatchObject({
      code: "STORE_UNWRITABLE",
      exit: "storage_unwritable",
      message: `cannot use the store "${path()}": database is locked`,
    });
    raw.exec("ROLLBACK");
    expect(beginCycle(store)).toBe(2);
    raw.close();
    store.close();
  });
});

describe("a damaged store", () => {
  const ASIDE = ".damaged-20260304T091500000Z";

  test.each<[string, () => void]>([
    [
      "cut short",
      () => {
        truncateSync(path(), statSync(path()).size - 4096);
      },
    ],
    [
      "cut to a stump",
      () => {
        truncateSync(path(), 100);
      },
    ],
    [
      "overwritten in the middle",
      () => {
        const bytes = readFileSync(path());
        writeFileSync(path(), bytes.fill(0xff, 4096, 8192));
      },
    ],
    [
      "no database at all",
      () => {
        writeFileSync(path(), "these are notes, not a database\n".repeat(200));
      },
    ],
  ])("that is %s is moved aside with its date, and a new one is begun", (_, damage) => {
    fillStore();
    damage();
    const remains = readFileSync(path());
    const { store, replaced, migration } = open();
    expect(replaced?.path).toBe(path(ASIDE));
    expect(replaced?.detail).toMatch(/\S/);
    expect(migration).toBeUndefined();
    expect(readFileSync(path(ASIDE))).toEqual(remains);
    expect(store.unsettledIntents()).toEqual([]);
    expect(beginCycle(store)).toBe(1);
    store.close();
    expect(open().replaced).toBeUndefined();
  });

  test("takes its write-ahead log along when somebody is just looking at it", () => {
    fillStore();
    const reader = openStoreForReading(directory());
    expect(reader?.lastCycles(1)).toHaveLength(1);
    writeFileSync(path(), readFileSync(path()).fill(0xff, 4096));
    const { store, replaced } = open();
    expect(replaced?.path).toBe(path(ASIDE));
    expect(beginCycle(store)).toBe(1);
    store.close();
    reader?.close();
    const remains = readdirSync(directory()).filter((name) => name.includes("damaged"));
    expect(remains.sort()).toEqual(["", "-shm", "-wal"].map((suffix) => `tradebot.db${ASIDE}${suffix}`));
  });
});

describe("looking at the store", () => {
  test("finds nothing, and makes nothing, where no cycle ever ran", () => {
    expect(openStoreForReading(directory())).toBeUndefined();
    expect(openStoreForReading(join(directory(), "missing"))).toBeUndefined();
    expect(readdirSync(directory())).toEqual([]);
  });

  test("works while a cycle writes, and does not hinder it", () => {
    const { store } = open();
    const reader = openStoreForReading(directory());
    const cycle = beginCycle(store);
    expect(reader?.lastCycles(5)).toHaveLength(1);
    store.finishCycle(cycle, { finishedAt: at(1), outcome: "done", exitCode: 0, counters: {} });
    store.close();
    expect(reader?.lastCycles(5)).toMatchObject([{ id: 1, result: { exitCode: 0 } }]);
    reader?.close();
    expect(open().replaced).toBeUndefined();
  });
});
