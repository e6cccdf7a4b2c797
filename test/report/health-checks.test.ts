import { describe, expect, it } from "vitest";
import type { Timestamp } from "../../src/core/domain/time.ts";
import { addDuration, durationMs, isoFromTimestamp, minutes, seconds } from "../../src/core/domain/time.ts";
import type { TradingHours } from "../../src/core/hours/trading-hours.ts";
import { worstVerdict, type Check } from "../../src/report/check.ts";
import { statusAtBeginning } from "../../src/report/fold-status.ts";
import { healthChecks } from "../../src/report/health-checks.ts";
import type {
  DoneCycle,
  HealthFacts,
  HealthPlan,
  OrderAttempt,
  StoreFacts,
} from "../../src/report/health-facts.ts";
import type { RunResult } from "../../src/report/run-result.ts";
import { after, failed, instantOf, run, skipped, START, statusAfter } from "./runs.ts";

const ALWAYS: TradingHours = {
  mode: "always",
  start: "09:30",
  end: "16:00",
  timeZone: "America/New_York",
  days: [1, 2, 3, 4, 5],
  holidays: [],
};
const PLAN: HealthPlan = {
  interval: minutes(5),
  jitterMax: seconds(0),
  cycleTimeout: seconds(240),
  tradingHours: ALWAYS,
  protection: {},
};
const UNKNOWN = { kind: "unknown", why: "the disk is gone", remedy: "look for it" } as const;

const decided = (id: number, reason = "SIG_HOLD", other = reason): DoneCycle => ({
  id,
  instruments: 2,
  decisions: [
    { instrumentId: "Stock:211", reason },
    { instrumentId: "FxSpot:21", reason: other },
  ],
});
const undecided = (id: number): DoneCycle => ({ id, instruments: 2, decisions: [] });
const STORE: StoreFacts = {
  unknownOrders: [],
  differing: 0,
  corrections: [],
  doneCycles: [decided(3), decided(2), decided(1)],
  unfit: [],
  orderAttempts: [],
};

/** One minute after a good cycle; all is well. */
const facts = (more: Partial<HealthFacts> = {}): HealthFacts => ({
  now: after(1),
  configurationFaults: [],
  plan: PLAN,
  status: { kind: "known", fact: statusAfter(run(0)) },
  lock: { kind: "known", fact: { kind: "free" } },
  store: { kind: "known", fact: STORE },
  ...more,
});
const statusOf = (...runs: readonly RunResult[]): Partial<HealthFacts> => ({
  status: { kind: "known", fact: statusAfter(...runs) },
});
const begunAnew = (now: Timestamp): Partial<HealthFacts> => ({
  now,
  status: {
    kind: "known",
    fact: {
      ...statusAfter(run((now - START) / 60_000)),
      store_begun_anew_at: isoFromTimestamp(START),
    },
  },
});
const storeOf = (more: Partial<StoreFacts>): Partial<HealthFacts> => ({
  store: { kind: "known", fact: { ...STORE, ...more } },
});
const runningSince = (minute: number): Partial<HealthFacts> => ({
  status: {
    kind: "known",
    fact: statusAtBeginning(
      statusAfter(run(0)),
      { programVersion: "1", runId: "r", startedAt: after(minute) },
      after(minute),
    ),
  },
});
const heldSince = (minute: number, holder: "alive" | "dead" | "unknown"): Partial<HealthFacts> => ({
  lock: { kind: "known", fact: { kind: "held", holder, processId: 4711, since: after(minute) } },
});

/** The checks that are not well, by name. */
const troubles = (more: Partial<HealthFacts>): Readonly<Record<string, string>> =>
  Object.fromEntries(
    healthChecks(facts(more))
      .filter(({ verdict }) => verdict !== "ok")
      .map(({ name, verdict }) => [name, verdict]),
  );
const findingOf = (name: string, more: Partial<HealthFacts>): string | undefined =>
  healthChecks(facts(more)).find((check: Check) => check.name === name)?.finding;

describe("the health of a bot that does its work", () => {
  it("is well in every check", () => {
    const checks = healthChecks(facts());
    expect(worstVerdict(checks)).toBe("ok");
    expect(checks.map(({ name }) => name)).toEqual([
      "configuration",
      "last_good_cycle",
      "run",
      "failures",
      "kill_switch",
      "unknown_orders",
      "own_position",
      "unprotected_positions",
      "refused_orders",
      "store",
      "decisions",
      "market_data",
      "clock",
      "status_file",
    ]);
  });

  it.each([
    ["while a cycle runs", { ...runningSince(1), ...heldSince(1, "alive") }],
    ["while the market is closed", statusOf(skipped(0, instantOf("2026-03-04T14:30:00.000Z")))],
    ["with fewer cycles than can be judged", storeOf({ doneCycles: [] })],
    ["when a run was ended by hand", statusOf(run(0), run(1, { exitCode: 143, outcome: "stopped" }))],
  ])("is well %s", (_, more) => {
    expect(troubles(more)).toEqual({});
  });
});

describe("each trouble", () => {
  it.each<[string, Partial<HealthFacts>, Readonly<Record<string, string>>]>([
    ["an invalid configuration", { configurationFaults: ["WATCHLIST is empty"] }, { configuration: "fail" }],
    ["no good cycle for two intervals", { now: after(10.5) }, { last_good_cycle: "warn" }],
    ["no good cycle for three", { now: after(15.5) }, { last_good_cycle: "fail" }],
    ["a store begun anew within the hour", begunAnew(after(59)), { store: "fail" }],
    ["a store begun anew within the day", begunAnew(after(24 * 60 - 1)), { store: "warn" }],
    ["a store begun anew a day ago, no more", begunAnew(after(24 * 60)), {}],
    ["never a good cycle", statusOf(failed(0, "X")), { last_good_cycle: "fail", failures: "warn" }],
    ["a killed run", runningSince(0), { run: "fail" }],
    ["a dead holder of the lock", heldSince(0, "dead"), { run: "fail" }],
    [
      "a hanging run",
      { now: after(5.5), ...runningSince(0.25), ...heldSince(0.25, "alive") },
      { run: "fail" },
    ],
    [
      "a hanging run of which nothing can be told",
      { now: after(5.5), ...heldSince(0.25, "unknown") },
      { run: "fail" },
    ],
    ["one failure", statusOf(run(0), failed(0.5, "X")), { failures: "warn" }],
    [
      "the same failure three times",
      statusOf(run(0), failed(0.1, "X"), failed(0.2, "X"), failed(0.3, "X")),
      { failures: "fail" },
    ],
    ["less at the broker than is ours", storeOf({ differing: 1 }), { own_position: "warn" }],
    ["a correction of what is ours", storeOf({ corrections: ["Stock:211 by -1"] }), { own_position: "warn" }],
    ["an unknown order", storeOf({ unknownOrders: ["buy 1 Stock:211 (ATB-A)"] }), { unknown_orders: "fail" }],
    [
      "one cycle without decisions",
      storeOf({ doneCycles: [undecided(3), decided(2)] }),
      { decisions: "warn" },
    ],
    [
      "three cycles without decisions",
      storeOf({ doneCycles: [undecided(3), undecided(2), undecided(1)] }),
      { decisions: "fail" },
    ],
    [
      "three cycles that leave an instrument out",
      storeOf({ doneCycles: [3, 2, 1].map((id) => ({ ...decided(id), instruments: 3 })) }),
      { decisions: "fail" },
    ],
    [
      "three cycles without any data",
      storeOf({ doneCycles: [3, 2, 1].map((id) => decided(id, "QUOTE_STALE")) }),
      { market_data: "fail" },
    ],
    [
      "three cycles without data of one instrument",
      storeOf({ doneCycles: [3, 2, 1].map((id) => decided(id, "SIG_HOLD", "NO_QUOTE")) }),
      { market_data: "warn" },
    ],
    [
      "three cycles without data of one instrument, the first without any",
      storeOf({
        doneCycles: [decided(3, "SIG_HOLD", "NO_QUOTE"), decided(2, "NO_QUOTE"), decided(1, "NO_QUOTE")],
      }),
      { market_data: "warn" },
    ],
    [
      "three cycles without data while the other market is closed",
      storeOf({ doneCycles: [3, 2, 1].map((id) => decided(id, "MARKET_NOT_OPEN", "QUOTE_DELAYED")) }),
      { market_data: "warn" },
    ],
    ["a clock that was set back", { now: after(-2) }, { last_good_cycle: "fail", clock: "fail" }],
    [
      "a clock that differs from the broker's",
      statusOf(run(0, { brokerClockSkewMs: -2001 })),
      { clock: "warn" },
    ],
    [
      "a clock that differs too much, in a run that asked before one that did not",
      statusOf(run(0, { brokerClockSkewMs: 5001 }), run(0.5)),
      { clock: "fail" },
    ],
    [
      "a clock that agrees again",
      statusOf(run(0, { brokerClockSkewMs: 9000 }), run(0.5, { brokerClockSkewMs: 2000 })),
      {},
    ],
    ["a cycle in the future", storeOf({ newestCycleStartedAt: after(10) }), { clock: "fail" }],
    [
      "a status file that cannot be read",
      { status: UNKNOWN },
      {
        last_good_cycle: "fail",
        run: "fail",
        failures: "fail",
        clock: "fail",
        status_file: "fail",
      },
    ],
    ["a lock that cannot be read", { lock: UNKNOWN }, { run: "fail" }],
    [
      "a store that cannot be read",
      { store: UNKNOWN },
      {
        store: "fail",
        unknown_orders: "fail",
        own_position: "fail",
        unprotected_positions: "fail",
        refused_orders: "fail",
        decisions: "fail",
        market_data: "fail",
      },
    ],
    [
      "a store that is gone",
      { store: { kind: "known", fact: undefined } },
      {
        store: "fail",
        unknown_orders: "fail",
        own_position: "fail",
        unprotected_positions: "fail",
        refused_orders: "fail",
        decisions: "fail",
        market_data: "fail",
      },
    ],
    [
      "a machine where nothing ever ran",
      { status: { kind: "known", fact: undefined }, store: { kind: "known", fact: undefined } },
      {
        last_good_cycle: "fail",
        status_file: "fail",
        store: "fail",
        unknown_orders: "fail",
        own_position: "fail",
        unprotected_positions: "fail",
        refused_orders: "fail",
        decisions: "fail",
        market_data: "fail",
      },
    ],
  ])("is seen: %s", (_, more, expected) => {
    expect(troubles(more)).toEqual(expected);
  });

  it.each([
    ["off", {}, "each cycle tries again"],
    ["on for entries alone", { killSwitch: { mode: "entries" } }, "each cycle tries again"],
    ["on for all orders", { killSwitch: { mode: "all" } }, "`tradebot panic-stop`, or let cycles protect it"],
  ] as const)("knows what brings a stop back with the kill switch %s", (_, more, words) => {
    const check = healthChecks(facts({ ...storeOf({ unprotected: ["FxSpot:21"] }), ...more })).find(
      ({ name }) => name === "unprotected_positions",
    );
    expect(check?.remedy).toContain(words);
  });

  it("is told with what to do", () => {
    const checks = healthChecks(facts({ status: UNKNOWN, store: UNKNOWN, lock: UNKNOWN }));
    for (const { verdict, remedy } of checks) expect(remedy === undefined).toBe(verdict === "ok");
  });

  it("says which check tells by itself what keeps others from being made", () => {
    const repeated = healthChecks(facts({ status: UNKNOWN, store: UNKNOWN })).flatMap(({ name, repeats }) =>
      repeats === undefined ? [] : [[name, repeats]],
    );
    expect(Object.fromEntries(repeated)).toEqual({
      last_good_cycle: "status_file",
      run: "status_file",
      failures: "status_file",
      unknown_orders: "store",
      own_position: "store",
      unprotected_positions: "store",
      refused_orders: "store",
      decisions: "store",
      market_data: "store",
      clock: "status_file",
    });
  });

  it("makes everything that needs the settings unjudged when they are not known", () => {
    const { plan, ...without } = facts({ configurationFaults: ["WATCHLIST is empty"] });
    expect(plan).toBe(PLAN);
    const failing = healthChecks(without).filter(({ verdict }) => verdict === "fail");
    expect(failing.map(({ name }) => name)).toEqual(["configuration", "last_good_cycle"]);
  });
});

describe("positions that nothing protects", () => {
  const lookAt = (unprotected?: readonly string[]) =>
    healthChecks(facts(storeOf(unprotected === undefined ? {} : { unprotected }))).find(
      ({ name }) => name === "unprotected_positions",
    );

  it.each<[string, readonly string[] | undefined, string, string]>([
    ["not asked for", undefined, "ok", "the settings ask for no stop and no target"],
    ["none", [], "ok", "none"],
    [
      "two",
      ["3 Stock:211", "1000 FxSpot:21"],
      "fail",
      "nothing at the broker bounds the loss of 3 Stock:211, 1000 FxSpot:21",
    ],
  ])("are critical: %s", (_, unprotected, verdict, finding) => {
    expect(lookAt(unprotected)).toMatchObject({ verdict, finding });
  });
});

describe("orders that the broker refuses", () => {
  const accepted: OrderAttempt = { instrumentId: "FxSpot:21", purpose: "entry", at: after(0) };
  const refused: OrderAttempt = { ...accepted, instrumentId: "Stock:211", refusal: "NotEnoughCash" };
  const exit: OrderAttempt = { ...accepted, purpose: "exit", refusal: "MarketClosed" };
  const lookAt = (...orderAttempts: readonly OrderAttempt[]) =>
    healthChecks(facts(storeOf({ orderAttempts }))).find(({ name }) => name === "refused_orders");

  it.each<[string, readonly OrderAttempt[], string, string]>([
    ["none tried", [], "ok", "no order was tried in the last 24 h"],
    [
      "one taken",
      [accepted, refused, refused, refused],
      "ok",
      "the broker took the newest order, of 2026-03-04T09:15:00.000Z",
    ],
    [
      "one",
      [refused, accepted],
      "ok",
      "the broker refused one order since it last took one: Stock:211 (NotEnoughCash)",
    ],
    ["two", [refused, refused], "warn", "the broker refused the newest 2 orders: Stock:211 (NotEnoughCash)"],
    [
      "three, one of which would have closed a position",
      [refused, exit, refused, accepted],
      "fail",
      "the broker refused the newest 3 orders: Stock:211 (NotEnoughCash), FxSpot:21 (MarketClosed); 1 of them would have closed a position: FxSpot:21",
    ],
  ])("are seen: %s", (_, attempts, verdict, finding) => {
    expect(lookAt(...attempts)).toMatchObject({ verdict, finding });
  });
});

describe("a closed market", () => {
  it.each([
    ["MARKET_NOT_OPEN", "ok"],
    ["EXTENDED_HOURS_LIMIT_ONLY", "ok"],
    ["OUTSIDE_TRADING_HOURS", "ok"],
    ["SCHEDULE_UNREADABLE", "fail"],
    ["NO_QUOTE", "fail"],
    ["MAX_POSITIONS", "ok"],
  ])("is no want of data: %s is %s", (reason, verdict) => {
    const more = storeOf({ doneCycles: [3, 2, 1].map((id) => decided(id, reason)) });
    expect(troubles(more)).toEqual(verdict === "ok" ? {} : { market_data: verdict });
  });
});

describe("the silence", () => {
  const fixed: HealthPlan = { ...PLAN, tradingHours: { ...ALWAYS, mode: "fixed" } };
  // Wednesday's last cycle ends three minutes before the close of New York at 21:00 UTC
  const lastRun = run(0, {
    startedAt: instantOf("2026-03-04T20:56:59.000Z"),
    endedAt: instantOf("2026-03-04T20:57:00.000Z"),
  });
  const verdictAt = (iso: string, plan = fixed): string =>
    troubles({ plan, now: instantOf(iso), ...statusOf(lastRun) })["last_good_cycle"] ?? "ok";

  it.each([
    ["2026-03-04T22:00:00.000Z", "ok"],
    ["2026-03-05T14:29:00.000Z", "ok"],
    ["2026-03-05T14:35:59.000Z", "ok"],
    ["2026-03-05T14:36:00.000Z", "warn"], // the starts of 14:30 and 14:35, with a minute to end well
    ["2026-03-05T14:40:59.000Z", "warn"],
    ["2026-03-05T14:41:00.000Z", "fail"],
  ])("counts only starts inside fixed hours: at %s it is %s", (iso, verdict) => {
    expect(verdictAt(iso)).toBe(verdict);
  });

  const daily: HealthPlan = { ...fixed, interval: minutes(1440) };
  const fourHourly: HealthPlan = { ...fixed, interval: minutes(240) };
  it.each<[string, string, HealthPlan, string]>([
    ["a window that no start falls into, once", "2026-03-05T22:00:00.000Z", daily, "ok"],
    ["the same twice", "2026-03-06T22:00:00.000Z", daily, "warn"],
    ["the same twice, and a third that is not over", "2026-03-09T19:59:00.000Z", daily, "warn"],
    ["the same three times", "2026-03-09T22:00:00.000Z", daily, "fail"],
    ["one start a window, once, with hours of it over", "2026-03-06T16:30:00.000Z", fourHourly, "ok"],
    ["one start a window, twice", "2026-03-06T17:01:00.000Z", fourHourly, "warn"],
    ["one start a window, twice, over a weekend", "2026-03-09T13:00:00.000Z", fourHourly, "warn"],
    ["one start a window, three times", "2026-03-09T16:01:00.000Z", fourHourly, "fail"],
  ])("counts few starts as few: %s", (_, iso, plan, verdict) => {
    expect(verdictAt(iso, plan)).toBe(verdict);
  });

  it("counts all of it where hours are not fixed", () => {
    expect(verdictAt("2026-03-04T22:00:00.000Z", PLAN)).toBe("fail");
  });

  it("grants the jitter on top", () => {
    const plan = { ...PLAN, jitterMax: seconds(60) };
    const at = addDuration(after(11), durationMs(500));
    expect(troubles({ plan, now: at })).toEqual({});
    expect(troubles({ plan, now: after(12) })).toEqual({ last_good_cycle: "warn" });
  });

  it("is told in numbers", () => {
    expect(findingOf("last_good_cycle", { now: after(15.5) })).toBe(
      "the last cycle that ended well was 15 min 29 s ago, at 2026-03-04T09:15:01.000Z; one is expected every 5 min",
    );
  });
});

describe("the kill switch", () => {
  it("is a warning of which people are told", () => {
    const check = healthChecks(facts({ killSwitch: { mode: "entries", by: "ann@desk" } })).find(
      ({ name }) => name === "kill_switch",
    );
    expect(check).toEqual({
      name: "kill_switch",
      verdict: "warn",
      finding: "on: no order that adds risk is sent (entries, by ann@desk)",
      remedy: "when its reason is gone: tradebot kill-switch off",
      toldAs: "the kill switch is on",
    });
  });
});

describe("an instrument to which no order can follow", () => {
  const DAYS = 24 * 60;
  const threeOf = (reason: string): DoneCycle[] => [3, 2, 1].map((id) => decided(id, "SIG_HOLD", reason));

  it("is named with when one last could, where it lacks data", () => {
    const unfit = [{ instrumentId: "FxSpot:21", reason: "NO_QUOTE", since: after(-60), fitAt: after(-60) }];
    expect(findingOf("market_data", storeOf({ doneCycles: threeOf("NO_QUOTE"), unfit }))).toBe(
      "not traded for want of data in the last 3 cycles: FxSpot:21 (NO_QUOTE, fit last at 2026-03-04T08:15:00.000Z)",
    );
  });

  it.each([
    [13, {}],
    [15, { market_data: "warn" }],
  ])("for %d days, because its market is said to be closed, comes to %j", (days, verdicts) => {
    const unfit = [{ instrumentId: "FxSpot:21", reason: "MARKET_NOT_OPEN", since: after(-days * DAYS) }];
    const more = storeOf({ doneCycles: threeOf("MARKET_NOT_OPEN"), unfit });
    expect(troubles(more)).toEqual(verdicts);
    expect(findingOf("market_data", more)).toBe(
      days === 13
        ? "no instrument lacks data for long"
        : "not to be traded for more than two weeks: FxSpot:21 (MARKET_NOT_OPEN, never fit since 2026-02-17T09:15:00.000Z)",
    );
  });
});
