import { describe, expect, it } from "vitest";
import { Voice } from "../../../src/adapters/strategy-file/voice.ts";

function saying(...texts: readonly string[]): readonly string[] {
  const written: string[] = [];
  const voice = new Voice((text) => written.push(text));
  for (const text of texts) voice.say(text);
  voice.end();
  return written.map((text) => text.replace(/^tradebot: the strategy says: (.*)\n$/, "$1"));
}

describe("what a strategy prints", () => {
  it.each([
    [
      ["one\n", "two\n"],
      ["one", "two"],
    ],
    [
      ["be", "gun\nand not ended"],
      ["begun", "and not ended"],
    ],
    [["\n\n"], ["", ""]],
    [[""], []],
    [["a\u001b[2Jb\u202ec\rd\n"], ["a?[2Jb?c?d"]],
    [["token=abc.def-123456\n"], ["token=***"]],
    [["eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.abc\n"], ["***"]],
    [["close 101.25\n"], ["close 101.25"]],
  ])("of %j comes as %j", (texts, lines) => {
    expect(saying(...texts)).toEqual(lines);
  });

  it("is cut where a line is longer than 500 characters", () => {
    expect(saying("a ".repeat(1_000))).toEqual([`${"a ".repeat(250)}...`]);
    expect(saying(`${"a ".repeat(250)}\n`)).toEqual(["a ".repeat(250)]);
  });

  it("ends after a hundred lines, and says so", () => {
    const lines = Array.from({ length: 100 }, (_, number) => String(number));
    expect(saying(lines.map((line) => `${line}\n`).join(""))).toEqual(lines);
    expect(saying([...lines, "100", "101\n"].join("\n"), "102")).toEqual([
      ...lines,
      "more than 100 lines, and the rest is left out",
    ]);
  });
});
