import { describe, expect, it } from "vitest";
import { amsterdamHours } from "../../../../src/simulator/market/hours/amsterdam.ts";
import { euronextYear } from "../../../../src/simulator/market/hours/euronext-holidays.ts";
import { ASML } from "../../../../src/simulator/market/instruments.ts";
import { createMarket } from "../../../../src/simulator/market/market.ts";
import { column, numberAt, pick, startSaxo } from "../../saxo-under-test.ts";
import { at, lines } from "../instants.ts";

const market = createMarket({ seed: 1, anchor: 0 });
const dates = (days: readonly number[]): string[] =>
  days.map((day) => new Date(day * 86_400_000).toISOString().slice(5, 10));

describe("sessions of Amsterdam", () => {
  it("have an auction on either side, an hour earlier in UTC once summer time has begun", () => {
    expect(lines(market.sessions(ASML, at("2026-03-27T09:00:00"), 3))).toEqual([
      "2026-03-27T08:00 2026-03-27T16:30 AutomatedTrading",
      "2026-03-27T16:30 2026-03-27T16:35 CallAuctionTrading",
      "2026-03-27T16:35 2026-03-27T16:40 TradingAtLast",
      "2026-03-27T16:40 2026-03-30T05:15 Closed",
      "2026-03-30T05:15 2026-03-30T07:00 OpeningAuction",
      "2026-03-30T07:00 2026-03-30T15:30 AutomatedTrading",
    ]);
  });

  it("end early on Christmas Eve and stay away until after Boxing Day", () => {
    expect(lines(market.sessions(ASML, at("2026-12-24T09:00:00"), 4))).toEqual([
      "2026-12-24T08:00 2026-12-24T13:05 AutomatedTrading",
      "2026-12-24T13:05 2026-12-24T13:10 CallAuctionTrading",
      "2026-12-24T13:10 2026-12-24T13:15 TradingAtLast",
      "2026-12-24T13:15 2026-12-28T06:15 Closed",
      "2026-12-28T06:15 2026-12-28T08:00 OpeningAuction",
      "2026-12-28T08:00 2026-12-28T16:30 AutomatedTrading",
    ]);
  });

  it.each([
    [2025, "01-01 04-18 04-21 05-01 12-25 12-26", "12-24 12-31"],
    [2026, "01-01 04-03 04-06 05-01 12-25", "12-24 12-31"],
    [2027, "01-01 03-26 03-29", "12-24 12-31"],
  ])("follow the holidays of %i", (year, holidays, halfDays) => {
    expect(dates(euronextYear(year).holidays)).toEqual(holidays.split(" "));
    expect(dates(euronextYear(year).halfDays)).toEqual(halfDays.split(" "));
  });

  it("lose no slot of history over holidays and half days", () => {
    let span = amsterdamHours.spanAtOrAfter(at("2026-12-20T00:00:00"));
    for (let day = 0; day < 10; day += 1) {
      const next = amsterdamHours.spanAtOrAfter(span.endAt);
      expect(next.firstSlot - span.firstSlot).toBe((span.endAt - span.startAt) / 300_000);
      span = next;
    }
  });

  it.each([
    ["07:30:00", "OpeningAuction", false],
    ["12:00:00", "Open", true],
    ["16:31:00", "ClosingAuction", false],
    ["16:36:00", "TradingAtLast", false],
    ["20:00:00", "Closed", false],
  ])("at %s are called %s beside a price", (time, state, isOpen) => {
    const instant = at(`2026-03-04T${time}`);
    expect([market.quote(ASML, instant).marketState, market.isOpen(ASML, instant)]).toEqual([state, isOpen]);
  });
});

describe("a share in another currency", () => {
  it("is paid, valued and sold at the rate of the moment", async () => {
    const saxo = await startSaxo({ startIso: "2026-03-04T12:00:00Z" });
    const wanted = { Uic: 1636, AssetType: "Stock", Amount: 10 };
    await saxo.order(wanted);
    const [bought] = saxo.simulator.snapshot().fills;
    const rate = numberAt(await saxo.precheck(wanted), "InstrumentToAccountConversionRate");
    expect(rate).toBeGreaterThan(1);
    const paid = Number(bought?.price.toString()) * 10 * rate;
    const cost = paid + Math.max(paid * 0.0008, 2 * rate);
    expect(Number(bought?.cashChange.toString())).toBeCloseTo(-cost, 1);
    const balance = await saxo.get("/port/v1/balances/me");
    expect(numberAt(balance, "NonMarginPositionsValue")).toBeCloseTo(paid, -1);
    await saxo.order({ ...wanted, BuySell: "Sell" });
    const closed = await saxo.get("/port/v1/closedpositions/me");
    expect(column(closed, "ClosedPosition", "Amount")).toEqual([10]);
    expect(pick((await saxo.get("/port/v1/balances/me")).json, "NonMarginPositionsValue")).toBe(0);
    await saxo.close();
  });
});
