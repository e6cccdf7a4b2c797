import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { openStore, openStoreForReading } from "../../../src/adapters/store/open-store.ts";
import { START } from "./support-values.ts";
import { temporaryDirectory } from "./temporary-store.ts";

const directory = temporaryDirectory();

// SQLite would wait for good until somebody opens the other end.
describe.skipIf(process.platform === "win32")("a pipe in the place of a store's file", () => {
  for (const suffix of ["", "-journal", "-wal", "-shm"]) {
    it(`is refused at once: tradebot.db${suffix}`, () => {
      if (suffix !== "") openStore({ directory: directory(), now: START }).store.close();
      const pipe = join(directory(), `tradebot.db${suffix}`);
      execFileSync("mkfifo", [pipe]);
      const finding = `"${pipe}": expected a regular file, found a link or something else`;
      expect(() => openStore({ directory: directory(), now: START })).toThrow(finding);
      expect(() => openStoreForReading(directory())).toThrow(finding);
    });
  }
});
