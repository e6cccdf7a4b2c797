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

  it("takes a bar of the opening's own instant for the first of the session", () => {
    expect(gapOf([...upTo(-10, 1), ...upTo(6, 20)])).toBeUndefined();
    expect(gapOf([...upTo(-10, 1), ...upTo(7, 20)])).toBe("6 missing before 2026-11-20T15:05:00.000Z");
  });

  it("sees from a single bar before the session that it begins without bars", () => {
    expect(gapOf([-1, ...upTo(6, 20)])).toBe("6 missing before 2026-11-20T15:00:00.000Z");
  });

  it("counts whole bars: a part of one is none", () => {
    const late = barsAt([...upTo(-10, 10), ...upTo(16, 40)]).map((bar) =>
      bar.startAt < OPENING + minutes(5) * 16
        ? bar
        : { ...bar, startAt: timestamp(bar.startAt - minutes(0.5)) },
    );
    expect(gapIn(late, { barMinutes: 5, sessions: [NIGHT, SESSION] })).toBeUndefined();
  });

  it("tells the newest of gaps that are equally long, as long as four bars of five are there besides", () => {
    const twoGaps = (end: number): number[] => [...upTo(0, 4), ...upTo(10, 14), ...upTo(20, end)];
    expect(gapOf(twoGaps(36))).toBe("6 missing before 2026-11-20T16:10:00.000Z");
    expect(gapOf(twoGaps(35))).toBeUndefined();
  });

  it("tells the gap of the newest session", () => {
    const dayBefore = { ...SESSION, startAt: at("2026-11-19T14:30:00Z"), endAt: at("2026-11-19T21:00:00Z") };
    const bars = [...upTo(-40, -30), ...upTo(-20, 0), ...upTo(0, 10), ...upTo(20, 50)];
    expect(gapOf(bars, [dayBefore, NIGHT, SESSION])).toBe("10 missing before 2026-11-20T16:10:00.000Z");
    const onlyBefore = bars.filter((number) => number < 10);
    expect(gapOf(onlyBefore, [dayBefore, NIGHT, SESSION])).toBe("10 missing before 2026-11-19T19:20:00.000Z");
  });

  it("looks at sessions alone, up to their end: not at what trades before and after them", () => {
    const early = { ...SESSION, endAt: at("2026-11-20T15:30:00Z") };
    const after = { ...SESSION, startAt: early.endAt, endAt: SESSION.endAt, state: "PostMarket" };
    const sessions = [NIGHT, early, after];
    expect(gapOf([...upTo(-10, 12), ...upTo(30, 50)], sessions)).toBeUndefined();
    expect(gapOf([...upTo(-10, 6), ...upTo(12, 30)], sessions)).toBeUndefined();
    expect(gapOf([...upTo(-10, 5), ...upTo(11, 30)], sessions)).toBe(
      "6 missing before 2026-11-20T15:25:00.000Z",
    );
  });

  it("finds the newest of those that no closure explains, and those behind a single bar", () => {
    const daysBefore = (days: number): Bar[] =>
      barsClosingAt(timestamp(OPENING - minutes(1440) * days), 5, [1]);
    const bars = [...daysBefore(60), ...daysBefore(40), ...daysBefore(20), ...barsAt(upTo(0, 9))];
    const found = (some: readonly Bar[], sessions: TradingSession[]) =>
      gapIn(some, { barMinutes: 5, sessions });
    expect(found(bars, [])).toEqual({ endsAt: OPENING, missingBars: 20 * 288 });
    expect(found(bars, [SESSION])).toEqual(found(bars, []));
    expect(found(bars.slice(0, 2), [])).toEqual({ endsAt: bars[1]?.startAt, missingBars: 20 * 288 - 1 });
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
