import { describe, expect, it } from "vitest";
import { openStoreForReading } from "../../src/adapters/store/open-store.ts";
import type { RecordedDecision } from "../../src/adapters/store/decisions.ts";
import type { CycleId } from "../../src/core/domain/ids.ts";
import { instrument } from "../../src/core/domain/instrument.ts";
import type { Bar, BarSeries } from "../../src/core/domain/market-data.ts";
import type { Timestamp } from "../../src/core/domain/time.ts";
import type { Ports } from "../../src/cycle/ports.ts";
import type { QuoteOverride } from "../../src/simulator/server/quote-overrides.ts";
import { advanceToNextSlot, runCycleIn, type World } from "../support/world.ts";
import { instant } from "../simulator/saxo-under-test.ts";
import { world } from "./order-stories.ts";

const INDEX = "CfdOnIndex:4913";
const PAIR = "FxSpot:21";

function decisionOf({ stateDirectory }: World, cycle: CycleId, id: string): RecordedDecision | undefined {
  const reader = openStoreForReading(stateDirectory);
  const decision = reader?.decisionsOf(cycle).find(({ instrumentId }) => instrumentId === id);
  reader?.close();
  return decision;
}

describe("what a quote says", () => {
  const strict = { ALLOW_DELAYED_DATA_IN_SIM: "false" };
  it.each<[string, QuoteOverride, Record<string, string>, string]>([
    ["no access", { priceType: "NoAccess" }, {}, "NO_MARKET_ACCESS"],
    ["no market", { priceType: "NoMarket" }, {}, "NO_MARKET"],
    ["no market while it is closed", { priceType: "NoMarket", marketState: "Closed" }, {}, "MARKET_NOT_OPEN"],
    ["an old price", { priceType: "OldIndicative" }, {}, "QUOTE_OLD_INDICATIVE"],
    ["a price that binds nobody", { priceType: "Indicative" }, {}, "QUOTE_INDICATIVE"],
    ["a delayed price", { delayedByMinutes: 15 }, strict, "QUOTE_DELAYED"],
    ["an auction", { marketState: "OpeningAuction" }, {}, "MARKET_NOT_OPEN"],
  ])("is the reason of the decision: %s", async (_, override, env, reason) => {
    const surroundings = await world({ env: { WATCHLIST: `${INDEX},${PAIR}`, ...env } });
    surroundings.simulator.quotes.set(PAIR, override);
    const { cycle, exitCode } = await runCycleIn(surroundings);
    expect([decisionOf(surroundings, cycle, PAIR)?.reason, exitCode]).toEqual([reason, 0]);
    expect(decisionOf(surroundings, cycle, INDEX)?.reason).toBe("SIG_CROSSED_ABOVE");
  });

  it("names missing access as what failed, rather than the refused chart", async () => {
    const surroundings = await world({ env: { WATCHLIST: `${INDEX},${PAIR}` } });
    surroundings.simulator.quotes.set(PAIR, { priceType: "NoAccess" });
    const { events } = await runCycleIn(surroundings);
    expect(events.of("marketdata_instrument_failed")).toMatchObject([
      { instrument_id: PAIR, reason: "NO_MARKET_ACCESS" },
    ]);
  });
});

describe("delayed bars", () => {
  it("are decided on only as far as they had closed by the delayed time", async () => {
    const surroundings = await world({ env: { WATCHLIST: PAIR } }); // 09:15:10, bars of five minutes
    surroundings.simulator.quotes.set(PAIR, { delayedByMinutes: 15 });
    const { cycle } = await runCycleIn(surroundings);
    expect(decisionOf(surroundings, cycle, PAIR)?.facts["bars"]).toMatchObject({
      delayed_by_minutes: 15,
      newest_close_at: "2026-03-04T09:00:00.000Z",
    });
  });
});

/** The broker gives other bars than the simulator has. */
const withBars =
  (change: (series: BarSeries) => BarSeries) =>
  (ports: Ports): Ports => ({
    ...ports,
    connectBroker: async () => {
      const broker = await ports.connectBroker();
      const readBars: typeof broker.readBars = async (...asked) => change(await broker.readBars(...asked));
      return { ...broker, readBars };
    },
  });

const scaled = ({ startAt, open, high, low, close }: Bar, factor: number): Bar => ({
  startAt,
  open: open * factor,
  high: high * factor,
  low: low * factor,
  close: close * factor,
});

/** Before the split each old share cost as much as two do now. */
const unadjustedBefore = (splitAt: Timestamp) =>
  withBars((series) => ({
    ...series,
    bars: series.bars.map((bar) => (bar.startAt < splitAt ? scaled(bar, 2) : bar)),
  }));

describe("a split", () => {
  it("leads to no order while the older bars are in old shares, and to ordinary decisions afterwards", async () => {
    const surroundings = await world({ env: { WATCHLIST: INDEX } });
    const around = unadjustedBefore(surroundings.clock.now());
    const before = await runCycleIn(surroundings, { around });
    expect(decisionOf(surroundings, before.cycle, INDEX)?.reason).toBe("PRICES_JUMPED"); // quote against bars

    advanceToNextSlot(surroundings);
    advanceToNextSlot(surroundings);
    const during = await runCycleIn(surroundings, { around });
    expect(decisionOf(surroundings, during.cycle, INDEX)).toMatchObject({
      action: "hold",
      reason: "PRICES_JUMPED",
    });
    expect(during.events.of("marketdata_price_jumped")).toMatchObject([
      { instrument_id: INDEX, detail: expect.stringContaining("like a split of 2:1") as unknown },
    ]);
    expect(surroundings.simulator.snapshot().orders).toEqual([]);

    advanceToNextSlot(surroundings);
    const after = await runCycleIn(surroundings);
    expect(after.events.of("marketdata_history_rewritten")).toMatchObject([
      { instrument_id: INDEX, reason: "CLOSED_BAR_CHANGED" },
    ]);
    expect(decisionOf(surroundings, after.cycle, INDEX)?.reason).toMatch(/^SIG_/);
  });

  it("that comes with another version of the history costs one request more, and no decision", async () => {
    const surroundings = await world({ env: { WATCHLIST: INDEX } });
    await runCycleIn(surroundings);
    advanceToNextSlot(surroundings);
    const around = withBars((series) => ({ ...series, dataVersion: 2 }));
    const { cycle, events } = await runCycleIn(surroundings, { around });
    expect(events.of("marketdata_history_rewritten")).toMatchObject([
      { instrument_id: INDEX, reason: "DATA_VERSION_CHANGED", bars_changed: 0 },
    ]);
    expect(decisionOf(surroundings, cycle, INDEX)?.reason).toMatch(/^SIG_/);
  });
});

describe("a split at the broker itself", () => {
  const { id } = instrument("CfdOnIndex", 4913);
  const SPLIT_AT = instant("2026-03-04T09:16:00Z");
  const ADJUSTED_AT = instant("2026-03-04T09:24:00Z");
  const never = { missing: new Set<Timestamp>(), duplicated: new Set<Timestamp>() };

  it.each([
    ["with another version of the history", [ADJUSTED_AT], "DATA_VERSION_CHANGED"],
    ["without a word", [], "CLOSED_BAR_CHANGED"],
  ])("is waited for until the older bars are adjusted %s", async (_, versionChangesAt, reason) => {
    const surroundings = await world({
      env: { WATCHLIST: INDEX, DRY_RUN: "true" },
      simulator: {
        splits: [{ instrumentId: id, at: SPLIT_AT, ratio: 2, historyAdjustedAt: ADJUSTED_AT }],
        charts: new Map([[id, { ...never, versionChangesAt }]]),
      },
    });
    const before = await runCycleIn(surroundings);
    expect(decisionOf(surroundings, before.cycle, INDEX)?.reason).toMatch(/^SIG_/);
    advanceToNextSlot(surroundings);
    const during = await runCycleIn(surroundings);
    expect(decisionOf(surroundings, during.cycle, INDEX)?.reason).toBe("PRICES_JUMPED");
    advanceToNextSlot(surroundings);
    const after = await runCycleIn(surroundings);
    expect(after.events.of("marketdata_history_rewritten")).toMatchObject([{ instrument_id: INDEX, reason }]);
    expect(decisionOf(surroundings, after.cycle, INDEX)?.reason).toMatch(/^SIG_/);
  });
});

describe("an instrument that the broker does not know", () => {
  it("is asked about apart from those it does know, so that it spoils no list of theirs", async () => {
    const surroundings = await world({ env: { WATCHLIST: `${INDEX},CfdOnIndex:999999,${PAIR}` } });
    const lists: string[] = [];
    const around = (ports: Ports): Ports => ({
      ...ports,
      connectBroker: async () => {
        const broker = await ports.connectBroker();
        const readQuotes: typeof broker.readQuotes = (account, instruments) => {
          lists.push(instruments.map(({ id }) => id).join());
          return broker.readQuotes(account, instruments);
        };
        return { ...broker, readQuotes };
      },
    });
    await runCycleIn(surroundings, { around });
    expect(lists).toEqual([`${INDEX},CfdOnIndex:999999,${PAIR}`]); // nothing is known yet
    lists.length = 0;
    const { cycle } = await runCycleIn(surroundings, { around });
    expect(lists).toEqual([`${INDEX},${PAIR}`, "CfdOnIndex:999999"]);
    expect(decisionOf(surroundings, cycle, "CfdOnIndex:999999")?.reason).toBe("INSTRUMENT_UNKNOWN");
  });
});

describe("a warm cycle", () => {
  it("asks for the account, for quotes, and for the charts of bars that have closed, and for nothing else", async () => {
    const surroundings = await world({ env: { WATCHLIST: `${INDEX},${PAIR},Stock:211`, DRY_RUN: "true" } });
    const paths = async (): Promise<string[]> => {
      surroundings.requests.length = 0;
      await runCycleIn(surroundings);
      return surroundings.requests
        .map(({ target }) => target.replace("/sim/openapi", "").replace(/\?.*/, ""))
        .filter((path) => !path.startsWith("/trade/v2/")) // prechecks of what was decided
        .toSorted();
    };
    await paths();
    const account = ["/port/v1/balances", "/port/v1/netpositions", "/port/v1/orders"];
    const quotes = Array.from({ length: 3 }, () => "/trade/v1/infoprices/list");
    surroundings.clock.advance(60_000);
    expect(await paths()).toEqual([...account, ...quotes]);
    advanceToNextSlot(surroundings);
    const charts = ["/chart/v3/charts", "/chart/v3/charts"]; // the stock exchange is closed
    expect(await paths()).toEqual([...charts, ...account, ...quotes]);
  });
});
