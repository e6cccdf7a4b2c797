import path from "node:path";
import { describe, expect, it } from "vitest";
import { TradebotError } from "../../src/core/domain/errors.ts";
import { openStoreForReading } from "../../src/adapters/store/open-store.ts";
import { addDuration, minutes } from "../../src/core/domain/time.ts";
import { cycleId } from "../../src/core/domain/ids.ts";
import type { Ports } from "../../src/cycle/ports.ts";
import { runInProcess } from "../support/run-in-process.ts";
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

/** Every schedule calls the state of all times the same. */
const inState =
  (state: string) =>
  (ports: Ports): Ports => ({
    ...ports,
    connectBroker: async () => {
      const broker = await ports.connectBroker();
      return {
        ...broker,
        readTradingSessions: async (instrument) =>
          (await broker.readTradingSessions(instrument)).map((session) => ({ ...session, state })),
      };
    },
  });

/** No schedule reaches further than an hour ahead. */
const untilInAnHour =
  ({ clock }: World, reads: string[]) =>
  (ports: Ports): Ports => ({
    ...ports,
    connectBroker: async () => {
      const broker = await ports.connectBroker();
      return {
        ...broker,
        readTradingSessions: async (instrument) => {
          reads.push(instrument.id);
          const [current] = await broker.readTradingSessions(instrument);
          return current === undefined ? [] : [{ ...current, endAt: addDuration(clock.now(), minutes(60)) }];
        },
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

  it("prints every decision in one shape, also where no gate was tried", async () => {
    const surroundings = await hours("CfdOnIndex:4913,Stock:211");
    await runCycleIn(surroundings);
    const { stateDirectory } = surroundings;
    const places = { STATE_DIR: stateDirectory, LOG_DIR: path.join(stateDirectory, "logs") };
    const { stdout } = await runInProcess(["why", "Stock:211", "--json"], places);
    expect(JSON.parse(stdout)).toMatchObject([{ reason: "OUTSIDE_TRADING_HOURS", gates: [] }]);
  });

  it("fails when nothing is known to be open and one schedule cannot be read: it may be open", async () => {
    const surroundings = await hours("FxSpot:21,Stock:211");
    const { exitCode, events } = await runCycleIn(surroundings, { around: withoutScheduleOf("FxSpot:21") });
    expect(exitCode).toBe(69);
    expect(events.names()).not.toContain("cycle_skip_outside_trading_hours");
  });
});

describe("the hours of an instrument", () => {
  const lookAt = async (id: string, startIso: string): Promise<string> => {
    const env = { TRADING_HOURS_MODE: "instrument", WATCHLIST: id, DRY_RUN: "true" };
    const { events, report } = await runCycleIn(await world({ startIso, env }));
    const [skip] = events.of("cycle_skip_outside_trading_hours");
    return report.result.kind === "skipped" ? `until ${String(skip?.["next_market_open_at"])}` : "open";
  };

  it.each([
    ["on an ordinary day", "Stock:211", "2026-03-04T15:00:00Z", "open"],
    ["over a weekend", "Stock:211", "2026-02-28T15:00:00Z", "until 2026-03-02T14:30:00.000Z"],
    [
      "over a weekend on which clocks change",
      "Stock:211",
      "2026-03-06T21:00:00Z",
      "until 2026-03-09T13:30:00.000Z",
    ],
    [
      "when European clocks alone have changed back",
      "Stock:211",
      "2026-10-26T13:00:00Z",
      "until 2026-10-26T13:30:00.000Z",
    ],
    [
      "when American clocks have changed back too",
      "Stock:211",
      "2026-11-02T13:45:00Z",
      "until 2026-11-02T14:30:00.000Z",
    ],
    [
      "in London, in the weeks between",
      "Stock:899",
      "2026-03-10T07:30:00Z",
      "until 2026-03-10T08:00:00.000Z",
    ],
    ["in London, in summer", "Stock:899", "2026-03-31T07:30:00Z", "open"],
    [
      "on a holiday and the weekend after it",
      "Stock:211",
      "2026-04-03T15:00:00Z",
      "until 2026-04-06T13:30:00.000Z",
    ],
    ["before the early close of a half day", "Stock:211", "2026-11-27T17:59:00Z", "open"],
    ["after it, until Monday", "Stock:211", "2026-11-27T18:00:00Z", "until 2026-11-30T14:30:00.000Z"],
    [
      "before the opening, when only limit orders trade",
      "Stock:211",
      "2026-03-04T14:00:00Z",
      "until 2026-03-04T14:30:00.000Z",
    ],
    ["over midnight, of a pair of currencies", "FxSpot:21", "2026-03-05T00:00:00Z", "open"],
    ["in its break of an evening", "FxSpot:21", "2026-03-04T22:00:00Z", "until 2026-03-04T22:04:00.000Z"],
    ["over its weekend", "FxSpot:21", "2026-02-28T12:00:00Z", "until 2026-03-01T18:04:00.000Z"],
    ["around the clock", "CfdOnIndex:4913", "2026-02-28T12:00:00Z", "open"],
  ])("are those of the broker's schedule: %s", async (_, id, startIso, expected) => {
    expect(await lookAt(id, startIso)).toBe(expected);
  });

  it("are read anew when the day that they were read on is over", async () => {
    const surroundings = await hours("Stock:211"); // a Wednesday morning
    const schedules = (): number =>
      surroundings.requests.filter(({ target }) => target.includes("/tradingschedule/")).length;
    await runCycleIn(surroundings);
    surroundings.clock.advance(60 * 60_000);
    await runCycleIn(surroundings);
    expect(schedules()).toBe(1);
    surroundings.clock.advance(24 * 60 * 60_000);
    const { exitCode } = await runCycleIn(surroundings);
    expect([schedules(), exitCode]).toEqual([2, 0]);
  });

  it("are read anew when what was read does not reach the present", async () => {
    const surroundings = await hours("Stock:211");
    const reads: string[] = [];
    const around = untilInAnHour(surroundings, reads);
    await runCycleIn(surroundings, { around });
    surroundings.clock.advance(30 * 60_000);
    await runCycleIn(surroundings, { around });
    expect(reads).toEqual(["Stock:211"]);
    surroundings.clock.advance(31 * 60_000);
    const { report } = await runCycleIn(surroundings, { around });
    expect([reads.length, report.result.kind]).toEqual([2, "skipped"]);
  });

  it.each([
    ["false", "skipped"],
    ["true", "done"],
  ])("of a pair of currencies include PreMarket with ALLOW_EXTENDED_HOURS=%s: %s", async (allowed, kind) => {
    const env = { TRADING_HOURS_MODE: "instrument", WATCHLIST: "FxSpot:21", ALLOW_EXTENDED_HOURS: allowed };
    const { report } = await runCycleIn(await world({ env }), { around: inState("PreMarket") });
    expect(report.result.kind).toBe(kind);
  });

  it("of a share do not", async () => {
    const env = { TRADING_HOURS_MODE: "instrument", WATCHLIST: "Stock:211", ALLOW_EXTENDED_HOURS: "true" };
    const { report } = await runCycleIn(await world({ env }), { around: inState("PreMarket") });
    expect(report.result.kind).toBe("skipped");
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
