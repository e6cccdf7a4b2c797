import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach } from "vitest";
import { openStore } from "../../../src/adapters/store/open-store.ts";
import type { SqliteStore } from "../../../src/adapters/store/sqlite-store.ts";
import { START } from "./support-values.ts";

/** A directory of its own for each test, removed afterwards. */
export function temporaryDirectory(): () => string {
  let directory = "";
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), "tradebot-store-"));
  });
  afterEach(() => {
    rmSync(directory, { recursive: true, force: true });
  });
  return () => directory;
}

/** An open store for each test, closed afterwards. */
export function temporaryStore(): { readonly store: () => SqliteStore; readonly directory: () => string } {
  const directory = temporaryDirectory();
  let opened: SqliteStore | undefined;
  beforeEach(() => {
    opened = openStore({ directory: directory(), now: START }).store;
  });
  afterEach(() => {
    opened?.close();
  });
  return {
    directory,
    store: () => {
      if (opened === undefined) throw new Error("no test is running");
      return opened;
    },
  };
}
