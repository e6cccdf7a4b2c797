import { execFileSync } from "node:child_process";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  cronCommand,
  shellWord,
  systemdArgument,
  systemdPath,
  systemdWord,
  windowsArgument,
  xmlText,
} from "../../src/schedule/quoting.ts";

const ODD = [
  ["/plain/path-1.x", "/plain/path-1.x", "/plain/path-1.x", "/plain/path-1.x"],
  ["/a b", '"/a b"', '"/a b"', "'/a b'"],
  ["/50%", "/50%%", "/50%%", "'/50%'"],
  ["/$HOME", '"/$HOME"', '"/$$HOME"', "'/$HOME'"],
  ['/"q"', '"/\\"q\\""', '"/\\"q\\""', `'/"q"'`],
  ["/it's", `"/it's"`, `"/it's"`, `'/it'\\''s'`],
  ["/é;x", '"/é;x"', '"/é;x"', "'/é;x'"],
] as const;

describe("quoting", () => {
  it.each(ODD)("%s in a unit's list, in ExecStart= and in a shell", (text, word, argument, shell) => {
    expect(systemdWord(text)).toBe(word);
    expect(systemdArgument(text)).toBe(argument);
    expect(shellWord(text)).toBe(shell);
  });

  it("leaves everything but % alone where systemd takes the rest of the line", () => {
    expect(systemdPath("/a b/50%/$x")).toBe("/a b/50%%/$x");
  });

  it("keeps a percent sign from ending a cron command", () => {
    expect(cronCommand("date +%H && 'a%b'")).toBe("date +\\%H && 'a\\%b'");
  });

  it("hands any words to a shell as they are", () => {
    const words = fc.array(
      fc.string({ unit: "grapheme" }).filter((word) => !word.includes("\0")),
      {
        minLength: 1,
        maxLength: 40,
      },
    );
    fc.assert(
      fc.property(words, (given) => {
        const script = `printf '%s\\0' ${given.map(shellWord).join(" ")}`;
        expect(execFileSync("sh", ["-c", script], { encoding: "utf8" })).toBe(`${given.join("\0")}\0`);
      }),
      { numRuns: 20 },
    );
  });

  it("writes XML in ASCII that reads as the text", () => {
    expect(xmlText(`a<b>&"c' é 😀`)).toBe("a&#60;b&#62;&#38;&#34;c&#39; &#233; &#128512;");
  });

  it.each([
    [String.raw`C:\tradebot\x.mjs`, String.raw`C:\tradebot\x.mjs`],
    [String.raw`C:\Program Files\x`, String.raw`"C:\Program Files\x"`],
    [String.raw`C:\my dir${"\\"}`, String.raw`"C:\my dir\\"`],
    ['say "hi"', String.raw`"say \"hi\""`],
    [String.raw`a\"b c`, String.raw`"a\\\"b c"`],
    ["", '""'],
  ])("%s as an argument on Windows", (text, written) => {
    expect(windowsArgument(text)).toBe(written);
  });
});
