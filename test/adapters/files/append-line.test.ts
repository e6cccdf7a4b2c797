import { mkdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { appendLine } from "../../../src/adapters/files/append-line.ts";
import { readTextFile } from "../../../src/adapters/files/read-text-file.ts";
import { scratchDirectory } from "../../support/scratch-directory.ts";

const it = test.extend("directory", ({}, { onCleanup }): string => {
  const directory = scratchDirectory();
  onCleanup(() => {
    rmSync(directory, { recursive: true, force: true });
  });
  return directory;
});

describe("appendLine", () => {
  it("begins a file for its owner alone, and adds to it", ({ directory }) => {
    const file = path.join(directory, "lines");
    appendLine(file, "one\n");
    appendLine(file, "two\n");
    expect(readFileSync(file, "utf8")).toBe("one\ntwo\n");
    expect(statSync(file).mode & 0o777).toBe(0o600);
  });

  it("leaves a torn line behind and begins one of its own", ({ directory }) => {
    const file = path.join(directory, "lines");
    writeFileSync(file, "one\ntw");
    appendLine(file, "three\n");
    appendLine(file, "four\n");
    expect(readFileSync(file, "utf8")).toBe("one\ntw\nthree\nfour\n");
  });

  it("follows no link", ({ directory }) => {
    symlinkSync(path.join(directory, "elsewhere"), path.join(directory, "lines"));
    expect(() => {
      appendLine(path.join(directory, "lines"), "one\n");
    }).toThrow("ELOOP");
  });
});

describe("readTextFile", () => {
  it("gives the text, or nothing where there is no file", ({ directory }) => {
    writeFileSync(path.join(directory, "text"), "words");
    expect(readTextFile(path.join(directory, "text"))).toBe("words");
    expect(readTextFile(path.join(directory, "other"))).toBeUndefined();
    expect(readTextFile(path.join(directory, "text", "below"))).toBeUndefined();
  });

  it("refuses a link and a directory", ({ directory }) => {
    symlinkSync(path.join(directory, "text"), path.join(directory, "link"));
    mkdirSync(path.join(directory, "folder"));
    expect(() => readTextFile(path.join(directory, "link"))).toThrow("ELOOP");
    expect(() => readTextFile(path.join(directory, "folder"))).toThrow("it is no regular file");
  });
});
