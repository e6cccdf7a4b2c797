import { DatabaseSync } from "node:sqlite";
import { expect, it } from "vitest";
import { failureLine } from "../../src/cli/simulator/failure-line.ts";

function errorOf(action: () => void): unknown {
  try {
    action();
  } catch (error) {
    return error;
  }
  throw new Error("the action did not fail");
}

it("says of a full disk in one line what became of the request, and what to do", () => {
  const database = new DatabaseSync(":memory:");
  database.exec("CREATE TABLE t (x); PRAGMA max_page_count = 2");
  const full = errorOf(() => {
    for (;;) database.exec("INSERT INTO t VALUES (randomblob(4000))");
  });
  const line = failureLine(full, "sim/simulator.db");
  expect(line).toBe(
    'tradebot: cannot use the store "sim/simulator.db": database or disk is full; the request was answered with 500' +
      " and booked nothing: check that the disk has room, that the directory may be written to and that no other" +
      " program holds the file\n",
  );
});

it("shows where any other failure comes from", () => {
  expect(failureLine(new Error("no such thing"), "sim")).toMatch(
    /this is a bug: Error: no such thing.*\.test\.ts/,
  );
});
