import { describe, expect, it } from "vitest";
import { instrument } from "../../src/core/domain/instrument.ts";
import type { TradingSession } from "../../src/core/domain/instrument.ts";
import type { Bar, BarSeries } from "../../src/core/domain/market-data.ts";
import { minutes, timestamp, timestampFromIso } from "../../src/core/domain/time.ts";
import type { Timestamp } from "../../src/core/domain/time.ts";
import type { BarQuery } from "../../src/cycle/ports/broker.ts";
import { readClosedBars, type ClosedBars } from "../../src/cycle/read-bars.ts";
import { temporaryStore } from "../adapters/store/temporary-store.ts";
import { RecordedEvents } from "../support/recorded-events.ts";
import { VirtualClock } from "../support/virtual-clock.ts";

const HOUR = minutes(60);
const COUNT = 4;
const SHARE = instrument("Stock", 211);
const DAY: readonly TradingSession[] = [
  { startAt: at("2026-03-04T00:00:00Z"), endAt: at("2026-03-06T00:00:00Z"), state: "AutomatedTrading" },
];

function at(isoText: string): Timestamp {
  const instant = timestampFromIso(isoText);
  if (instant === undefined) throw new Error(isoText);
  return instant;
}

const { store } = temporaryStore();

/** A broker whose bars all start at whole hours, and can be rewritten. */
class Charts {
  readonly asked: string[] = [];
  dataVersion = 1;
  delayedByMinutes = 0;
  /** Hours whose samples are no bars. */
  readonly refusedHours = new Set<number>();
  /** What it says a price was, by the hour the bar began. */
  priceAt: (hour: number) => number = (hour) => 100 + hour / 10;
  /** Nothing is told of what was before. */
  oldestHour = -100;
  /** Nothing was traded since. */
  newestHour = Infinity;
  readonly #clock: VirtualClock;

  constructor(clock: VirtualClock) {
    this.#clock = clock;
  }

  readBars(_: unknown, query: BarQuery): Promise<BarSeries> {
    this.asked.push(query.kind === "latest" ? `latest ${query.count}` : "from");
    const shownUntil = this.#clock.now() - minutes(this.delayedByMinutes);
    const newest = Math.min(this.newestHour, Math.floor((shownUntil - BEGIN) / HOUR));
    const first = query.kind === "latest" ? newest - query.count + 1 : (query.from - BEGIN) / HOUR;
    const start = Math.max(first, this.oldestHour);
    const bars = Array.from({ length: Math.max(0, newest - start + 1) }, (_unused, index) =>
      this.#bar(start + index),
    );
    const { dataVersion, delayedByMinutes } = this;
    const isRefused = ({ startAt }: Bar): boolean => this.refusedHours.has((startAt - BEGIN) / HOUR);
    return Promise.resolve({
      bars: bars.filter((bar) => !isRefused(bar)),
      refusedAt: bars.filter(isRefused).map(({ startAt }) => startAt),
      dataVersion,
      delayedByMinutes,
    });
  }

  #bar(hour: number): Bar {
    const price = this.priceAt(hour);
    return {
      startAt: timestamp(BEGIN + hour * HOUR),
      open: price,
      high: price + 0.5,
      low: price - 0.5,
      close: price,
    };
  }
}

const BEGIN = at("2026-03-04T09:00:00Z");

function world() {
  const clock = new VirtualClock("2026-03-04T09:15:00Z");
  const charts = new Charts(clock);
  const events = new RecordedEvents();
  /** What one cycle sees: the closes of its bars. */
  const read = (sessions: readonly TradingSession[] | undefined): Promise<ClosedBars> => {
    charts.asked.length = 0;
    const ports = { store: store(), clock, events };
    const wanted = { barMinutes: 60, count: COUNT, now: clock.now(), sessions } as const;
    return readClosedBars(ports, charts, SHARE, wanted);
  };
  const closes = async (sessions: readonly TradingSession[] | undefined = DAY): Promise<number[]> =>
    (await read(sessions)).bars.map(({ close }) => close);
  /** What one cycle is told of samples that are no bars: the hours they began. */
  const refused = async (): Promise<number[] | undefined> =>
    (await read(DAY)).refusedAt?.map((startAt) => (startAt - BEGIN) / HOUR);
  return { clock, charts, events, closes, refused };
}

describe("reading closed bars", () => {
  it("asks once for as many as are wanted, and never shows the forming one", async () => {
    const { charts, events, closes } = world();
    expect(await closes()).toEqual([99.6, 99.7, 99.8, 99.9]);
    expect(charts.asked).toEqual(["latest 5"]);
    expect(events.all).toEqual([]);
  });

  it("asks for nothing while no bar can have closed, and then only from the newest one on", async () => {
    const { clock, charts, events, closes } = world();
    await closes();
    clock.advance(minutes(44));
    expect(await closes()).toEqual([99.6, 99.7, 99.8, 99.9]);
    expect(charts.asked).toEqual([]);
    clock.advance(minutes(1));
    expect(await closes()).toEqual([99.7, 99.8, 99.9, 100]);
    expect(charts.asked).toEqual(["from"]);
    expect(events.all).toEqual([]);
  });

  it("reads a gap that is longer than what is wanted as a whole", async () => {
    const { clock, charts, closes } = world();
    await closes();
    clock.advance(HOUR * 5);
    expect(await closes()).toEqual([100.1, 100.2, 100.3, 100.4]);
    expect(charts.asked).toEqual(["latest 5"]);
  });

  it("does not ask again for bars that the broker does not have", async () => {
    const { clock, charts, closes } = world();
    charts.oldestHour = -2;
    expect(await closes()).toEqual([99.8, 99.9]);
    expect(await closes()).toEqual([99.8, 99.9]);
    expect(charts.asked).toEqual([]);
    clock.advance(HOUR);
    expect(await closes()).toEqual([99.8, 99.9, 100]);
    expect(charts.asked).toEqual(["from"]);
  });

  it.each([
    ["DATA_VERSION_CHANGED", { dataVersion: 2 }, 0],
    ["CLOSED_BAR_CHANGED", { priceAt: (hour: number): number => 90 + hour / 10 }, 3],
    ["CLOSED_BAR_GONE", { oldestHour: 0 }, 0],
  ] as const)("reads everything again after %s, and says so", async (reason, rewrite, changed) => {
    const { clock, charts, events, closes } = world();
    await closes();
    clock.advance(HOUR);
    Object.assign(charts, rewrite);
    const seen = await closes();
    expect(charts.asked).toEqual(["from", "latest 5"]);
    expect(seen).toEqual(
      charts.oldestHour === 0 ? [100] : [-3, -2, -1, 0].map((hour) => charts.priceAt(hour)),
    );
    expect(events.all).toEqual([
      {
        name: "marketdata_history_rewritten",
        fields: {
          instrument_id: "Stock:211",
          asset_type: "Stock",
          uic: 211,
          symbol: undefined,
          reason,
          bars_changed: changed,
        },
      },
    ]);
    expect(await closes()).toEqual(seen);
    expect(charts.asked).toEqual([]);
  });

  it("takes a split for one when the broker has adjusted the older bars", async () => {
    const { clock, charts, events, closes } = world();
    await closes();
    clock.advance(HOUR);
    let adjusted = false;
    charts.priceAt = (hour) => (hour < 0 && !adjusted ? 100 + hour / 10 : 50);
    // the incremental answer still shows the old close, the whole history does not
    const readBars: Charts["readBars"] = charts.readBars.bind(charts);
    charts.readBars = (of, query) => {
      adjusted = query.kind === "latest";
      return readBars(of, query);
    };
    expect(await closes()).toEqual([50, 50, 50, 50]);
    expect(charts.asked).toEqual(["from", "latest 5"]);
    expect(events.of("marketdata_history_rewritten")).toMatchObject([
      { reason: "CLOSED_BAR_CHANGED", bars_changed: 3 },
    ]);
  });

  it("asks for a jump once more, then for the whole history until it is adjusted, with one request each", async () => {
    const { clock, charts, events, closes } = world();
    await closes();
    clock.advance(HOUR);
    charts.priceAt = (hour) => (hour >= 0 ? 50 : 100 + hour / 10);
    expect(await closes()).toEqual([99.7, 99.8, 99.9, 50]);
    expect(charts.asked).toEqual(["from", "latest 5"]);
    expect(await closes()).toEqual([99.7, 99.8, 99.9, 50]);
    expect(charts.asked).toEqual([]);
    clock.advance(HOUR);
    expect(await closes()).toEqual([99.8, 99.9, 50, 50]);
    expect(charts.asked).toEqual(["latest 5"]);
    expect(events.all).toEqual([]); // the broker stands by it: nothing was rewritten
    clock.advance(HOUR);
    charts.priceAt = () => 50;
    expect(await closes()).toEqual([50, 50, 50, 50]);
    expect(events.of("marketdata_history_rewritten")).toMatchObject([
      { reason: "CLOSED_BAR_CHANGED", bars_changed: 1 },
    ]);
    clock.advance(HOUR);
    await closes();
    expect(charts.asked).toEqual(["from"]);
  });

  it("takes of a delayed feed only what had closed by the delayed time, and asks no sooner", async () => {
    const { clock, charts, closes, events } = world();
    charts.delayedByMinutes = 20;
    expect(await closes()).toEqual([99.5, 99.6, 99.7, 99.8]); // at 09:15 it shows 08:55
    clock.advance(minutes(4));
    await closes();
    expect(charts.asked).toEqual([]);
    clock.advance(minutes(1));
    expect(await closes()).toEqual([99.6, 99.7, 99.8, 99.9]);
    expect(charts.asked).toEqual(["from"]);
    expect(events.all).toEqual([]);
  });

  it("notices that a feed is delayed no more", async () => {
    const { clock, charts, closes } = world();
    charts.delayedByMinutes = 20;
    await closes();
    charts.delayedByMinutes = 0;
    clock.advance(minutes(50)); // 10:05, where the delayed feed would show 09:45
    expect(await closes()).toEqual([99.7, 99.8, 99.9, 100]);
    clock.advance(minutes(54));
    await closes();
    expect(charts.asked).toEqual([]);
    clock.advance(minutes(1));
    expect(await closes()).toEqual([99.8, 99.9, 100, 100.1]);
  });

  it("says how many samples were no bars", async () => {
    const { charts, events, closes } = world();
    charts.refusedHours.add(-1).add(-2);
    await closes();
    expect(events.of("marketdata_bars_refused")).toMatchObject([
      { instrument_id: "Stock:211", samples_refused: 2 },
    ]);
  });

  it("tells of a sample among the wanted bars that is none, and asks each time whether it was mended", async () => {
    const { clock, charts, refused } = world();
    charts.refusedHours.add(-1);
    expect(await refused()).toEqual([-1]);
    clock.advance(minutes(1));
    expect(await refused()).toEqual([-1]);
    expect(charts.asked).toEqual(["latest 5"]);
    charts.refusedHours.clear();
    expect(await refused()).toBeUndefined();
    await refused();
    expect(charts.asked).toEqual([]);
  });

  it("tells of one that comes after what is cached, until it is older than what is wanted", async () => {
    const { clock, charts, refused } = world();
    await refused();
    charts.refusedHours.add(0);
    clock.advance(HOUR);
    expect(await refused()).toEqual([0]);
    expect(charts.asked).toEqual(["from"]);
    clock.advance(HOUR * 3);
    expect(await refused()).toEqual([0]);
    clock.advance(HOUR);
    expect(await refused()).toBeUndefined();
  });

  it("does not hold against the closed bars that the forming one is none", async () => {
    const { charts, refused, events } = world();
    charts.refusedHours.add(0);
    expect(await refused()).toBeUndefined();
    expect(events.of("marketdata_bars_refused")).toMatchObject([{ samples_refused: 1 }]);
  });

  it("reads anew when nothing is known any more of where cached bars came from", async () => {
    const { clock, charts, closes } = world();
    await closes();
    for (const damaged of [
      { wanted: "4" },
      { wanted: 4, dataVersion: "1" },
      { wanted: 4, seenUntil: 1, refusedAt: 7 },
      7,
      null,
    ]) {
      store().cache.write("bars/Stock:211/60", damaged, timestamp(clock.now() + HOUR));
      expect(await closes()).toEqual([99.6, 99.7, 99.8, 99.9]);
      expect(charts.asked).toEqual(["latest 5"]);
    }
  });

  const session = (startIso: string, endIso: string, state = "AutomatedTrading"): TradingSession => ({
    startAt: at(startIso),
    endAt: at(endIso),
    state,
  });

  it("needs no schedule to know when the bar closes that it has seen forming", async () => {
    const { clock, charts, closes } = world();
    await closes([]);
    clock.advance(minutes(44));
    await closes([]);
    expect(charts.asked).toEqual([]);
    clock.advance(minutes(1));
    await closes([]);
    expect(charts.asked).toEqual(["from"]);
  });

  it("does not ask all night for a market of which the schedule shows only that it is closed now", async () => {
    const { clock, charts, closes } = world();
    charts.newestHour = -12;
    const night = [
      session("2026-03-04T01:00:00Z", "2026-03-04T14:30:00Z", "Closed"),
      session("2026-03-04T14:30:00Z", "2026-03-04T21:00:00Z"),
    ];
    await closes(night);
    clock.advance(HOUR * 4);
    await closes(night);
    expect(charts.asked).toEqual([]);
    clock.advance(HOUR * 2 - minutes(16)); // 14:59
    await closes(night);
    expect(charts.asked).toEqual([]);
    clock.advance(minutes(1)); // a bar on whole hours may have closed
    await closes(night);
    expect(charts.asked).toEqual(["latest 5"]);
  });

  it("asks in every cycle where nothing is forming and no schedule tells when a bar can close", async () => {
    const { charts, closes } = world();
    charts.newestHour = -1;
    await closes([]);
    await closes([]);
    expect(charts.asked).toEqual(["from"]);
  });

  it("asks again when the clock was set back meanwhile", async () => {
    const { clock, charts, closes } = world();
    charts.newestHour = -1;
    const tomorrow = at("2026-03-05T09:15:00Z");
    const source = { wanted: COUNT, dataVersion: 1, delayedByMinutes: 0, seenUntil: tomorrow };
    await closes();
    store().cache.write("bars/Stock:211/60", source, tomorrow);
    clock.advance(HOUR);
    await closes();
    expect(charts.asked).toEqual(["from"]);
  });
});
