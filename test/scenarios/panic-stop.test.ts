import { rmSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import type { NettingProfile } from "../../src/core/domain/account.ts";
import { ZERO } from "../../src/core/domain/decimal.ts";
import { instrument } from "../../src/core/domain/instrument.ts";
import { isoFromTimestamp } from "../../src/core/domain/time.ts";
import { Crashed, CrashSwitch, type When } from "../../src/selftest/crash-switch.ts";
import { actByHand } from "../../src/selftest/person.ts";
import type { Fault } from "../../src/simulator/server/faults.ts";
import { expectAgreement } from "../support/agreement.ts";
import { ownBooks } from "../support/books.ts";
import { closeOutIn } from "../support/close-out.ts";
import { stepOf } from "../support/points.ts";
import { runCycleIn, startWorld, type World, type WorldOptions } from "../support/world.ts";
import { FILLED, placements, stories, world } from "./order-stories.ts";

const PROFILES = ["FifoEndOfDay", "FifoRealTime", "AverageRealTime"] as const;
/** So wide that the market does not come near them. */
const PROTECTED = { STOP_LOSS_PCT: "20", TAKE_PROFIT_PCT: "40" };
const { id: INSTRUMENT } = instrument("CfdOnIndex", 4913);

const ACCEPTED = "placing ABOUT_TO_SEND, placed ACCEPTED";
const TAKEN_BACK = `${ACCEPTED}, cancelling PANIC_STOP, cancelled CANCELLED`;

const onMargin = (nettingProfile: NettingProfile, more: WorldOptions = {}): WorldOptions => ({
  env: PROTECTED,
  ...more,
  simulator: { account: { nettingProfile, isMarginTradingAllowed: true }, ...more.simulator },
});

/** A position with a stop and a target that rest beside it. */
async function holding(options: WorldOptions): Promise<World> {
  const held = await world(options);
  expect((await runCycleIn(held)).exitCode).toBe(0);
  expect(positions(held)).toEqual([`1 ${INSTRUMENT}`]);
  expect(working(held)).toEqual(["Stop", "Limit"]);
  held.clock.advance(60_000);
  return held;
}

const positions = ({ simulator }: World): readonly string[] =>
  simulator.snapshot().positions.map(({ instrument, amount }) => `${amount.toString()} ${instrument.id}`);

const working = ({ simulator }: World): readonly string[] =>
  simulator.snapshot().orders.map(({ type }) => type);

describe.each(PROFILES)("a close-out under %s", (profile) => {
  it("takes back what rests beside a position, closes it, and reads back that nothing is left", async () => {
    const held = await holding(onMargin(profile));
    const { report } = await closeOutIn(held);
    expect(report.failure).toBeUndefined();
    expect(report.isFlat).toBe(true);
    expect(stories(held)).toEqual([FILLED, TAKEN_BACK, TAKEN_BACK, FILLED]);
    expect([positions(held), working(held)]).toEqual([[], []]);
    expectAgreement(held);
  });

  it("has nothing to do the second time", async () => {
    const held = await holding(onMargin(profile));
    await closeOutIn(held);
    const before = held.requests.length;
    const { report } = await closeOutIn(held);
    expect(report.isFlat).toBe(true);
    expect(held.requests.slice(before).filter(({ method }) => method !== "GET")).toEqual([]);
  });

  it("leaves alone what is not ours", async () => {
    const held = await holding(onMargin(profile));
    await buyByHand(held, "2");
    const { report } = await closeOutIn(held);
    expect(report.isFlat).toBe(true);
    expect(net(held)).toBe("2");
  });

  it("leaves alone an account on whose other side a person is", async () => {
    const held = await holding(onMargin(profile));
    await actByHand(held, { kind: "person_trades", instrument: INSTRUMENT, side: "sell", quantity: "3" });
    held.clock.advance(5_000);
    const { report } = await closeOutIn(held);
    expect(report.isFlat).toBe(true);
    expect(net(held)).toBe("-2");
  });
});

const unlessCrashed = (error: unknown): void => {
  if (!(error instanceof Crashed)) throw error;
};

const copyOf = (held: World): WorldOptions => ({
  copyOf: held.stateDirectory,
  startIso: isoFromTimestamp(held.clock.now()),
});

/** Of the instrument, at the broker. */
const net = ({ simulator }: World): string =>
  simulator
    .snapshot()
    .positions.reduce((sum, { amount }) => sum.plus(amount), ZERO)
    .toString();

async function buyByHand(held: World, quantity: string): Promise<void> {
  await actByHand(held, { kind: "person_trades", instrument: INSTRUMENT, side: "buy", quantity });
  held.clock.advance(5_000);
}

describe.each(["FifoEndOfDay", "FifoRealTime"] as const)("a close-out under %s", (profile) => {
  const STEP = stepOf(2);

  it.each<When>(["before", "after"])(
    "killed anywhere %s the effect and started again, closes what there is once",
    async (when) => {
      const held = await holding(onMargin(profile));
      let points = 0;
      for (let n = 1; ; n += STEP) {
        const copy = await startWorld({ ...onMargin(profile), ...copyOf(held) });
        const crash = new CrashSwitch({ kind: "nth", n, when });
        await closeOutIn(copy, { around: (ports) => crash.around(ports) }).catch(unlessCrashed);
        copy.clock.advance(1_000); // a person in panic does not wait
        const { report } = await closeOutIn(copy);
        expect([report.failure?.code, report.isFlat]).toEqual([undefined, true]);
        expect([net(copy), working(copy)]).toEqual(["0", []]);
        expectAgreement(copy);
        await copy.close();
        if (crash.victim === undefined) break;
        points += 1;
      }
      expect(points).toBeGreaterThan(20 / STEP);
      console.info(`panic-stop under ${profile}: ${points} crash points ${when} the effect`);
    },
  );
});

describe("a close-out", () => {
  it("closes what is foreign as well, when that is wanted", async () => {
    const held = await holding(onMargin("FifoRealTime"));
    await buyByHand(held, "2");
    const { report, events } = await closeOutIn(held, { scope: "all" });
    expect(report.isFlat).toBe(true);
    expect([net(held), working(held)]).toEqual(["0", []]);
    expect(ownBooks(held.stateDirectory).positions).toEqual({});
    expect(events.of("execution_foreign_closed")).toMatchObject([
      { own_quantity: "-2", broker_quantity: "0", adjusted_by: "2" },
    ]);
  });

  it.each<[string, Fault]>([
    ["a 429", { endpoint: "place_order", kind: "429", resetSeconds: 1 }],
    ["a 503 without an effect", { endpoint: "place_order", kind: "503" }],
    ["a 503 after the effect", { endpoint: "place_order", kind: "503", when: "after" }],
    ["a cut connection after the effect", { endpoint: "place_order", kind: "drop", when: "after" }],
    ["a 503 for the cancelling", { endpoint: "cancel_orders", kind: "503" }],
    ["a cut connection after the cancelling", { endpoint: "cancel_orders", kind: "drop", when: "after" }],
    ["positions that are not told once", { endpoint: "net_positions", kind: "503" }],
  ])("gets over %s", async (_, fault) => {
    const held = await holding(onMargin("FifoRealTime"));
    held.simulator.faults.next(fault);
    const { report } = await closeOutIn(held);
    expect(report.isFlat).toBe(true);
    expect([net(held), working(held)]).toEqual(["0", []]);
    expectAgreement(held);
  });

  it("sends nothing more when a stop is executed while it is being cancelled", async () => {
    const held = await holding(onMargin("FifoRealTime"));
    const before = placements(held);
    held.simulator.faults.next({ kind: "fill_wins_over_cancel" });
    const { report } = await closeOutIn(held);
    expect(report.isFlat).toBe(true);
    expect([net(held), working(held), placements(held) - before]).toEqual(["0", [], 0]);
    expectAgreement(held);
  });

  it("cancels what is left of an entry, and closes what was bought of it", async () => {
    const started = await world(onMargin("FifoRealTime", { env: { ...PROTECTED, ...TEN } }));
    started.simulator.faults.next({ kind: "partial_fill", parts: ["0.4", "0.6"], everySeconds: 3600 });
    await runCycleIn(started);
    expect(net(started)).toBe("4");
    started.clock.advance(60_000);
    const { report } = await closeOutIn(started);
    expect(report.isFlat).toBe(true);
    expect([net(started), working(started)]).toEqual(["0", []]);
    expect(stories(started)[0]).toMatch(/cancelling PANIC_STOP, cancelled CANCELLED$/);
  });

  it("recognises what is ours after the store was lost", async () => {
    const held = await holding(onMargin("FifoRealTime"));
    await buyByHand(held, "2");
    for (const suffix of ["", "-wal", "-shm"])
      rmSync(path.join(held.stateDirectory, `tradebot.db${suffix}`), { force: true });
    const { report } = await closeOutIn(held);
    expect(report.isFlat).toBe(true);
    expect([net(held), working(held)]).toEqual(["2", []]);
  });

  describe("while the market is closed", () => {
    /** Bought in the evening, when New York trades; in the night nothing of it can be sold. */
    const boughtShares = async (closedMarket: typeof REFUSING | typeof QUEUEING): Promise<World> => {
      const bought = await world({
        env: { ...PROTECTED, WATCHLIST: "Stock:211" },
        startIso: "2026-03-04T15:15:10Z",
        simulator: {
          closedMarket,
          account: { nettingProfile: "FifoRealTime", isMarginTradingAllowed: true },
        },
      });
      await actByHand(bought, { kind: "person_trades", instrument: SHARE, side: "buy", quantity: "1" });
      return bought;
    };

    it("says what is left, why, and until when, where the broker refuses", async () => {
      const held = await boughtShares(REFUSING);
      held.clock.advance(NIGHT_MS);
      const { report } = await closeOutIn(held, { scope: "all" });
      expect([report.isFlat, report.failure]).toEqual([false, undefined]);
      expect(report.last?.holdings.map(({ quantity }) => quantity.toString())).toEqual(["1"]);
      expect(report.refusalOf(SHARE)?.code).toBe("MarketClosed");
      expect([...report.closedUntil].map(([id, at]) => [id, at && isoFromTimestamp(at)])).toEqual([
        [SHARE, "2026-03-05T14:30:00.000Z"],
      ]);
      expect([net(held), working(held)]).toEqual(["1", []]);
    });

    it("lets its order rest where the broker takes it, and sends no second one when it is repeated", async () => {
      const held = await boughtShares(QUEUEING);
      held.clock.advance(NIGHT_MS);
      const { report } = await closeOutIn(held, { scope: "all" });
      expect(report.isFlat).toBe(false);
      expect(report.last?.orders.map(({ orderType, side }) => `${side} ${orderType ?? ""}`)).toEqual([
        "sell Market",
      ]);
      held.clock.advance(60_000);
      const before = placements(held);
      expect((await closeOutIn(held, { scope: "all" })).report.isFlat).toBe(false);
      expect([net(held), working(held), placements(held) - before]).toEqual(["1", ["Market"], 0]);
      held.clock.advance(DAY_MS - NIGHT_MS);
      expect((await closeOutIn(held, { scope: "all" })).report.isFlat).toBe(true);
      expect(net(held)).toBe("0");
    });
  });
});

const { id: SHARE } = instrument("Stock", 211);
const DAY_MS = 24 * 3_600_000;
const NIGHT_MS = 12 * 3_600_000;
const TEN = { DEFAULT_QUANTITY: "CfdOnIndex=10" };
const REFUSING = { currencies: "refuse", exchanges: "refuse" } as const;
const QUEUEING = { currencies: "queue", exchanges: "queue" } as const;
