import { rmSync } from "node:fs";
import { describe, expect, it, onTestFinished } from "vitest";
import type { CycleSettings } from "../../src/cycle/settings.ts";
import { coin } from "../../src/selftest/coin-strategy.ts";
import { ownBooks } from "../support/books.ts";
import { reconcileIn } from "../support/reconcile.ts";
import { scratchDirectory } from "../support/scratch-directory.ts";
import { advanceToNextSlot, localSettings, runCycleIn, type World } from "../support/world.ts";
import { withBroker, world } from "./order-stories.ts";
import { closeByHand, onMargin, positions, PROFILES, waiting } from "./protected-worlds.ts";

const ONE = { WATCHLIST: "CfdOnIndex:4913" };
const WIDE = { STOP_LOSS_PCT: "20", TAKE_PROFIT_PCT: "40" };

/** Flips a coin that always falls the same way. */
function wanting({
  buys = 0,
  sells = 0,
}: {
  readonly buys?: number;
  readonly sells?: number;
}): CycleSettings {
  const settings = localSettings({ ...ONE, ...WIDE });
  const parameters = { seed: 1, buys, sells };
  return { ...settings, decision: { ...settings.decision, strategy: coin, parameters } };
}

const IDLE = wanting({});

/** One of two machines has traded for a while; now the other one has bought, with its own store. */
async function boughtBeside(profile: (typeof PROFILES)[number]): Promise<World> {
  const there = await world(onMargin(profile, ONE));
  const stateDirectory = scratchDirectory();
  onTestFinished(() => {
    rmSync(stateDirectory, { recursive: true });
  });
  const here = { ...there, stateDirectory };
  for (let cycle = 0; cycle < 3; cycle += 1) {
    await runCycleIn(here, { settings: IDLE });
    there.clock.advance(60_000);
  }
  await runCycleIn(there, { settings: wanting({ buys: 100 }) });
  advanceToNextSlot(there);
  return here;
}

describe.each(PROFILES)("what another machine holds under our name, under %s", (profile) => {
  it("becomes ours by a comparison that a person asks for, which has nothing to do the second time", async () => {
    const here = await boughtBeside(profile);
    const { report, events } = await reconcileIn(here);
    expect(report.failure).toBeUndefined();
    expect(report.account?.positions).toMatchObject([{ instrumentId: "CfdOnIndex:4913" }]);
    expect(report.account?.positions.map(({ own }) => own.toString())).toEqual(["1"]);
    expect(events.of("execution_order_adopted").map(({ side }) => side)).toEqual(["buy", "sell", "sell"]);
    const before = ownBooks(here.stateDirectory);
    await reconcileIn(here);
    expect(ownBooks(here.stateDirectory)).toEqual(before);
  });

  it("is sold by a cycle in which the strategy leaves the instrument", async () => {
    const here = await boughtBeside(profile);
    const { exitCode } = await runCycleIn(here, { settings: wanting({ sells: 100 }) });
    expect([exitCode, positions(here), waiting(here)]).toEqual([0, [], []]);
  });

  it("is cancelled where a person has closed the position beside which it waits", async () => {
    const here = await boughtBeside(profile);
    await closeByHand(here, 1, profile);
    await runCycleIn(here, { settings: IDLE });
    expect([positions(here), waiting(here)]).toEqual([[], []]);
    expect(ownBooks(here.stateDirectory).positions).toEqual({});
  });
});

describe("a store of long ago that has never looked for orders of ours", () => {
  it("reads a month of the broker's log, and not all of it since then", async () => {
    const surroundings = await world({ env: ONE });
    await runCycleIn(surroundings, { settings: { ...IDLE, dryRun: true } });
    surroundings.clock.advance(200 * DAY_MS);
    const reached: number[] = [];
    const around = withBroker((broker) => ({
      readOrderActivities: (account, since) => {
        reached.push(surroundings.clock.now() - since);
        return broker.readOrderActivities(account, since);
      },
    }));
    await runCycleIn(surroundings, { settings: IDLE, around });
    expect(reached).toEqual([30 * DAY_MS]);
  });
});

const DAY_MS = 24 * 3_600_000;
