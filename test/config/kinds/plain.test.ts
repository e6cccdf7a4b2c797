import { describe, expect, it } from "vitest";
import {
  choice,
  decimalNumber,
  directory,
  oneOf,
  secretText,
  trueOrFalse,
  wholeNumber,
} from "../../../src/config/kinds/plain.ts";
import { alternatives, quoted, repeated } from "../../../src/config/kinds/value-kind.ts";

describe("choice", () => {
  const level = choice({ INFO: 1, WARN: 2 });

  it.each([
    ["INFO", 1],
    ["warn", 2],
    ["Warn", 2],
  ])("reads %s in any case", (text, meaning) => {
    expect(level.read(text)).toEqual({ kind: "value", value: meaning });
  });

  it.each(["", "INF", "INFO ", "toString"])("refuses %j", (text) => {
    expect(level.read(text)).toEqual({ kind: "fault", fault: "no such choice" });
  });

  it("names the words it expects", () => {
    expect(level.expected).toBe("INFO or WARN");
    expect(oneOf(["a", "b", "c"]).expected).toBe("a, b or c");
    expect(oneOf(["a"]).expected).toBe("a");
  });

  it("gives a word of a list as the list spells it", () => {
    expect(oneOf(["block", "allow"]).read("ALLOW")).toEqual({ kind: "value", value: "allow" });
  });
});

describe("trueOrFalse", () => {
  it.each([
    ["true", true],
    ["True", true],
    ["FALSE", false],
  ])("reads %s", (text, meaning) => {
    expect(trueOrFalse.read(text)).toEqual({ kind: "value", value: meaning });
  });

  it.each(["1", "yes", "on", "t"])("does not guess at %s", (text) => {
    expect(trueOrFalse.read(text)).toEqual({ kind: "fault", fault: "no such choice" });
  });
});

describe("wholeNumber", () => {
  const percent = wholeNumber({ min: 0, max: 100, unit: "percent" });

  it.each([
    ["0", 0],
    ["100", 100],
    ["007", 7],
  ])("reads %s", (text, number) => {
    expect(percent.read(text)).toEqual({ kind: "value", value: number });
  });

  it.each([
    ["-1", "below 0"],
    ["101", "above 100"],
    ["99999999999999999999", "above 100"],
    ["1.5", "not a whole number"],
    ["1e1", "not a whole number"],
    ["0x10", "not a whole number"],
    [" 5", "not a whole number"],
    ["five", "not a whole number"],
    ["NaN", "not a whole number"],
  ])("refuses %j: %s", (text, fault) => {
    expect(percent.read(text)).toEqual({ kind: "fault", fault });
  });

  it("says range and unit", () => {
    expect(percent.expected).toBe("a whole number from 0 to 100, in percent");
    expect(wholeNumber({ min: 1, max: 2 }).expected).toBe("a whole number from 1 to 2");
  });
});

describe("decimalNumber", () => {
  const pace = decimalNumber({ min: 0.01, max: 1 });

  it.each([
    ["0.01", 0.01],
    ["1", 1],
    ["0.50", 0.5],
  ])("reads %s", (text, number) => {
    expect(pace.read(text)).toEqual({ kind: "value", value: number });
  });

  it.each([
    ["0.009", "below 0.01"],
    ["1.01", "above 1"],
    [".5", "not a number"],
    ["1.", "not a number"],
    ["Infinity", "not a number"],
    ["0,5", "not a number"],
  ])("refuses %j: %s", (text, fault) => {
    expect(pace.read(text)).toEqual({ kind: "fault", fault });
  });
});

describe("directory", () => {
  it("takes a path as it stands", () => {
    expect(directory.read("/var/log/trade bot")).toEqual({ kind: "value", value: "/var/log/trade bot" });
  });

  it("refuses a blank", () => {
    expect(directory.read("  ")).toEqual({ kind: "fault", fault: "blank" });
  });
});

describe("secretText", () => {
  it("keeps the characters that keys have", () => {
    const reading = secretText.read("LZTc7DdejXODf-WSl2aCyQ==|x_y");
    expect(reading.kind === "value" && reading.value.reveal()).toBe("LZTc7DdejXODf-WSl2aCyQ==|x_y");
  });

  it.each(["two words", "line\nbreak", "tab\t", "naïve"])("refuses %j without repeating it", (text) => {
    const reading = secretText.read(text);
    expect(reading).toEqual({
      kind: "fault",
      fault: "holds a space, a line break or a character that no key or token has",
    });
  });
});

describe("the words of faults", () => {
  it("quotes what may be a slip and only measures what may be a token", () => {
    expect(quoted("Stok:211")).toBe('"Stok:211"');
    expect(quoted("x".repeat(40))).toBe(`"${"x".repeat(40)}"`);
    expect(quoted("x".repeat(41))).toBe("a text of 41 characters");
  });

  it("lists alternatives", () => {
    expect([[], ["a"], ["a", "b"], ["a", "b", "c"]].map(alternatives)).toEqual([
      "",
      "a",
      "a or b",
      "a, b or c",
    ]);
  });

  it("names each repeated item once", () => {
    expect(repeated(["a", "b", "a", "a", "c", "b"])).toEqual(["a", "b"]);
  });
});
