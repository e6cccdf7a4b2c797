import { describe, expect, it } from "vitest";
import { londonHours } from "../../../../src/simulator/market/hours/london.ts";
import { ukMarketYear } from "../../../../src/simulator/market/hours/uk-holidays.ts";
import { VODAFONE } from "../../../../src/simulator/market/instruments.ts";
import { createMarket } from "../../../../src/simulator/market/market.ts";
import type { Reply } from "../../saxo-under-test.ts";
import { column, numberAt, pick, rows, startSaxo, textAt } from "../../saxo-under-test.ts";
import { at, lines } from "../instants.ts";

const market = createMarket({ seed: 1, anchor: 0 });
const dates = (days: readonly number[]): string[] =>
  days.map((day) => new Date(day * 86_400_000).toISOString().slice(5, 10));

describe("sessions of London", () => {
  it("have an auction on either side, an hour earlier in UTC once summer time has begun", () => {
    expect(lines(market.sessions(VODAFONE, at("2026-03-27T09:00:00"), 3))).toEqual([
      "2026-03-27T08:00 2026-03-27T16:30 AutomatedTrading",
      "2026-03-27T16:30 2026-03-27T16:35 CallAuctionTrading",
      "2026-03-27T16:35 2026-03-27T16:40 TradingAtLast",
      "2026-03-27T16:40 2026-03-30T06:50 Closed",
      "2026-03-30T06:50 2026-03-30T07:00 OpeningAuction",
      "2026-03-30T07:00 2026-03-30T15:30 AutomatedTrading",
    ]);
  });

  it.each([
    [2025, "01-01 04-18 04-21 05-05 05-26 08-25 12-25 12-26", "12-24 12-31"],
    [2026, "01-01 04-03 04-06 05-04 05-25 08-31 12-25 12-28", "12-24 12-31"],
    [2022, "01-03 04-15 04-18 05-02 05-30 08-29 12-26 12-27", "12-23 12-30"],
    [2027, "01-01 03-26 03-29 05-03 05-31 08-30 12-27 12-28", "12-24 12-31"],
  ])("follow the bank holidays of %i", (year, holidays, halfDays) => {
    expect(dates(ukMarketYear(year).holidays)).toEqual(holidays.split(" "));
    expect(dates(ukMarketYear(year).halfDays)).toEqual(halfDays.split(" "));
  });

  it("lose no slot of history over holidays and half days", () => {
    let span = londonHours.spanAtOrAfter(at("2026-12-20T00:00:00"));
    for (let day = 0; day < 10; day += 1) {
      const next = londonHours.spanAtOrAfter(span.endAt);
      expect(next.firstSlot - span.firstSlot).toBe((span.endAt - span.startAt) / 300_000);
      span = next;
    }
  });
});

describe("a share in pence", () => {
  const SHARE = { Uic: 899, AssetType: "Stock", Amount: 1000 };

  it("says so in its details, and has its money in pounds", async () => {
    const saxo = await startSaxo();
    const details = await saxo.get("/ref/v1/instruments/details/899/Stock");
    expect(details.json).toMatchObject({
      CurrencyCode: "GBP",
      Format: { PriceCurrency: "GBX" },
      PriceCurrency: "GBX",
    });
    const price = await saxo.get("/trade/v1/infoprices?Uic=899&AssetType=Stock");
    expect(numberAt(price, "Quote", "Mid")).toBeGreaterThan(20);
    await saxo.close();
  });

  it("costs a hundredth of its price, in pounds and in the account's currency", async () => {
    const saxo = await startSaxo();
    const read = (path: string): Promise<Reply> => saxo.get(path);
    const pounds = numberAt(await read("/trade/v1/infoprices?Uic=31&AssetType=FxSpot"), "Quote", "Mid");
    const checked = await saxo.precheck({ ...SHARE, FieldGroups: ["Costs"] });
    expect(numberAt(checked, "InstrumentToAccountConversionRate")).toBeCloseTo(pounds, 2);
    expect(numberAt(checked, "Cost", "Commission")).toBe(8);
    await saxo.order(SHARE);
    const [fill] = saxo.simulator.snapshot().fills;
    const price = Number(fill?.price.toString());
    const paid = -Number(fill?.cashChange.toString()) - Number(fill?.commission.toString());
    expect(paid / (price * 1000)).toBeCloseTo(pounds / 100, 4);
    const [position] = rows(await read("/port/v1/positions/me"));
    const bid = numberAt(await read("/trade/v1/infoprices?Uic=899&AssetType=Stock"), "Quote", "Bid");
    expect(pick(position, "PositionView")).toMatchObject({
      ExposureCurrency: "GBP",
      Exposure: Number((bid * 10).toFixed(2)),
    });
    expect(Number(pick(position, "PositionView", "TradeCostsTotal"))).toBeCloseTo(-16, 1);
    const exposure = await read("/port/v1/exposure/currency/me");
    expect(pick(exposure.json, 1, "Currency")).toBe("GBP");
    expect(Number(pick(exposure.json, 1, "Amount"))).toBeCloseTo(bid * 10, 1);
    await saxo.order({ ...SHARE, BuySell: "Sell" });
    const closed = await read("/port/v1/closedpositions/me");
    expect(column(closed, "ClosedPosition", "CostOpening")).toEqual([-8]);
    const loss = Number(column(closed, "ClosedPosition", "ClosedProfitLoss")[0]);
    expect(Math.abs(loss)).toBeLessThan(10);
    await saxo.close();
  });

  it("is listed with its exchange", async () => {
    const saxo = await startSaxo();
    const exchange = await saxo.get("/ref/v1/exchanges/LSE_SETS");
    expect([textAt(exchange, "Currency"), textAt(exchange, "Mic")]).toEqual(["GBP", "XLON"]);
    expect(column(await saxo.get("/ref/v1/instruments?Keywords=VOD"), "Identifier")).toEqual([899]);
    await saxo.close();
  });
});
