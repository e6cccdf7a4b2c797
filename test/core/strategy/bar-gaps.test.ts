import { describe, expect, it } from "vitest";
import { NORMAL_TRADING, type TradingSession } from "../../../src/core/domain/instrument.ts";
import type { Bar, BarMinutes } from "../../../src/core/domain/market-data.ts";
import { minutes, timestamp, type Timestamp } from "../../../src/core/domain/time.ts";
import { gapIn, gapInWords } from "../../../src/core/strategy/bar-gaps.ts";
import { barsClosingAt } from "./bars.ts";

const at = (iso: string): Timestamp => timestamp(Temporal.Instant.from(iso).epochMilliseconds);
const OPENING = at("2026-11-20T14:30:00Z");
const SESSION: TradingSession = {
  startAt: OPENING,
  endAt: at("2026-11-20T21:00:00Z"),
  state: NORMAL_TRADING,
};
const NIGHT: TradingSession = { startAt: at("2026-11-20T01:00:00Z"), endAt: OPENING, state: "Closed" };

/** Bars of five minutes since the opening, by their numbers: 0 is the first of the session, -1 the last of the day before. */
const barsAt = (numbers: readonly number[]): readonly Bar[] =>
  numbers.map((number) => {
    const startAt =
      number < 0 ? at("2026-11-19T21:00:00Z") + minutes(5) * number : OPENING + minutes(5) * number;
    return { startAt: timestamp(startAt), open: 1, high: 1, low: 1, close: 1 };
  });
const upTo = (from: number, to: number): number[] =>
  Array.from({ length: to - from }, (_, index) => from + index);
const gapOf = (numbers: readonly number[], sessions = [NIGHT, SESSION], barMinutes: BarMinutes = 5) => {
  const gap = gapIn(barsAt(numbers), { barMinutes, sessions });
  return gap === undefined ? undefined : gapInWords(gap);
};

describe("gapIn", () => {
  it.each([
    ["nothing is missing", upTo(-10, 20)],
    ["five are missing in a row", [...upTo(-10, 10), ...upTo(15, 20)]],
    ["five are missing at the opening", [...upTo(-10, 0), ...upTo(5, 20)]],
    ["the history begins within the session", upTo(12, 20)],
    ["there is none in the session yet", upTo(-10, 0)],
    ["there is none at all", []],
  ])("finds nothing where %s", (_, numbers) => {
    expect(gapOf(numbers)).toBeUndefined();
  });

  it("finds six missing in a row, within the session and at its opening", () => {
    expect(gapOf([...upTo(-10, 10), ...upTo(16, 20)])).toBe("6 missing before 2026-11-20T15:50:00.000Z");
    expect(gapOf([...upTo(-10, 0), ...upTo(6, 20)])).toBe("6 missing before 2026-11-20T15:00:00.000Z");
  });

  it("forgets it once it is older than the bars looked at", () => {
    expect(gapOf(upTo(16, 37))).toBeUndefined();
  });

  it("takes no offence at an instrument that is seldom traded", () => {
    const seldom = [0, 1, 5, 6, 7, 12, 14, 15, 22, 30];
    expect(gapOf(seldom)).toBeUndefined();
    const mostly = upTo(0, 40).filter((number) => number % 4 !== 3 && (number < 12 || number > 20)); // three of four
    expect(gapOf(mostly)).toBeUndefined();
    const nearlyAlways = upTo(0, 40).filter((number) => number % 6 !== 5 && (number < 12 || number > 20));
    expect(gapOf(nearlyAlways)).toBe("10 missing before 2026-11-20T16:15:00.000Z");
  });

  it("holds nights and days off against nobody, nor the holes of sessions that the schedule does not show", () => {
    expect(gapOf([...upTo(-40, -30), ...upTo(-10, 0), ...upTo(0, 5)])).toBeUndefined();
    expect(gapOf([...upTo(0, 5), ...upTo(20, 30)], [])).toBeUndefined();
  });

  it.each([
    [60, 13, undefined],
    [60, 14, undefined],
    [60, 15, "360 missing before 2026-11-20T14:30:00.000Z"],
    [1440, 14, undefined],
    [1440, 15, "15 missing before 2026-11-20T14:30:00.000Z"],
    [43_200, 3, undefined], // months are not all of one length
    [43_200, 30, "1 missing before 2026-11-20T14:30:00.000Z"],
  ] as const)("after bars of %d minutes, %d days without any: %s", (barMinutes, days, words) => {
    const before = barsClosingAt(timestamp(OPENING - minutes(1440) * days), barMinutes, [1, 1]);
    const after: Bar = { startAt: OPENING, open: 1, high: 1, low: 1, close: 1 };
    const gap = gapIn([...before, after], { barMinutes, sessions: [] });
    expect(gap === undefined ? undefined : gapInWords(gap)).toBe(words);
  });
});
