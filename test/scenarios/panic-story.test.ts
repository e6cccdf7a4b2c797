import { describe, expect, it } from "vitest";
import { turnKillSwitchOn } from "../../src/adapters/files/kill-switch.ts";
import { readKillSwitch } from "../../src/adapters/files/read-kill-switch.ts";
import { closeOutDocument } from "../../src/cli/close-out/close-out-document.ts";
import { endingOfCloseOut } from "../../src/cli/close-out/close-out-ending.ts";
import type { NettingProfile } from "../../src/core/domain/account.ts";
import { ZERO } from "../../src/core/domain/decimal.ts";
import { instrument } from "../../src/core/domain/instrument.ts";
import { isoFromTimestamp } from "../../src/core/domain/time.ts";
import { forbids, KILL_SWITCH_ON, killSwitchInWords } from "../../src/core/risk/kill-switch.ts";
import type { PlacementGuard } from "../../src/cycle/ports.ts";
import type { CycleSettings } from "../../src/cycle/settings.ts";
import { coin } from "../../src/selftest/coin-strategy.ts";
import { Crashed, CrashSwitch } from "../../src/selftest/crash-switch.ts";
import { actByHand } from "../../src/selftest/person.ts";
import type { Fault } from "../../src/simulator/server/faults.ts";
import { expectOwnOrdersAgree } from "../support/agreement.ts";
import { closeOutIn } from "../support/close-out.ts";
import { stepOf } from "../support/points.ts";
import {
  advanceToNextSlot,
  localSettings,
  runCycleIn,
  startWorld,
  type World,
  type WorldOptions,
} from "../support/world.ts";
import { placements, world } from "./order-stories.ts";

const { id: SHARE } = instrument("Stock", 211);
const { id: HELD } = instrument("CfdOnIndex", 4913);
const ENTERED = "CfdOnIndex:100002";
const [EVENING, MORNING, OPENING] = ["2026-03-04T15:15:10Z", "2026-03-05T09:15:10Z", "2026-03-05T14:31:00Z"];
/** A person's, beside the position of ours. */
const FOREIGN = "2";

type ClosedMarket = "refuse" | "queue";

interface Surroundings {
  readonly profile: NettingProfile;
  readonly closedMarket: ClosedMarket;
}

const options = ({ profile, closedMarket }: Surroundings): WorldOptions => ({
  env: PROTECTED,
  startIso: EVENING,
  simulator: {
    closedMarket: { currencies: closedMarket, exchanges: closedMarket },
    account: { nettingProfile: profile, isMarginTradingAllowed: true },
  },
});

/** So wide that the market does not come near them. */
const PROTECTED = { STOP_LOSS_PCT: "20", TAKE_PROFIT_PCT: "40" };

/** Buys whatever is on the list. */
function buying(watchlist: string): CycleSettings {
  const settings = localSettings({
    WATCHLIST: watchlist,
    DEFAULT_QUANTITY: "Stock=3,CfdOnIndex=10",
    ...PROTECTED,
  });
  const parameters = { seed: 1, buys: 100, sells: 0 };
  return { ...settings, decision: { ...settings.decision, strategy: coin, parameters } };
}

const moveTo = ({ clock }: World, iso: string): void => {
  clock.advance(Date.parse(iso) - clock.now());
};

/** A share whose exchange has closed, an index held with its stop and target, and one of which a part is bought. */
async function inTheMorning(surroundings: Surroundings): Promise<World> {
  const held = await world(options(surroundings));
  await runCycleIn(held, { settings: buying(SHARE) });
  moveTo(held, MORNING);
  await runCycleIn(held, { settings: buying(HELD) });
  await actByHand(held, { kind: "person_trades", instrument: HELD, side: "buy", quantity: FOREIGN });
  advanceToNextSlot(held);
  held.simulator.faults.next({ kind: "partial_fill", parts: ["0.4", "0.6"], everySeconds: 86_400 });
  await runCycleIn(held, { settings: buying(ENTERED) });
  held.clock.advance(60_000);
  expect(net(held)).toEqual({ [SHARE]: "3", [HELD]: "12", [ENTERED]: "4" });
  expect(working(held)).toEqual([
    `${ENTERED} buy 10 Market Working`,
    `${ENTERED} sell 10 Limit NotWorking`,
    `${ENTERED} sell 10 Stop NotWorking`,
    `${HELD} sell 10 Limit Working`,
    `${HELD} sell 10 Stop Working`,
    ...RESTING,
  ]);
  return held;
}

const RESTING = [`${SHARE} sell 3 Limit Working`, `${SHARE} sell 3 StopIfTraded Working`];

/** By instrument, at the broker. */
function net({ simulator }: World): Readonly<Record<string, string>> {
  const sums = new Map<string, typeof ZERO>();
  for (const { instrument, amount } of simulator.snapshot().positions)
    sums.set(instrument.id, (sums.get(instrument.id) ?? ZERO).plus(amount));
  return Object.fromEntries(
    [...sums].filter(([, sum]) => !sum.eq(ZERO)).map(([id, sum]) => [id, sum.toString()]),
  );
}

const working = ({ simulator }: World): readonly string[] =>
  simulator
    .snapshot()
    .orders.map(
      ({ instrument, type, side, amount, status }) =>
        `${instrument.id} ${side} ${amount.toString()} ${type} ${status}`,
    )
    .sort();

/** What is left while the exchange is closed: the share, and beside it what protects it or what waits to sell it. */
const LEFT: Readonly<Record<ClosedMarket, { readonly reason: string; readonly orders: readonly string[] }>> =
  {
    refuse: { reason: "MarketClosed", orders: RESTING },
    queue: { reason: "NOT_CLOSED_YET", orders: [`${SHARE} sell 3 Market Working`] },
  };

/** One start of the command, and what it says and exits with. */
async function panicStop(held: World) {
  const { report } = await closeOutIn(held);
  const { exitCode, reason } = endingOfCloseOut(report, { command: "panic-stop", stopped: undefined });
  const document = closeOutDocument({
    command: "panic-stop",
    environment: "LOCAL",
    cycle: 1,
    report,
    orders: [],
  });
  return { exitCode, reason, document };
}

async function expectTheShareLeft(held: World, closedMarket: ClosedMarket): Promise<void> {
  const { exitCode, reason, document } = await panicStop(held);
  const { reason: why, orders } = LEFT[closedMarket];
  expect([exitCode, reason, document.is_flat, document.failure]).toEqual([80, "NOT_FLAT", false, undefined]);
  expect(document.holdings.filter(({ quantity_left }) => quantity_left !== "0")).toMatchObject([
    {
      instrument_id: SHARE,
      quantity_left: "3",
      reason: why,
      is_market_closed: true,
      next_market_open_at: "2026-03-05T14:30:00.000Z",
    },
  ]);
  expect(document.working_orders.map(inWords).sort()).toEqual(orders.map(withoutStatus));
  expect(document.unknown_orders).toEqual([]);
  expect(net(held)).toEqual({ [SHARE]: "3", [HELD]: FOREIGN });
  expect(working(held)).toEqual(orders);
}

type WorkingOrders = Awaited<ReturnType<typeof panicStop>>["document"]["working_orders"];

const inWords = ({ instrument_id, side, quantity, order_type }: WorkingOrders[number]): string =>
  `${instrument_id} ${side} ${quantity} ${order_type ?? ""}`;

const withoutStatus = (order: string): string => order.replace(/ \w+$/, "");

/** What ours have bought and sold of each instrument. */
function traded({ simulator }: World): Readonly<Record<string, string>> {
  const sums: Record<string, string> = {};
  for (const { externalReference, instrument, side, amount } of simulator.snapshot().fills) {
    if (externalReference === undefined) continue;
    const key = `${instrument.id} ${side}`;
    sums[key] = amount.plus(sums[key] ?? "0").toString();
  }
  return sums;
}

/** When the exchange has opened. */
async function expectAllClosedOnce(held: World): Promise<void> {
  moveTo(held, OPENING);
  const { exitCode, document } = await panicStop(held);
  expect([exitCode, document.is_flat, document.working_orders]).toEqual([0, true, []]);
  expect([net(held), working(held)]).toEqual([{ [HELD]: FOREIGN }, []]);
  expect(traded(held)).toEqual({
    [`${SHARE} buy`]: "3",
    [`${SHARE} sell`]: "3",
    [`${HELD} buy`]: "10",
    [`${HELD} sell`]: "10",
    [`${ENTERED} buy`]: "4",
    [`${ENTERED} sell`]: "4",
  });
  expectOwnOrdersAgree(held);
}

/** As in every cycle: the kill switch is read anew for each order. */
const heldBackIn = (stateDirectory: string): PlacementGuard => ({
  requireWritable: () => undefined,
  check: (purpose) => {
    const killSwitch = readKillSwitch(stateDirectory);
    return killSwitch !== undefined && forbids(killSwitch, purpose)
      ? { code: KILL_SWITCH_ON, reason: killSwitchInWords(killSwitch) }
      : undefined;
  },
});

const TOO_MANY = { kind: "429", resetSeconds: 1 } as const;
const AT_CANCEL: Fault = { ...TOO_MANY, endpoint: "cancel_orders" };
const AT_CLOSING: Fault = { ...TOO_MANY, endpoint: "place_order" };

const WORLDS: readonly (Surroundings & { readonly fault: Fault })[] = [
  { profile: "FifoRealTime", closedMarket: "refuse", fault: AT_CANCEL },
  { profile: "FifoEndOfDay", closedMarket: "queue", fault: AT_CLOSING },
  { profile: "FifoRealTime", closedMarket: "queue", fault: AT_CLOSING },
  { profile: "FifoEndOfDay", closedMarket: "refuse", fault: AT_CANCEL },
];

describe.each(WORLDS)(
  "a panic with an entry filled in part, resting stops, a closed market that would $closedMarket, and a 429, under $profile",
  ({ fault, ...surroundings }) => {
    it("leaves the share alone until its exchange opens, and the kill switch on", async () => {
      const held = await inTheMorning(surroundings);
      const { stateDirectory, clock, simulator } = held;
      turnKillSwitchOn(stateDirectory, { mode: "all", since: clock.now(), by: "tester", reason: "panic" });
      simulator.faults.next(fault);
      await expectTheShareLeft(held, surroundings.closedMarket);
      clock.advance(60_000);
      const before = [traded(held), placements(held)];
      await expectTheShareLeft(held, surroundings.closedMarket);
      if (surroundings.closedMarket === "queue") expect([traded(held), placements(held)]).toEqual(before);
      await expectAllClosedOnce(held);
      advanceToNextSlot(held);
      const sent = placements(held);
      const { report } = await runCycleIn(held, {
        settings: buying(ENTERED),
        guard: heldBackIn(stateDirectory),
      });
      expect([report.tally.approved, placements(held) - sent]).toEqual([1, 0]);
    });
  },
);

/** Each profile is killed at every eighth change, and not at those of the other; or at every one. */
const STEP = 8; // so that none of the tests takes long
const ALL = stepOf(STEP) === 1;
const KILLED = WORLDS.slice(0, 2).flatMap((surroundings, index) =>
  [1, 2, 3, 4, 5, 6, 7, 8]
    .map((first) => ({ ...surroundings, first }))
    .filter(({ first }) => ALL || first === 3 + 4 * index),
);

const unlessCrashed = (error: unknown): void => {
  if (!(error instanceof Crashed)) throw error;
};

/** Killed right after its n-th change, and started again a second later. @returns the call; none when it survived */
async function killedAfter(held: World, n: number, { fault, ...surroundings }: (typeof WORLDS)[number]) {
  const copyOf = held.stateDirectory;
  const startIso = isoFromTimestamp(held.clock.now());
  const copy = await startWorld({ ...options(surroundings), copyOf, startIso });
  const crash = new CrashSwitch({ kind: "change", n, when: "after" });
  try {
    copy.simulator.faults.next(fault);
    await closeOutIn(copy, { around: (ports) => crash.around(ports) }).catch(unlessCrashed);
    copy.clock.advance(1_000); // a person in panic does not wait
    await expectTheShareLeft(copy, surroundings.closedMarket);
    await expectAllClosedOnce(copy);
    return crash.victim;
  } catch (cause) {
    throw new Error(`killed after change ${n}, ${crash.victim ?? "none"}: ${String(cause)}`, { cause });
  } finally {
    await copy.close();
  }
}

describe("the same panic killed after a change in the store or at the broker", () => {
  it.each(KILLED)(
    "is over with everything closed once: every eighth change from $first, $profile, $closedMarket",
    async ({ first, ...surroundings }) => {
      const held = await inTheMorning(surroundings);
      const victims: string[] = [];
      for (let n = first; ; n += STEP) {
        const victim = await killedAfter(held, n, surroundings);
        if (victim === undefined) break;
        victims.push(victim);
      }
      expect(victims.length).toBeGreaterThan(10);
      console.info(`panic-stop in everything at once, ${surroundings.profile}: ${victims.length} points`);
    },
  );
});
