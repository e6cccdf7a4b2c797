import { chmodSync, mkdirSync, mkdtempSync, rmSync, statSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { prepareStateDirectory } from "../../../src/adapters/files/state-directory.ts";
import { TradebotError } from "../../../src/core/domain/errors.ts";

let parent: string;
beforeEach(() => {
  parent = mkdtempSync(join(tmpdir(), "tradebot-state-"));
});
afterEach(() => {
  rmSync(parent, { recursive: true, force: true });
});

function failureFor(directory: string): unknown {
  try {
    prepareStateDirectory(directory);
  } catch (error) {
    return error;
  }
  return undefined;
}

test("makes the directory, for the user alone, and is content with it afterwards", () => {
  const directory = join(parent, "a");
  prepareStateDirectory(directory);
  prepareStateDirectory(directory);
  expect(statSync(directory).mode & 0o777).toBe(0o700);
});

test("refuses a directory that others can get into, and says how to close it", () => {
  const directory = join(parent, "open");
  mkdirSync(directory);
  chmodSync(directory, 0o750);
  expect(failureFor(directory)).toEqual(
    new TradebotError({
      code: "STATE_NOT_PRIVATE",
      message: `cannot trust the state directory "${directory}": expected mode 700, found 750: others can get in`,
      exit: "configuration",
      hint: `run: chmod 700 "${directory}"`,
    }),
  );
});

test("refuses a link", () => {
  const target = join(parent, "target");
  prepareStateDirectory(target);
  const link = join(parent, "link");
  symlinkSync(target, link);
  expect(failureFor(link)).toMatchObject({ code: "STATE_NOT_PRIVATE", exit: "configuration" });
});

test("reports a directory that cannot be made", () => {
  expect(failureFor("/dev/null/state")).toMatchObject({
    code: "STATE_UNWRITABLE",
    exit: "storage_unwritable",
    hint: "check that the disk has room and that the directory exists and may be written to",
  });
});
