import { describe, expect, it } from "vitest";
import { openStoreForReading } from "../../src/adapters/store/open-store.ts";
import { TradebotError } from "../../src/core/domain/errors.ts";
import { instrument } from "../../src/core/domain/instrument.ts";
import type { Listing } from "../../src/core/domain/resolve-symbol.ts";
import { minutes } from "../../src/core/domain/time.ts";
import type { Ports } from "../../src/cycle/ports.ts";
import type { Broker } from "../../src/cycle/ports/broker.ts";
import { localSettings, runCycleIn, type World } from "../support/world.ts";
import { world } from "./order-stories.ts";

const DAY = minutes(24 * 60);
const withSymbols = (watchlist: string): Promise<World> => world({ env: { WATCHLIST: watchlist } });

const searches = ({ requests }: World): number =>
  requests.filter(({ target }) => target.includes("/ref/v1/instruments?")).length;

/** Puts another answer in the place of a search. */
const searching =
  (searchInstruments: Broker["searchInstruments"]) =>
  (ports: Ports): Ports => ({
    ...ports,
    connectBroker: async () => ({ ...(await ports.connectBroker()), searchInstruments }),
  });

const listed = (uic: number): Listing => ({
  instrument: instrument("FxSpot", uic),
  symbol: "EURUSD",
  description: "Euro/US Dollar",
  currency: "USD",
  exchange: "SBFX",
  isPrimary: false,
});
const finding = (...uics: readonly number[]) =>
  searching(() => Promise.resolve({ listings: uics.map(listed), hasMore: false }));
const unreachable = searching(() =>
  Promise.reject(
    new TradebotError({ code: "BROKER_UNREACHABLE", message: "no answer", exit: "broker_unreachable" }),
  ),
);

describe("a watchlist with symbols", () => {
  it("trades what the broker says they mean, asked once a week", async () => {
    const surroundings = await withSymbols("CfdOnIndex:4913,eurusd@FxSpot");
    const first = await runCycleIn(surroundings);
    expect(first.report.tally).toMatchObject({ instruments: 2, instruments_ok: 2, instruments_failed: 0 });
    expect(
      first.events
        .of("strategy_decision_made")
        .map(({ instrument_id }) => instrument_id)
        .sort(),
    ).toEqual(["CfdOnIndex:4913", "FxSpot:21"]);
    expect(searches(surroundings)).toBe(1);
    await runCycleIn(surroundings);
    expect(searches(surroundings)).toBe(1);
    surroundings.clock.advance(7 * DAY);
    await runCycleIn(surroundings);
    expect(searches(surroundings)).toBe(2);
  });

  it("shows a strategy as many bars of each as the parameters set apart for it look back", async () => {
    const overrides = { "CfdOnIndex:4913": { long_window: 50 }, "eurusd@FxSpot": { long_window: 60 } };
    const surroundings = await world({
      env: {
        WATCHLIST: "CfdOnIndex:4913,eurusd@FxSpot,Stock:211",
        STRATEGY_PARAMS_OVERRIDES_JSON: JSON.stringify(overrides),
      },
    });
    const { cycle } = await runCycleIn(surroundings);
    const reader = openStoreForReading(surroundings.stateDirectory);
    const checks = reader?.decisionsOf(cycle).map(({ instrumentId, facts }) => {
      const gates = facts["gates"] as readonly Readonly<Record<string, unknown>>[];
      const bars = gates.find(({ gate }) => gate === "TOO_FEW_BARS");
      return [instrumentId, bars?.["value"], bars?.["limit"]];
    });
    reader?.close();
    expect(checks?.toSorted()).toEqual([
      ["CfdOnIndex:4913", 51, 51],
      ["FxSpot:21", 61, 61],
      ["Stock:211", 21, 21],
    ]);
  });

  it("works out what is set apart for its instruments once, however often it is asked for", () => {
    const { decision } = localSettings({
      STRATEGY_PARAMS_OVERRIDES_JSON: JSON.stringify({ "CfdOnIndex:4913": { long_window: 50 } }),
    });
    expect(decision.overrides.size).toBe(1);
    expect(decision.overrides).toBe(decision.overrides);
  });

  it("goes on without the one that nobody lists, and says so", async () => {
    const surroundings = await withSymbols("CfdOnIndex:4913,NOBODY:xnas@Stock");
    const { exitCode, report, events } = await runCycleIn(surroundings);
    expect([exitCode, report.result.kind]).toEqual([0, "done"]);
    expect(report.tally).toMatchObject({ instruments: 2, instruments_ok: 1, instruments_failed: 1 });
    expect(events.of("marketdata_symbol_unresolved")).toEqual([
      {
        symbol: "NOBODY:xnas",
        asset_type: "Stock",
        reason: "SYMBOL_UNKNOWN",
        detail: "the broker lists no Stock of this symbol",
      },
    ]);
  });

  it("ends as a fault of the configuration when none is an instrument", async () => {
    const surroundings = await withSymbols("NOBODY@Stock");
    const { exitCode, report } = await runCycleIn(surroundings);
    expect(exitCode).toBe(78);
    expect(report.result).toMatchObject({ kind: "failed", error: { code: "WATCHLIST_UNRESOLVED" } });
  });

  it("ends as unreachable when nobody could be asked", async () => {
    const surroundings = await withSymbols("EURUSD@FxSpot");
    const { exitCode } = await runCycleIn(surroundings, { around: unreachable });
    expect(exitCode).toBe(69);
  });

  it("takes a symbol that two instruments have for neither", async () => {
    const surroundings = await withSymbols("CfdOnIndex:4913,EURUSD@FxSpot");
    const { events } = await runCycleIn(surroundings, { around: finding(21, 22) });
    expect(events.of("marketdata_symbol_unresolved")).toMatchObject([{ reason: "SYMBOL_AMBIGUOUS" }]);
    expect(events.of("strategy_decision_made").map(({ instrument_id }) => instrument_id)).toEqual([
      "CfdOnIndex:4913",
    ]);
  });

  it("trades nothing under a symbol that has come to mean another instrument", async () => {
    const surroundings = await withSymbols("CfdOnIndex:4913,EURUSD@FxSpot");
    await runCycleIn(surroundings);
    surroundings.clock.advance(8 * DAY);
    const changed = await runCycleIn(surroundings, { around: finding(42) });
    const again = await runCycleIn(surroundings, { around: unreachable }); // remembered: nobody is asked
    for (const { events, report } of [changed, again]) {
      expect(events.of("marketdata_symbol_unresolved")).toEqual([
        {
          symbol: "EURUSD",
          asset_type: "FxSpot",
          reason: "SYMBOL_CHANGED",
          detail:
            "EURUSD@FxSpot was FxSpot:21 and is FxSpot:42 now: write the one you mean in its place, or both",
        },
      ]);
      expect(report.tally).toMatchObject({ instruments_failed: 1 });
    }
  });

  it.each([
    ["finds nothing", finding(), "SYMBOL_UNKNOWN"],
    ["cannot be asked", unreachable, "BROKER_UNREACHABLE"],
  ])("keeps to what a symbol meant when the broker %s later", async (_, around, reason) => {
    const surroundings = await withSymbols("EURUSD@FxSpot");
    await runCycleIn(surroundings);
    surroundings.clock.advance(8 * DAY);
    const { events, report } = await runCycleIn(surroundings, { around });
    expect(events.of("marketdata_symbol_unresolved")).toMatchObject([{ symbol: "EURUSD", reason }]);
    expect(report.tally).toMatchObject({ instruments_ok: 1, instruments_failed: 0 });
  });

  it("asks nobody while fixed hours keep the cycle closed", async () => {
    const env = { WATCHLIST: "EURUSD@FxSpot", TRADING_HOURS_MODE: "fixed", TRADING_DAYS: "Sun" };
    const surroundings = await world({ env });
    const { report } = await runCycleIn(surroundings);
    expect(report.result.kind).toBe("skipped");
    expect(surroundings.requests).toEqual([]);
  });
});
