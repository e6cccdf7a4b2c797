import { describe, expect, it } from "vitest";
import { TradebotError } from "../../src/core/domain/errors.ts";
import { openStoreForReading } from "../../src/adapters/store/open-store.ts";
import { cycleId } from "../../src/core/domain/ids.ts";
import type { Ports } from "../../src/cycle/ports.ts";
import { runCycleIn, type World } from "../support/world.ts";
import { world } from "./order-stories.ts";

// the worlds begin on a Wednesday at 09:15 UTC: currencies and the index trade, the stock does not
const hours = (watchlist: string): Promise<World> =>
  world({ env: { TRADING_HOURS_MODE: "instrument", WATCHLIST: watchlist } });

/** The schedule of one instrument cannot be read. */
const withoutScheduleOf =
  (id: string) =>
  (ports: Ports): Ports => ({
    ...ports,
    connectBroker: async () => {
      const broker = await ports.connectBroker();
      return {
        ...broker,
        readTradingSessions: (instrument) =>
          instrument.id === id
            ? Promise.reject(
                new TradebotError({
                  code: "BROKER_UNREACHABLE",
                  message: "no answer",
                  exit: "broker_unreachable",
                }),
              )
            : broker.readTradingSessions(instrument),
      };
    },
  });

function reasonsOf({ stateDirectory }: World): Record<string, string> {
  const reader = openStoreForReading(stateDirectory);
  const decisions = reader?.decisionsOf(cycleId(1)) ?? [];
  reader?.close();
  return Object.fromEntries(decisions.map(({ instrumentId, reason }) => [instrumentId, reason]));
}

describe("a cycle whose hours follow its instruments", () => {
  it("is skipped when all are closed, and says when the next one opens", async () => {
    const surroundings = await hours("Stock:211");
    const { exitCode, report, events } = await runCycleIn(surroundings);
    expect([exitCode, report.result.kind]).toEqual([0, "skipped"]);
    expect(events.of("cycle_skip_outside_trading_hours")).toEqual([
      { hours_mode: "instrument", next_market_open_at: "2026-03-04T14:30:00.000Z" },
    ]);
    expect(surroundings.requests.map(({ target }) => target).join()).not.toContain("infoprices");
  });

  it("decides about those that are open, and records why not about the others", async () => {
    const surroundings = await hours("CfdOnIndex:4913,FxSpot:21,Stock:211");
    const run = { around: withoutScheduleOf("FxSpot:21") };
    const { exitCode, report } = await runCycleIn(surroundings, run);
    expect([exitCode, report.tally.instruments_ok, report.tally.instruments_failed]).toEqual([0, 1, 1]);
    expect(reasonsOf(surroundings)).toEqual({
      "CfdOnIndex:4913": "SIG_CROSSED_ABOVE",
      "FxSpot:21": "SCHEDULE_UNREADABLE",
      "Stock:211": "OUTSIDE_TRADING_HOURS",
    });
  });

  it("fails when nothing is known to be open and one schedule cannot be read: it may be open", async () => {
    const surroundings = await hours("FxSpot:21,Stock:211");
    const { exitCode, events } = await runCycleIn(surroundings, { around: withoutScheduleOf("FxSpot:21") });
    expect(exitCode).toBe(69);
    expect(events.names()).not.toContain("cycle_skip_outside_trading_hours");
  });
});

describe("a cycle that sees nothing to decide by", () => {
  const WATCHLIST = "CfdOnIndex:4913,FxSpot:21";
  const env = {
    TRADING_HOURS_MODE: "instrument",
    WATCHLIST,
    ALLOW_DELAYED_DATA_IN_SIM: "false",
  };

  it("says so, with the reasons", async () => {
    const surroundings = await world({ env });
    for (const id of WATCHLIST.split(",")) surroundings.simulator.quotes.set(id, { delayedByMinutes: 15 });
    const { events } = await runCycleIn(surroundings);
    expect(events.of("marketdata_all_unusable")).toEqual([{ instruments: 2, reason: "QUOTE_DELAYED" }]);
  });

  it("says nothing of the sort while it sees one instrument", async () => {
    const surroundings = await world({ env });
    surroundings.simulator.quotes.set("FxSpot:21", { delayedByMinutes: 15 });
    const { events } = await runCycleIn(surroundings);
    expect(events.names()).not.toContain("marketdata_all_unusable");
  });
});
