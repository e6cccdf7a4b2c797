import { execFileSync } from "node:child_process";
import { constants, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { openLogFile } from "../../../src/adapters/logging/open-log-file.ts";
import { piecesOf } from "../../../src/adapters/logging/read-log.ts";
import { scratchDirectory } from "../../support/scratch-directory.ts";

const it = test.extend("directory", ({}, { onCleanup }): string => {
  const directory = scratchDirectory();
  onCleanup(() => {
    rmSync(directory, { recursive: true, force: true });
  });
  return directory;
});

// A pipe that nobody has open at its other end: whoever opened it in the usual way would wait for good.
describe.skipIf(process.platform === "win32")("a pipe where the log is expected", () => {
  const flags = { reading: constants.O_RDONLY, adding: constants.O_RDWR | constants.O_APPEND };
  for (const [purpose, flag] of Object.entries(flags)) {
    it(`is refused at once for ${purpose}`, ({ directory }) => {
      const pipe = path.join(directory, "bot.log");
      execFileSync("mkfifo", [pipe]);
      expect(() => openLogFile(pipe, flag)).toThrow(`"${pipe}" is no regular file: move it away`);
    });
  }

  it("is refused by whoever reads the log", ({ directory }) => {
    const pipe = path.join(directory, "bot.2026-03-04.1.log");
    execFileSync("mkfifo", [pipe]);
    expect(() => [...piecesOf(pipe, 0)]).toThrow(`"${pipe}" is no regular file`);
  });
});

it("opens what is a file", ({ directory }) => {
  const file = path.join(directory, "bot.log");
  writeFileSync(file, "line\n");
  expect([...piecesOf(file, 0)].map(String)).toEqual(["line\n"]);
});
