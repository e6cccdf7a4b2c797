import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { Database } from "../../../src/adapters/store/database.ts";
import { AssertionError } from "../../../src/core/domain/assert.ts";
import { temporaryDirectory } from "./temporary-store.ts";

const directory = temporaryDirectory();

function withNotes(work: (database: Database) => void): void {
  const database = new Database(join(directory(), "notes.db"), { readOnly: false });
  database.execute("PRAGMA journal_mode = WAL; CREATE TABLE notes (text TEXT NOT NULL UNIQUE) STRICT");
  try {
    work(database);
  } finally {
    database.close();
  }
}

const add = (database: Database, text: string): unknown =>
  database.run("INSERT INTO notes VALUES (:text)", { text });
const count = (database: Database): unknown => database.get("SELECT count(*) AS notes FROM notes")?.["notes"];

test("a transaction that fails writes nothing, and the next one works", () => {
  withNotes((database) => {
    const failing = (): unknown =>
      database.transaction(() => {
        add(database, "a");
        throw new RangeError("in the middle");
      });
    expect(failing).toThrow(new RangeError("in the middle"));
    expect(count(database)).toBe(0);
    expect(database.transaction(() => add(database, "a"))).toEqual({ changes: 1, lastId: 1 });
    expect(count(database)).toBe(1);
  });
});

test("an unsynced transaction is undone as well when it fails, and the next commit waits for the disk again", () => {
  withNotes((database) => {
    const failing = (): unknown =>
      database.unsyncedTransaction(() => {
        add(database, "a");
        return add(database, "a");
      });
    expect(failing).toThrow(
      new AssertionError("the store refuses a row: UNIQUE constraint failed: notes.text"),
    );
    expect(count(database)).toBe(0);
    expect(database.get("PRAGMA synchronous")?.["synchronous"]).toBe(2);
  });
});

test("a full disk is a failure of storage, and what fits afterwards is written", () => {
  withNotes((database) => {
    database.execute("PRAGMA max_page_count = 4");
    expect(() => add(database, "x".repeat(100_000))).toThrow(
      expect.objectContaining({
        code: "STORE_UNWRITABLE",
        exit: "storage_unwritable",
        message: `cannot use the store "${database.path}": database or disk is full`,
      }),
    );
    add(database, "short");
    expect(count(database)).toBe(1);
  });
});

test("after the disk has failed a write, every further call is refused with the same failure", () => {
  const child = fileURLToPath(new URL("./failing-disk-child.ts", import.meta.url));
  // a limit on the size of files makes writes fail for every user, also for root
  const { stdout, status } = spawnSync(
    "bash",
    ["-c", `ulimit -f 1024; exec "$0" "$@"`, process.execPath, child, directory()],
    {
      encoding: "utf8",
    },
  );
  expect([status, JSON.parse(stdout)]).toEqual([
    0,
    {
      write: ["STORE_UNWRITABLE", "storage_unwritable", "disk I/O error"],
      smallWrite: ["STORE_UNWRITABLE", "storage_unwritable", "disk I/O error"],
      read: ["STORE_UNWRITABLE", "storage_unwritable", "disk I/O error"],
    },
  ]);
});
