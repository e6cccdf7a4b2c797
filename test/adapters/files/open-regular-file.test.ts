import { execFileSync } from "node:child_process";
import { constants, rmSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { appendLine } from "../../../src/adapters/files/append-line.ts";
import { readOwner } from "../../../src/adapters/files/lock-owner.ts";
import { openRegularFile } from "../../../src/adapters/files/open-regular-file.ts";
import { readLines } from "../../../src/adapters/files/read-lines.ts";
import { readTextFile } from "../../../src/adapters/files/read-text-file.ts";
import { findOldLines } from "../../../src/adapters/files/trim-lines.ts";
import { readSecretFile } from "../../../src/cli/load-configuration.ts";
import { scratchDirectory } from "../../support/scratch-directory.ts";

const it = test.extend("pipe", ({}, { onCleanup }): string => {
  const directory = scratchDirectory();
  onCleanup(() => {
    rmSync(directory, { recursive: true, force: true });
  });
  const pipe = path.join(directory, "pipe");
  execFileSync("mkfifo", ["-m", "600", pipe]);
  return pipe;
});

const NO_FILE = /cannot use ".*pipe": expected a file of ours, but it is no regular file/;

// A pipe that nobody writes to: whoever opened it in the usual way would wait for good.
describe.skipIf(process.platform === "win32")("a pipe where a file is expected", () => {
  const uses: Readonly<Record<string, (pipe: string) => unknown>> = {
    openRegularFile: (pipe) => openRegularFile(pipe, constants.O_RDONLY),
    readTextFile,
    readLines,
    readOwner,
    appendLine: (pipe) => {
      appendLine(pipe, "one\n");
    },
    findOldLines: (pipe) => findOldLines(pipe, () => "old"),
  };
  for (const [name, use] of Object.entries(uses)) {
    it(`is refused at once by ${name}`, ({ pipe }) => {
      expect(() => use(pipe)).toThrow(NO_FILE);
    });
  }

  it("holds no secret", ({ pipe }) => {
    const reason = `cannot use "${pipe}": expected a file of ours, but it is no regular file`;
    expect(readSecretFile(pipe)).toEqual({ kind: "unreadable", reason });
  });
});
