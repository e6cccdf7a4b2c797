import { describe, expect, it } from "vitest";
import { instrument } from "../../../src/core/domain/instrument.ts";
import { isoFromTimestamp, timestamp, timestampFromIso } from "../../../src/core/domain/time.ts";
import type { Answer, Received } from "./support/fake-saxo.ts";
import { fixture } from "./support/fake-saxo.ts";
import { EURUSD, failureOf, saxoWorld, STOCK } from "./support/saxo-world.ts";

const CHARTS = "/chart/v3/charts";

const HOUR = 3_600_000;

const FIRST = timestampFromIso("2026-01-01T00:00:00Z") ?? timestamp(0);

/** A chart of hourly bars without a gap, as far as the given number goes. */
function hourlyChart(total: number) {
  const sample = (index: number): unknown => ({
    Time: isoFromTimestamp(timestamp(FIRST + index * HOUR)),
    Open: index + 1,
    High: index + 2,
    Low: index + 0.5,
    Close: index + 1,
  });
  return ({ query }: Received): Answer => {
    const count = Number(query.get("Count"));
    const edge = ((timestampFromIso(query.get("Time") ?? "") ?? FIRST) - FIRST) / HOUR;
    const end = query.get("Mode") === "UpTo" ? edge + 1 : total;
    const start = query.get("Mode") === "From" ? Math.max(0, Math.ceil(edge)) : Math.max(0, end - count);
    const length = Math.max(0, Math.min(count, end - start));
    return { body: { Data: Array.from({ length }, (_, index) => sample(start + index)), DataVersion: 1 } };
  };
}

/** A sample of bid and ask around 2.5. */
const quoted = (rest: object): object => ({
  ...{ Time: "2026-03-02T00:00:00Z", OpenBid: 2, HighBid: 3, LowBid: 1, CloseBid: 2 },
  ...{ OpenAsk: 3, HighAsk: 4, LowAsk: 2, CloseAsk: 3 },
  ...rest,
});

describe("reading bars", () => {
  it("takes the middle of bid and ask for currencies", async () => {
    const { saxo, broker } = await saxoWorld();
    saxo.on("GET", CHARTS, { body: fixture("chart/fx-hourly") });
    const { bars } = await broker.readBars(EURUSD, { kind: "latest", barMinutes: 60, count: 2 });
    const rounded = bars.map((b) => [b.open, b.high, b.low, b.close].map((price) => price.toFixed(5)));
    expect(rounded).toEqual([
      ["1.16010", "1.16510", "1.15510", "1.16210"],
      ["1.16210", "1.16410", "1.16010", "1.16110"],
    ]);
    expect(bars.map((b) => isoFromTimestamp(b.startAt))).toEqual([
      "2026-03-04T07:00:00.000Z",
      "2026-03-04T08:00:00.000Z",
    ]);
    expect(saxo.received[0]?.rawQuery).toBe(
      "AssetType=FxSpot&Uic=21&Horizon=60&Count=2&FieldGroups=ChartInfo,Data",
    );
  });

  it("takes traded prices for stocks", async () => {
    const { saxo, broker } = await saxoWorld();
    saxo.on("GET", CHARTS, { body: fixture("chart/stock-daily") });
    const from = timestampFromIso("2026-03-02T00:00:00Z") ?? timestamp(0);
    const { bars } = await broker.readBars(STOCK, { kind: "from", barMinutes: 1440, from });
    expect(bars.map(({ open, high, low, close }) => ({ open, high, low, close }))).toEqual([
      { open: 100, high: 102, low: 99.5, close: 101.5 },
      { open: 101.5, high: 104, low: 101, close: 103.25 },
    ]);
    expect(saxo.received[0]?.rawQuery).toBe(
      "AssetType=Stock&Uic=211&Horizon=1440&Count=1200&Mode=From&Time=2026-03-02T00%3A00%3A00.000Z&FieldGroups=ChartInfo,Data",
    );
  });

  it("takes of a CFD on a stock, which has both, the traded prices, and the quoted ones where none was traded", async () => {
    const { saxo, broker } = await saxoWorld();
    const traded = { Open: 10, High: 12, Low: 9, Close: 11, Volume: 5 };
    const untraded = { Open: 0, High: 0, Low: 0, Close: 0, Volume: 0 };
    const Data = [
      quoted({ Time: "2026-03-02T00:00:00Z", ...traded }),
      quoted({ Time: "2026-03-03T00:00:00Z", ...untraded }),
    ];
    saxo.on("GET", CHARTS, { body: { Data, DataVersion: 7, ChartInfo: { DelayedByMinutes: 15 } } });
    const cfd = instrument("CfdOnStock", 211);
    const series = await broker.readBars(cfd, { kind: "latest", barMinutes: 1440, count: 5 });
    expect(series.bars.map(({ open, high, low, close }) => [open, high, low, close])).toEqual([
      [10, 12, 9, 11],
      [2.5, 3.5, 1.5, 2.5],
    ]);
    expect(series).toMatchObject({ dataVersion: 7, delayedByMinutes: 15, refusedAt: [] });
  });

  it("does not join pages of a history that was rewritten in between", async () => {
    const { saxo, broker } = await saxoWorld();
    const chart = hourlyChart(4000);
    saxo.on("GET", CHARTS, chart, (request) => {
      const answer = chart(request);
      return typeof answer === "object" ? { body: { ...(answer.body ?? {}), DataVersion: 2 } } : answer;
    });
    const query = { kind: "latest", barMinutes: 60, count: 2000 } as const;
    expect(await failureOf(broker.readBars(STOCK, query))).toMatchObject({
      code: "BARS_CHANGED_WHILE_READ",
      exit: "data_unusable",
      retry: "safe",
    });
  });

  it.each([
    ["a version that is no number", { Data: [], DataVersion: "7" }],
    ["a negative delay", { Data: [], ChartInfo: { DelayedByMinutes: -1 } }],
    ["no list of samples", { DataVersion: 7 }],
  ])("does not guess at a chart with %s", async (_, body) => {
    const { saxo, broker } = await saxoWorld();
    saxo.on("GET", CHARTS, { body });
    expect(
      await failureOf(broker.readBars(STOCK, { kind: "latest", barMinutes: 60, count: 5 })),
    ).toMatchObject({ code: "BROKER_CONTRACT_BROKEN" });
  });

  const LATER = "2026-03-03T00:00:00.000Z";
  const good = { Time: "2026-03-02T00:00:00Z", Open: 2, High: 3, Low: 1, Close: 2 };
  it.each([
    ["without a close", { ...good, Close: undefined }],
    ["with a close of zero", { ...good, Close: 0, Low: 0 }],
    ["with a null", { ...good, Open: null }],
    ["with text for a price", { ...good, Open: "2" }],
    ["whose high is below its close", { ...good, High: 1.5 }],
    ["whose low is above its open", { ...good, Low: 2.5 }],
    ["whose high is a hundred and one times its low", { ...good, High: 101 }],
    ["whose high lies below its low", { ...good, High: 1, Low: 3 }],
    ["with a price too large for a number", { ...good, High: Infinity }],
    ["without a time", { ...good, Time: undefined }],
    ["with half of a bid and ask", { Time: good.Time, OpenBid: 1, HighBid: 1, LowBid: 1, CloseBid: 1 }],
    ["whose bid lies above its ask", quoted({ OpenBid: 2.1, OpenAsk: 2 })],
    ["with a bid of zero", quoted({ LowBid: 0 })],
    ["that is no object", 7],
  ])("takes a sample %s for no bar", async (_, bad) => {
    const { saxo, broker } = await saxoWorld();
    const later = { ...good, Time: "2026-03-03T00:00:00Z" };
    saxo.on("GET", CHARTS, { body: { Data: [bad, later] } }, { body: { Data: [bad] } });
    const query = { kind: "latest", barMinutes: 1440, count: 5 } as const;
    const { bars, refusedAt } = await broker.readBars(STOCK, query);
    expect(bars.map((bar) => isoFromTimestamp(bar.startAt))).toEqual([LATER]);
    const isTimed = JSON.stringify(bad).includes(good.Time);
    expect(refusedAt.map(isoFromTimestamp)).toEqual([isTimed ? good.Time.replace("Z", ".000Z") : LATER]);
    expect(await failureOf(broker.readBars(STOCK, query))).toMatchObject({ code: "BROKER_CONTRACT_BROKEN" });
  });

  it("places a sample without a time behind the one before it", async () => {
    const { saxo, broker } = await saxoWorld();
    const later = { ...good, Time: "2026-03-03T00:00:00Z" };
    saxo.on("GET", CHARTS, { body: { Data: [good, {}, later] } });
    const { refusedAt } = await broker.readBars(STOCK, { kind: "latest", barMinutes: 1440, count: 5 });
    expect(refusedAt.map(isoFromTimestamp)).toEqual(["2026-03-02T00:00:00.000Z"]);
  });

  it("sorts bars, even wholly reversed ones, and keeps the last word on each", async () => {
    const { saxo, broker } = await saxoWorld();
    const at = (day: string, Close: number): unknown => ({
      ...good,
      Time: `2026-03-${day}T00:00:00Z`,
      Close,
    });
    saxo.on("GET", CHARTS, { body: { Data: [at("03", 2), at("02", 1.5), at("03", 2.5)] } });
    saxo.on("GET", CHARTS, { body: { Data: [at("03", 2.5), at("02", 1.5)] } });
    const closes = async (): Promise<number[]> => {
      const { bars } = await broker.readBars(STOCK, { kind: "latest", barMinutes: 1440, count: 5 });
      return bars.map((bar) => bar.close);
    };
    expect(await closes()).toEqual([1.5, 2.5]);
    expect(await closes()).toEqual([1.5, 2.5]);
  });

  it("takes an empty chart for no bars", async () => {
    const { saxo, broker } = await saxoWorld();
    saxo.on("GET", CHARTS, { body: { Data: [] } });
    expect(await broker.readBars(STOCK, { kind: "latest", barMinutes: 60, count: 5 })).toEqual({
      bars: [],
      refusedAt: [],
    });
  });

  it.each([
    [1200, 1],
    [2500, 3],
  ])("pages back for the latest %i bars in %i calls", async (count, calls) => {
    const { saxo, broker } = await saxoWorld();
    saxo.on("GET", CHARTS, hourlyChart(4000));
    const { bars } = await broker.readBars(STOCK, { kind: "latest", barMinutes: 60, count });
    expect(bars.map((bar) => (bar.startAt - FIRST) / HOUR)).toEqual(
      Array.from({ length: count }, (_, index) => 4000 - count + index),
    );
    expect(saxo.received.length).toBe(calls);
  });

  it("gives fewer bars when there are no more", async () => {
    const { saxo, broker } = await saxoWorld();
    saxo.on("GET", CHARTS, hourlyChart(1500));
    const { bars } = await broker.readBars(STOCK, { kind: "latest", barMinutes: 60, count: 3000 });
    expect(bars.length).toBe(1500);
    expect(saxo.received.length).toBe(2);
  });

  it("asks no further where a page brings nothing older", async () => {
    const { saxo, broker } = await saxoWorld();
    const chart = hourlyChart(1200);
    saxo.on("GET", CHARTS, (request) => {
      request.query.delete("Mode"); // as a server would that does not know it
      return chart(request);
    });
    const { bars } = await broker.readBars(STOCK, { kind: "latest", barMinutes: 60, count: 3000 });
    expect([bars.length, saxo.received.length]).toEqual([1200, 2]);
  });

  it("pages forward to the newest bar", async () => {
    const { saxo, broker } = await saxoWorld();
    saxo.on("GET", CHARTS, hourlyChart(3000));
    const from = timestamp(FIRST + 100 * HOUR);
    const { bars } = await broker.readBars(STOCK, { kind: "from", barMinutes: 60, from });
    expect(bars.map((bar) => (bar.startAt - FIRST) / HOUR)).toEqual(
      Array.from({ length: 2900 }, (_, index) => 100 + index),
    );
    expect(saxo.received.length).toBe(3);
  });
});
