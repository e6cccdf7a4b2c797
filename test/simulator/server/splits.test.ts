import { afterEach, describe, expect, it } from "vitest";
import { instrument } from "../../../src/core/domain/instrument.ts";
import type { SimulatorOptions } from "../../../src/simulator/simulator-options.ts";
import type { Reply, SaxoUnderTest } from "../saxo-under-test.ts";
import { column, instant, numberAt, pick, rows, startSaxo } from "../saxo-under-test.ts";

const SHARE = instrument("Stock", 211);
const ORDER = { Uic: 211, AssetType: "Stock", Amount: 10 };
const SPLIT_AT = "2026-03-05T05:00:00Z";
const ADJUSTED_AT = "2026-03-05T16:00:00Z";
const NEXT_DAY_MS = 86_400_000;

let saxo: SaxoUnderTest;
afterEach(() => saxo.close());

const start = async (options: Partial<SimulatorOptions>): Promise<void> => {
  saxo = await startSaxo(options);
};
const split = (historyAdjustedAt?: string): Partial<SimulatorOptions> => ({
  splits: [
    {
      instrumentId: SHARE.id,
      at: instant(SPLIT_AT),
      ratio: 4,
      ...(historyAdjustedAt !== undefined && { historyAdjustedAt: instant(historyAdjustedAt) }),
    },
  ],
});
const chart = (): Promise<Reply> =>
  saxo.get("/chart/v3/charts?Uic=211&AssetType=Stock&Horizon=60&Count=12&FieldGroups=Data");
const mid = async (): Promise<number> =>
  numberAt(await saxo.get("/trade/v1/infoprices?Uic=211&AssetType=Stock"), "Quote", "Mid");

/** The same chart where nothing is split. */
async function unsplit(): Promise<Reply> {
  const plain = await startSaxo({ startIso: new Date(saxo.clock.now()).toISOString() });
  const reply = await plain.get("/chart/v3/charts?Uic=211&AssetType=Stock&Horizon=60&Count=12");
  await plain.close();
  return reply;
}

describe("a split", () => {
  it("makes a share dearer before it, in quotes and in charts", async () => {
    await start(split());
    const plain = await unsplit();
    const shown = await chart();
    const fourTimes = column(plain, "Close").map((close) => Number((Number(close) * 4).toFixed(2)));
    expect(column(shown, "Close")).toEqual(fourTimes);
    expect(await mid()).toBe(fourTimes.at(-1));
  });

  it("leaves a jump in charts until somebody adjusts them", async () => {
    await start(split(ADJUSTED_AT));
    saxo.clock.advance(NEXT_DAY_MS); // 15:15 on Thursday
    const jumps = async (): Promise<readonly boolean[]> => {
      const closes = column(await chart(), "Close").map(Number);
      return closes.slice(1).map((close, index) => (closes[index] ?? 0) / close > 2);
    };
    expect((await jumps()).filter(Boolean)).toHaveLength(1);
    const version = async (): Promise<unknown> => pick((await chart()).json, "DataVersion");
    const before = await version();
    saxo.clock.advance(3_600_000);
    expect((await jumps()).filter(Boolean)).toEqual([]);
    expect((await chart()).json).toMatchObject({ Data: rows(await unsplit()) });
    expect(await version()).toBe(before);
  });

  it("is never adjusted where nobody does", async () => {
    await start(split());
    saxo.clock.advance(NEXT_DAY_MS);
    const [oldest] = column(await chart(), "Close").map(Number);
    const [plain] = column(await unsplit(), "Close").map(Number);
    expect(oldest).toBeCloseTo((plain ?? 0) * 4, 2);
  });

  it("makes more and cheaper shares of those that are held, and ends what waits", async () => {
    await start(split());
    await saxo.order(ORDER);
    await saxo.order({
      ...ORDER,
      OrderType: "Limit",
      OrderPrice: 1,
      OrderDuration: { DurationType: "GoodTillCancel" },
    });
    const before = saxo.simulator.snapshot();
    saxo.clock.advance(NEXT_DAY_MS);
    const { positions, orders, activities, cash } = saxo.simulator.snapshot();
    expect(positions[0]?.amount.toString()).toBe("40");
    expect(positions[0]?.openPrice.times("4").eq(before.positions[0]?.openPrice ?? "0")).toBe(true);
    expect(cash.eq(before.cash)).toBe(true);
    expect(orders).toEqual([]);
    expect(activities.at(-1)).toMatchObject({ status: "Cancelled", at: instant(SPLIT_AT) });
  });

  it("triggers no stop by itself", async () => {
    await start(split());
    await saxo.order(ORDER);
    const price = Math.round((await mid()) * 0.8);
    await saxo.order({
      ...ORDER,
      BuySell: "Sell",
      OrderType: "StopIfTraded",
      OrderPrice: price,
      OrderDuration: { DurationType: "GoodTillCancel" },
    });
    saxo.clock.advance(NEXT_DAY_MS);
    expect(saxo.simulator.snapshot().fills).toHaveLength(1);
  });
});

describe("a chart", () => {
  const STARTS = ["2026-03-04T13:00:00Z", "2026-03-04T14:00:00Z"];
  const index = (): Promise<Reply> =>
    saxo.get("/chart/v3/charts?Uic=4913&AssetType=CfdOnIndex&Horizon=60&Count=4");

  it("can miss bars and show others twice", async () => {
    const [missing = "", duplicated = ""] = STARTS;
    await start({
      charts: new Map([
        [
          instrument("CfdOnIndex", 4913).id,
          {
            versionChangesAt: [],
            missing: new Set([instant(missing)]),
            duplicated: new Set([instant(duplicated)]),
          },
        ],
      ]),
    });
    expect(column(await index(), "Time").map((time) => String(time).slice(11, 16))).toEqual([
      "12:00",
      "14:00",
      "14:00",
      "15:00",
    ]);
  });

  it("changes its version when it is said to", async () => {
    await start({
      charts: new Map([
        [
          instrument("CfdOnIndex", 4913).id,
          { versionChangesAt: [instant(ADJUSTED_AT)], missing: new Set(), duplicated: new Set() },
        ],
      ]),
    });
    const version = async (): Promise<number> => numberAt(await index(), "DataVersion");
    const before = await version();
    saxo.clock.advance(2 * NEXT_DAY_MS);
    expect((await version()) - before).toBe(1);
  });
});
