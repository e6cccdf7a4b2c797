import { describe, expect, it } from "vitest";
import type { TradingSession } from "../../../src/core/domain/instrument.ts";
import type { BarMinutes } from "../../../src/core/domain/market-data.ts";
import type { Timestamp } from "../../../src/core/domain/time.ts";
import { isoFromTimestamp, timestamp } from "../../../src/core/domain/time.ts";
import {
  expectsNewBar,
  isInSession,
  nextSessionOpening,
  sessionAt,
} from "../../../src/core/hours/sessions.ts";

const at = (iso: string): Timestamp => timestamp(Temporal.Instant.from(iso).epochMilliseconds);

function schedule(...boundaries: readonly (readonly [string, string])[]): TradingSession[] {
  return boundaries.slice(0, -1).map(([startAt, state], index) => ({
    startAt: at(startAt),
    endAt: at(boundaries[index + 1]?.[0] ?? ""),
    state,
  }));
}

/** A stock from Friday morning to Tuesday; 20 November 2026 is a Friday. */
const STOCK = schedule(
  ["2026-11-20T12:00:00Z", "PreMarket"],
  ["2026-11-20T14:30:00Z", "AutomatedTrading"],
  ["2026-11-20T21:00:00Z", "PostMarket"],
  ["2026-11-21T01:00:00Z", "Closed"],
  ["2026-11-23T14:30:00Z", "AutomatedTrading"],
  ["2026-11-23T21:00:00Z", "Closed"],
  ["2026-11-24T14:30:00Z", "end"],
);

describe("sessions", () => {
  it.each([
    ["2026-11-20T14:29:59.999Z", false], // PreMarket
    ["2026-11-20T14:30:00Z", true],
    ["2026-11-20T20:59:59.999Z", true],
    ["2026-11-20T21:00:00Z", false], // PostMarket
    ["2026-11-22T15:00:00Z", false], // Closed
    ["2026-11-19T15:00:00Z", false], // before the schedule begins
    ["2026-11-24T15:00:00Z", false], // after it ends
  ])("at %s plain orders execute: %s", (iso, expected) => {
    expect(isInSession(at(iso), STOCK)).toBe(expected);
  });

  it.each([
    ["2026-11-20T10:00:00Z", "2026-11-20T14:30:00.000Z"],
    ["2026-11-20T14:30:00Z", "2026-11-23T14:30:00.000Z"],
    ["2026-11-21T10:00:00Z", "2026-11-23T14:30:00.000Z"],
  ])("after %s open next at %s", (iso, opening) => {
    expect(isoFromTimestamp(nextSessionOpening(at(iso), STOCK) ?? timestamp(0))).toBe(opening);
  });

  it("know no opening beyond their end, and none without a schedule", () => {
    expect(nextSessionOpening(at("2026-11-23T20:00:00Z"), STOCK)).toBeUndefined();
    expect(nextSessionOpening(at("2026-11-23T20:00:00Z"), [])).toBeUndefined();
    expect(isInSession(at("2026-11-23T20:00:00Z"), [])).toBe(false);
  });

  it("name the state of the moment", () => {
    expect(sessionAt(at("2026-11-20T22:00:00Z"), STOCK)?.state).toBe("PostMarket");
    expect(sessionAt(at("2026-11-19T22:00:00Z"), STOCK)).toBeUndefined();
  });
});

describe("expectsNewBar", () => {
  const expects = (cached: string | undefined, now: string, barMinutes: BarMinutes = 60): boolean =>
    expectsNewBar(cached === undefined ? undefined : at(cached), at(now), { barMinutes, sessions: STOCK });

  it.each([
    ["within a bar", "2026-11-20T15:30:00Z", "2026-11-20T16:29:59Z", false],
    ["when the next bar has closed", "2026-11-20T15:30:00Z", "2026-11-20T16:30:00Z", true],
    ["for the short last bar before its horizon ends", "2026-11-20T20:30:00Z", "2026-11-20T21:15:00Z", false],
    ["for the short last bar", "2026-11-20T20:30:00Z", "2026-11-20T21:30:00Z", true],
    ["when the market has closed", "2026-11-20T21:30:00Z", "2026-11-21T09:00:00Z", false],
    ["all weekend", "2026-11-20T21:30:00Z", "2026-11-23T14:29:00Z", false],
    ["right after the opening", "2026-11-20T21:30:00Z", "2026-11-23T14:45:00Z", false],
    ["when a bar on the full hour may have closed", "2026-11-20T21:00:00Z", "2026-11-23T15:00:00Z", true],
  ])("%s: cached to %s, now %s -> %s", (_, cached, now, expected) => {
    expect(expects(cached, now)).toBe(expected);
  });

  it("asks once a day for daily bars", () => {
    expect(expects("2026-11-21T00:00:00Z", "2026-11-23T23:59:00Z", 1440)).toBe(false);
    expect(expects("2026-11-21T00:00:00Z", "2026-11-24T00:00:00Z", 1440)).toBe(true);
  });

  it("says yes when nothing is cached or the schedule does not cover the time since", () => {
    expect(expects(undefined, "2026-11-22T12:00:00Z")).toBe(true);
    expect(expects("2026-11-20T11:59:00Z", "2026-11-20T12:00:00Z")).toBe(true);
    expect(expects("2026-11-23T21:30:00Z", "2026-11-24T14:30:00Z")).toBe(true);
    const [cached, now] = [at("2026-11-20T15:30:00Z"), at("2026-11-20T15:31:00Z")];
    expect(expectsNewBar(cached, now, { barMinutes: 60 })).toBe(true);
    expect(expectsNewBar(cached, now, { barMinutes: 60, sessions: [] })).toBe(true);
  });

  it.each([
    ["in the night after", "2026-11-20T11:00:00Z", "2026-11-20T12:30:00Z", "2026-11-20T14:29:00Z", false],
    [
      "before a bar on the full hour can",
      "2026-11-20T11:00:00Z",
      "2026-11-20T12:30:00Z",
      "2026-11-20T14:59:00Z",
      false,
    ],
    [
      "when such a bar can have closed",
      "2026-11-20T11:00:00Z",
      "2026-11-20T12:30:00Z",
      "2026-11-20T15:00:00Z",
      true,
    ],
    [
      "while trading goes on, one horizon after the newest bar",
      "2026-11-20T15:30:00Z",
      "2026-11-20T16:10:00Z",
      "2026-11-20T16:29:00Z",
      false,
    ],
    [
      "and from then on, for a trade may fall into a bar that has begun",
      "2026-11-20T15:30:00Z",
      "2026-11-20T16:10:00Z",
      "2026-11-20T16:30:00Z",
      true,
    ],
    [
      "when quiet is known of a time before the schedule only",
      "2026-11-20T10:00:00Z",
      "2026-11-20T11:59:00Z",
      "2026-11-20T12:30:00Z",
      true,
    ],
  ])("counts from the last quiet moment: %s", (_, cached, quiet, now, expected) => {
    const calendar = { barMinutes: 60, sessions: STOCK, quietUntil: at(quiet) } as const;
    expect(expectsNewBar(at(cached), at(now), calendar)).toBe(expected);
  });

  it("says yes when the schedule has a gap", () => {
    const holey = STOCK.filter(({ state }) => state !== "PostMarket");
    const [cached, now] = [at("2026-11-20T21:30:00Z"), at("2026-11-22T09:00:00Z")];
    expect(expectsNewBar(cached, now, { barMinutes: 60, sessions: STOCK })).toBe(false);
    expect(expectsNewBar(cached, now, { barMinutes: 60, sessions: holey })).toBe(true);
  });

  it("says no when no normal session follows in a schedule that covers the present", () => {
    expect(expects("2026-11-23T21:30:00Z", "2026-11-24T12:00:00Z")).toBe(false);
  });

  it("misses no bar, wherever its horizon begins", () => {
    const horizonMs = 60 * 60_000;
    const opening = at("2026-11-23T14:30:00Z");
    const closing = at("2026-11-23T21:00:00Z");
    const cachedClose = at("2026-11-20T21:10:00Z");
    for (const gridStart of [opening, at("1970-01-01T00:00:00Z"), cachedClose]) {
      const first = opening - ((opening - gridStart) % horizonMs);
      for (let barStart = first; barStart < closing; barStart += horizonMs) {
        const now = timestamp(barStart + horizonMs);
        expect(expectsNewBar(cachedClose, now, { barMinutes: 60, sessions: STOCK })).toBe(true);
      }
    }
  });
});
