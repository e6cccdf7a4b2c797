import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { isoFromTimestamp } from "../../src/core/domain/time.ts";
import { expectAgreement } from "../support/agreement.ts";
import type { OwnBooks } from "../support/books.ts";
import { KillSwitch, runUnder, type When } from "../support/kill-switch.ts";
import { stepOf } from "../support/points.ts";
import {
  advanceToNextSlot,
  runCycleIn,
  startWorld,
  type World,
  type WorldOptions,
} from "../support/world.ts";

const MINUTE_MS = 60_000;

/** A cycle that sells one of these and buys the other; the seed of the simulated market sees to it. */
const SALE_AND_PURCHASE = { WATCHLIST: "CfdOnIndex:100037,CfdOnIndex:100002" };
const SLOTS_BEFORE_SALE = 6;

interface CrashPoint {
  readonly n: number;
  readonly when: When;
  /** Until the next start. */
  readonly pauseMs: number;
}

interface Crash {
  readonly killSwitch: KillSwitch;
  readonly books: OwnBooks;
}

/** Kills a cycle at one point and starts again; a minute later once more, when the log of the broker has caught up. */
async function crashAndRestart(begin: WorldOptions, { n, when, pauseMs }: CrashPoint): Promise<Crash> {
  const world = await startWorld(begin);
  const killSwitch = new KillSwitch(n, when);
  try {
    await runUnder(killSwitch, world);
    world.clock.advance(pauseMs);
    const restart = await runCycleIn(world);
    expect(restart.exitCode).toBe(0);
    if (pauseMs < MINUTE_MS) {
      world.clock.advance(MINUTE_MS);
      await runCycleIn(world);
    }
    return { killSwitch, books: expectAgreement(world) };
  } catch (cause) {
    const point = `${when} call ${n}, ${killSwitch.victim ?? "survived"}, pause ${pauseMs} ms`;
    throw new Error(`killed ${point}: ${String(cause)}`, { cause });
  } finally {
    await world.close();
  }
}

const STEP = stepOf(2);

/** Points all along the cycle, each in a world of its own. @returns how many */
async function tryPoints(
  begin: WorldOptions,
  { when, pauseMs }: Omit<CrashPoint, "n">,
  check: (books: OwnBooks) => void,
): Promise<number> {
  for (let [n, points] = [1, 0]; ; n += STEP, points += 1) {
    const { killSwitch, books } = await crashAndRestart(begin, { n, when, pauseMs });
    check(books);
    if (killSwitch.victim === undefined) return points;
  }
}

/** The references of all orders after one undisturbed cycle. */
async function undisturbed(begin: WorldOptions): Promise<readonly string[]> {
  const world = await startWorld(begin);
  try {
    await runCycleIn(world);
    return Object.keys(expectAgreement(world).orders).sort();
  } finally {
    await world.close();
  }
}

/** Thrown, so that it is quick; `npm run test:crash` kills the process itself, in more situations. */
describe("a cycle killed at a store write or broker call, and started again", () => {
  let holding: World;
  const saleAndPurchase = (): WorldOptions => ({
    env: SALE_AND_PURCHASE,
    copyOf: holding.stateDirectory,
    startIso: isoFromTimestamp(holding.clock.now()),
  });

  beforeAll(async () => {
    holding = await startWorld({ env: SALE_AND_PURCHASE });
    for (let slot = 0; slot < SLOTS_BEFORE_SALE; slot += 1) {
      await runCycleIn(holding);
      advanceToNextSlot(holding);
    }
  });
  afterAll(() => holding.close());

  const moments = [
    { when: "before", pauseMs: 0 },
    { when: "after", pauseMs: MINUTE_MS },
  ] as const;

  it.each(moments)("sends each order once: $when the effect, $pauseMs ms later", async (moment) => {
    const expected = await undisturbed(saleAndPurchase());
    expect(expected).toHaveLength(3);
    const points = await tryPoints(saleAndPurchase(), moment, (books) => {
      expect(Object.keys(books.orders).sort()).toEqual(expected);
    });
    expect(points).toBeGreaterThan(20 / STEP);
    console.info(`${points} crash points ${moment.when} the effect, ${moment.pauseMs} ms pause`);
  });

  it("keeps equal books when the next start sees the next bar", async () => {
    const nextBar = { when: "after", pauseMs: 5 * MINUTE_MS } as const;
    const points = await tryPoints({}, nextBar, ({ intents }) => {
      expect(new Set(intents.map(({ reference }) => reference)).size).toBe(intents.length);
    });
    expect(points).toBeGreaterThan(20 / STEP);
    console.info(`next bar: ${points} crash points after the effect`);
  });
});
