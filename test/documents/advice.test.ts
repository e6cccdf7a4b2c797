import { globSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { linksIn, missingFiles } from "./named-things.ts";
import { sourceTexts } from "./source-texts.ts";
import { callsOf, codeOf, missingWords, unknownWords, wordsOf } from "./written-commands.ts";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const documents = globSync(["*.md", "docs/*.md"], { cwd: ROOT }).map(
  (file) => [file, readFileSync(`${ROOT}${file}`, "utf8")] as const,
);

/** In a string, in a template, and where a finding says what to do. */
const ADVICE = [
  /(?<!\\)`tradebot ((?:[a-z]|--)[^`"'\\$]*)`/g,
  /\\`tradebot ([^`\\]*)\\`/g,
  /(?:run|see): tradebot ([^`"\\;,]*)/g,
];
/** Commands in the texts that the program prints: hints, remedies, findings, help. */
const advice = sourceTexts().flatMap(({ file, text }) =>
  ADVICE.flatMap((pattern) => [...text.matchAll(pattern)]).map(([, words = ""]) => [file, words] as const),
);

describe("what the program advises", () => {
  it("is said often enough for the next test to mean something", () => {
    expect(advice.length).toBeGreaterThan(25);
  });

  it.each(advice)("can be typed as it stands: %s: tradebot %s", (_, text) => {
    const words = wordsOf(text);
    expect({ unknown: unknownWords(words), missing: missingWords(words) }).toEqual({
      unknown: [],
      missing: [],
    });
  });
});

describe("the README and the reference pages", () => {
  it("name commands and options that the program knows", () => {
    const calls = documents.flatMap(([file, text]) =>
      codeOf(text)
        .flatMap(callsOf)
        .map((words) => [file, words.join(" ")] as const),
    );
    expect(calls.length).toBeGreaterThan(40);
    expect(calls.filter(([, words]) => unknownWords(words.split(" ")).length > 0)).toEqual([]);
  });

  it("link to files that exist", () => {
    const missing = documents.flatMap(([file, text]) =>
      missingFiles(`${ROOT}${file.slice(0, file.lastIndexOf("/") + 1)}`, linksIn(text)),
    );
    expect(missing).toEqual([]);
  });
});
