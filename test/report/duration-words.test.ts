import { expect, it } from "vitest";
import { durationMs } from "../../src/core/domain/time.ts";
import { durationInWords } from "../../src/report/duration-words.ts";

it.each([
  [-1, "0 s"],
  [999, "0 s"],
  [1000, "1 s"],
  [60_000, "1 min"],
  [61_000, "1 min 1 s"],
  [3_600_000, "1 h"],
  [3_601_000, "1 h"],
  [7_500_000, "2 h 5 min"],
  [90_000_000, "1 d 1 h"],
  [86_400_000 * 400, "400 d"],
])("%d ms are %s", (milliseconds, words) => {
  expect(durationInWords(durationMs(milliseconds))).toBe(words);
});
