import { parseEnv } from "node:util";
import { parse } from "dotenv";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { describeFault } from "../../src/config/config-fault.ts";
import { readEnvFile } from "../../src/config/env-file.ts";

const read = (text: string) => readEnvFile({ name: ".env", text });
const faultsOf = (text: string): readonly string[] => read(text).faults.map(describeFault);
const valuesOf = (text: string) =>
  Object.fromEntries([...read(text).entries].map(([name, entry]) => [name, entry.text]));

const withoutEmpty = (values: Readonly<Record<string, string | undefined>>) =>
  Object.fromEntries(Object.entries(values).filter(([, text]) => text !== ""));

describe("readEnvFile", () => {
  it("reads bare and quoted values, comments and blank lines", () => {
    const text = [
      "# SAXO_ENV=SIM",
      "  # indented",
      "",
      "  \t",
      "SAXO_ENV=LOCAL",
      "WATCHLIST=Stock:211,FxSpot:21",
      "DEFAULT_QUANTITY=Stock=1,FxSpot=1000",
      "LOG_DIR='a b # \"c\" $d; é'",
      "",
    ].join("\n");
    expect(read(text).faults).toEqual([]);
    expect(valuesOf(text)).toEqual({
      SAXO_ENV: "LOCAL",
      WATCHLIST: "Stock:211,FxSpot:21",
      DEFAULT_QUANTITY: "Stock=1,FxSpot=1000",
      LOG_DIR: 'a b # "c" $d; é',
    });
  });

  it("keeps the line of each value", () => {
    expect(read("\nA=1\n#\nB=2").entries.get("B")).toEqual({
      origin: { kind: "file", file: ".env", line: 4 },
      text: "2",
    });
  });

  it("takes an empty value for no entry", () => {
    expect(valuesOf("A=\nB=''\nC=1")).toEqual({ C: "1" });
  });

  it.each([
    ["A=v # note", "a comment after the value", "on a line of its own"],
    ["A='v' # note", "a comment after the value", "on a line of its own"],
    ['A="v" # note', "a comment after the value", "on a line of its own"],
    ["; note", "only # begins a comment", "beginning with #"],
    ["# note \\", "the comment ends in a backslash", ""],
    ["# a\u2028B=1", "the comment has a control character", ""],
    ["export A=1", "export is not read everywhere", "without export"],
    ["A", "no NAME=value", "NAME=value"],
    ["A: 1", "no NAME=value", "NAME=value"],
    ["A = 1", "spaces before the name", "NAME=value without spaces"],
    ["A= 1", "spaces before the name", "NAME=value without spaces"],
    [" A=1", "spaces before the name", "NAME=value without spaces"],
    ["a=1", "the name has other characters", "capital letters"],
    ["A-B=1", "the name has other characters", "capital letters"],
    ["A.B=1", "the name has other characters", "capital letters"],
    ["1A=1", "the name has other characters", "capital letters"],
    ["=1", "the name has other characters", "capital letters"],
    ["A=1 ", "spaces after the value", "end with the value"],
    ["A='1' ", "spaces after the value", "end with the value"],
    ['A="1"', "double quotes", "NAME='value' in single quotes"],
    ["A=`1`", "backticks", "NAME='value' in single quotes"],
    ["A='1", "the closing quote is missing", "NAME='value' in single quotes"],
    ["A='1'2'", "a single quote inside", "NAME_FILE=path"],
    ["A=it's", "a single quote inside", "NAME_FILE=path"],
    ["A=C:\\logs", "a backslash", "NAME_FILE=path"],
    ["A='C:\\logs'", "a backslash", "NAME_FILE=path"],
    ["A='1\t2'", "a control character", "NAME_FILE=path"],
    ["A='1\u20282'", "a control character", "NAME_FILE=path"],
    ["A=1\u0000", "a control character", "NAME_FILE=path"],
    ["A=a#b", "characters that are not read the same", "NAME='value' in single quotes"],
    ["A=two words", "characters that are not read the same", "NAME='value' in single quotes"],
    ["A=$B", "characters that are not read the same", "NAME='value' in single quotes"],
    ["A=a;b", "characters that are not read the same", "NAME='value' in single quotes"],
    ["A=é", "characters that are not read the same", "NAME='value' in single quotes"],
  ])("refuses %j and says how to write it", (line, problem, remedy) => {
    const faults = faultsOf(`OK=1\n${line}`);
    expect(faults).toHaveLength(1);
    expect(faults[0]).toMatch(/^\.env:2: /);
    expect(faults[0]).toContain(problem);
    expect(faults[0]).toContain(remedy);
  });

  it("never repeats the value of a faulty line", () => {
    const lines = ['T="canary"', "T=canary x", "T='canary", "export T=canary", "t=canary", "T = canary"];
    expect(lines.flatMap(faultsOf).filter((fault) => fault.includes("canary"))).toEqual([]);
  });

  it("remembers the name of a faulty line, so that nobody calls it missing", () => {
    expect([...read('export A=1\nb="x"').entries]).toEqual([
      ["A", { origin: { kind: "file", file: ".env", line: 1 } }],
      ["B", { origin: { kind: "file", file: ".env", line: 2 } }],
    ]);
  });

  it("refuses a name that stands twice and keeps the first value", () => {
    expect(faultsOf("A=1\nB=2\nA=3")).toEqual([".env:3: A: already set in .env:1"]);
    expect(valuesOf("A=1\nB=2\nA=3")).toEqual({ A: "1", B: "2" });
  });

  it("refuses a name that stands twice even when one of the values is empty", () => {
    expect(faultsOf("A=\nA=3")).toEqual([".env:2: A: already set in .env:1"]);
  });

  it("names a byte order mark and carriage returns once, and reads on", () => {
    const text = "\uFEFFA=1\r\nB=2\r\n";
    expect(faultsOf(text)).toEqual([
      ".env: begins with a byte order mark; save it as UTF-8 without byte order mark, with LF line ends",
      ".env: has carriage returns at its line ends; save it as UTF-8 without byte order mark, with LF line ends",
    ]);
    expect(valuesOf(text)).toEqual({ A: "1", B: "2" });
  });

  it("gives what dotenv and Node.js give, for every text it accepts", () => {
    const value = fc.oneof(
      fc.stringMatching(/^[A-Za-z0-9_./:@%+,=-]{0,12}$/),
      fc.string({ maxLength: 12, unit: "grapheme" }).map((text) => `'${text}'`),
      fc.stringMatching(/^'[ -~]{0,12}'$/),
      fc.string({ maxLength: 12 }),
    );
    const assignments = fc.uniqueArray(fc.tuple(fc.stringMatching(/^[A-Z][A-Z0-9_]{0,8}$/), value), {
      selector: ([name]) => name,
      maxLength: 6,
    });
    const comments = fc.array(fc.string({ maxLength: 12, unit: "binary" }), { maxLength: 3 });
    fc.assert(
      fc.property(assignments, comments, (pairs, remarks) => {
        const lines = [
          ...remarks.map((remark) => `#${remark}`),
          ...pairs.map(([name, text]) => `${name}=${text}`),
        ];
        const text = lines.filter((line) => read(line).faults.length === 0).join("\n");
        expect(read(text).faults).toEqual([]);
        expect(valuesOf(text)).toEqual(withoutEmpty(parse(text)));
        expect(valuesOf(text)).toEqual(withoutEmpty(parseEnv(text)));
      }),
      { numRuns: 500 },
    );
  });
});
