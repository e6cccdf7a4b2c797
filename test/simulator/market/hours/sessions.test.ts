import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { timestamp } from "../../../../src/core/domain/time.ts";
import { NORMAL_TRADING } from "../../../../src/core/domain/instrument.ts";
import { alwaysHours } from "../../../../src/simulator/market/hours/always.ts";
import { fxHours } from "../../../../src/simulator/market/hours/fx.ts";
import { nasdaqHours } from "../../../../src/simulator/market/hours/nasdaq.ts";
import { AAPL, EURUSD, US500 } from "../../../../src/simulator/market/instruments.ts";
import { createMarket } from "../../../../src/simulator/market/market.ts";
import { slotOf } from "../../../../src/simulator/market/slots.ts";
import { at, lines } from "../instants.ts";

const market = createMarket({ seed: 1, anchor: 0 });

describe("sessions of NASDAQ", () => {
  it("open at 09:30 New York, an hour earlier in UTC once summer time has begun", () => {
    expect(lines(market.sessions(AAPL, at("2026-03-06T15:00:00"), 3))).toEqual([
      "2026-03-06T14:30 2026-03-06T21:00 AutomatedTrading",
      "2026-03-06T21:00 2026-03-07T01:00 PostMarket",
      "2026-03-07T01:00 2026-03-09T08:00 Closed",
      "2026-03-09T08:00 2026-03-09T13:30 PreMarket",
      "2026-03-09T13:30 2026-03-09T20:00 AutomatedTrading",
    ]);
  });

  it("open an hour later in UTC once summer time has ended", () => {
    expect(lines(market.sessions(AAPL, at("2026-10-30T19:59:59"), 3)).slice(0, 5)).toEqual([
      "2026-10-30T13:30 2026-10-30T20:00 AutomatedTrading",
      "2026-10-30T20:00 2026-10-31T00:00 PostMarket",
      "2026-10-31T00:00 2026-11-02T09:00 Closed",
      "2026-11-02T09:00 2026-11-02T14:30 PreMarket",
      "2026-11-02T14:30 2026-11-02T21:00 AutomatedTrading",
    ]);
  });

  it("skip a holiday and end early on the day after it", () => {
    expect(lines(market.sessions(AAPL, at("2026-11-26T15:00:00"), 2))).toEqual([
      "2026-11-26T01:00 2026-11-27T09:00 Closed",
      "2026-11-27T09:00 2026-11-27T14:30 PreMarket",
      "2026-11-27T14:30 2026-11-27T18:00 AutomatedTrading",
      "2026-11-27T18:00 2026-11-27T22:00 PostMarket",
      "2026-11-27T22:00 2026-11-30T09:00 Closed",
    ]);
  });

  it("have their evening reach past midnight UTC in winter", () => {
    expect(nasdaqHours.sessionAt(at("2026-11-24T00:59:59")).state).toBe("PostMarket");
    expect(nasdaqHours.sessionAt(at("2026-11-24T01:00:00")).state).toBe("Closed");
  });

  it("span New Year when it falls on a weekend", () => {
    expect(lines([nasdaqHours.sessionAt(at("2028-01-01T12:00:00"))])).toEqual([
      "2028-01-01T01:00 2028-01-03T09:00 Closed",
    ]);
  });
});

describe("sessions of currencies", () => {
  it("are those the broker showed in the week of March 2019 in which only New York changed its clocks", () => {
    expect(lines(market.sessions(EURUSD, at("2019-03-08T12:00:00"), 3))).toEqual([
      "2019-03-07T22:04 2019-03-08T21:59 AutomatedTrading",
      "2019-03-08T21:59 2019-03-10T18:04 Closed",
      "2019-03-10T18:04 2019-03-11T20:59 AutomatedTrading",
    ]);
  });

  it("pause for five minutes each evening from Monday to Thursday", () => {
    expect(lines(market.sessions(EURUSD, at("2026-07-06T00:00:00"), 4))).toEqual([
      "2026-07-05T19:04 2026-07-06T20:59 AutomatedTrading",
      "2026-07-06T20:59 2026-07-06T21:04 Closed",
      "2026-07-06T21:04 2026-07-07T20:59 AutomatedTrading",
      "2026-07-07T20:59 2026-07-07T21:04 Closed",
      "2026-07-07T21:04 2026-07-08T20:59 AutomatedTrading",
      "2026-07-08T20:59 2026-07-08T21:04 Closed",
      "2026-07-08T21:04 2026-07-09T20:59 AutomatedTrading",
      "2026-07-09T20:59 2026-07-09T21:04 Closed",
      "2026-07-09T21:04 2026-07-10T20:59 AutomatedTrading",
    ]);
  });

  it.each([
    ["2026-04-04T12:00:00", "2026-04-03T20:59 2026-04-05T19:04 Closed"], // Sydney leaves summer time
    ["2026-10-03T12:00:00", "2026-10-02T20:59 2026-10-04T18:04 Closed"], // Sydney enters it
    ["2026-10-31T12:00:00", "2026-10-30T20:59 2026-11-01T18:04 Closed"], // New York leaves it
  ])("follow the clocks of Sydney and New York over the weekend of %s", (instant, expected) => {
    expect(lines([fxHours.sessionAt(at(instant))])).toEqual([expected]);
  });
});

describe("holidays of currencies", () => {
  it.each([
    ["2026-12-25T12:00:00", "2026-12-24T21:59 2026-12-27T18:04 Closed"], // a Friday
    ["2027-01-01T12:00:00", "2026-12-31T21:59 2027-01-03T18:04 Closed"],
    ["2029-12-25T12:00:00", "2029-12-24T21:59 2029-12-25T22:04 Closed"], // a Tuesday
    ["2029-01-01T12:00:00", "2028-12-29T21:59 2029-01-01T22:04 Closed"], // a Monday
  ])("last a trading day: %s", (instant, expected) => {
    expect(lines([fxHours.sessionAt(at(instant))])).toEqual([expected]);
  });
});

describe("sessions around the clock", () => {
  it("are the days of UTC", () => {
    expect(lines(market.sessions(US500, at("2026-11-21T13:00:00"), 1))).toEqual([
      "2026-11-21T00:00 2026-11-22T00:00 AutomatedTrading",
      "2026-11-22T00:00 2026-11-23T00:00 AutomatedTrading",
    ]);
  });
});

describe.each([
  ["NASDAQ", nasdaqHours],
  ["currencies", fxHours],
  ["the clock around", alwaysHours],
])("hours of %s", (_, hours) => {
  const instant = fc
    .integer({ min: at("2000-01-01T00:00:00"), max: at("2060-01-01T00:00:00") })
    .map(timestamp);

  it("give each instant to exactly one session, contiguous with the next", () => {
    fc.assert(
      fc.property(instant, (now) => {
        const session = hours.sessionAt(now);
        expect(session.startAt).toBeLessThanOrEqual(now);
        expect(session.endAt).toBeGreaterThan(now);
        expect(hours.sessionAt(session.endAt).startAt).toBe(session.endAt);
        expect(hours.sessionAt(session.startAt)).toEqual(session);
      }),
    );
  });

  it("have a span around an instant exactly when its session is normal trading", () => {
    fc.assert(
      fc.property(instant, (now) => {
        const [before, after] = [hours.spanAtOrBefore(now), hours.spanAtOrAfter(now)];
        expect(before.startAt).toBeLessThanOrEqual(now);
        expect(after.endAt).toBeGreaterThan(now);
        const isTrading = hours.sessionAt(now).state === NORMAL_TRADING;
        expect(now < before.endAt).toBe(isTrading);
        if (isTrading) expect(after).toEqual(before);
        else expect(after.startAt).toBeGreaterThan(now);
      }),
    );
  });
});

/** The last slot traded in a span. */
const lastSlot = (hours: typeof nasdaqHours, instant: string): number => {
  const span = hours.spanAtOrBefore(at(instant));
  return span.firstSlot + slotOf(timestamp(span.endAt - 1)) - slotOf(span.startAt);
};
const firstSlot = (hours: typeof nasdaqHours, instant: string): number =>
  hours.spanAtOrAfter(at(instant)).firstSlot;

describe("history outside trading hours", () => {
  it.each([
    "2026-11-24T23:00:00", // a night
    "2026-03-07T12:00:00", // a weekend with a clock change
    "2026-11-26T15:00:00", // a holiday
    "2026-11-28T15:00:00", // a weekend after a half day
    "2027-01-01T12:00:00", // a change of the year
  ])("stands still on NASDAQ at %s", (instant) => {
    expect(firstSlot(nasdaqHours, instant)).toBe(lastSlot(nasdaqHours, instant) + 1);
  });

  it("stands still in the evening break of currencies and on a weekend of the longest week", () => {
    expect(firstSlot(fxHours, "2026-07-07T21:00:00")).toBe(lastSlot(fxHours, "2026-07-07T21:00:00") + 1);
    expect(firstSlot(fxHours, "2026-12-12T12:00:00")).toBe(lastSlot(fxHours, "2026-12-12T12:00:00") + 1);
  });

  it("skips at most two hours of sessions after a shorter week of currencies, or a holiday, and never repeats one", () => {
    let saturday = at("2026-01-03T12:00:00");
    for (let week = 0; week < 104; week++) {
      const before = fxHours.spanAtOrBefore(saturday);
      const last = before.firstSlot + slotOf(timestamp(before.endAt - 1)) - slotOf(before.startAt);
      const skipped = fxHours.spanAtOrAfter(saturday).firstSlot - last - 1;
      expect([0, 12, 24, 288]).toContain(skipped);
      saturday = timestamp(saturday + 7 * 86_400_000);
    }
  });
});
