import { rmSync } from "node:fs";
import { onTestFinished, describe, expect, it } from "vitest";
import { minutes, seconds } from "../../src/core/domain/time.ts";
import type { CycleSettings } from "../../src/cycle/settings.ts";
import { coin } from "../../src/selftest/coin-strategy.ts";
import { ownBooks } from "../support/books.ts";
import { scratchDirectory } from "../support/scratch-directory.ts";
import { advanceToNextSlot, localSettings, runCycleIn, type World } from "../support/world.ts";
import { FILLED, orderCount, placements, stories, withBroker, world } from "./order-stories.ts";

/** The same account from another machine, with a store of its own. */
function machineBeside(surroundings: World): World {
  const stateDirectory = scratchDirectory();
  onTestFinished(() => {
    rmSync(stateDirectory, { recursive: true });
  });
  return { ...surroundings, stateDirectory };
}

const ONE_PAIR = { WATCHLIST: "FxSpot:21" };

/** Wants to buy, or not, at each bar alike. */
function wanting(buys: "to buy" | "nothing"): CycleSettings {
  const settings = localSettings(ONE_PAIR);
  const parameters = { seed: 1, buys: buys === "to buy" ? 100 : 0, sells: 0 };
  return {
    ...settings,
    decision: { ...settings.decision, strategy: coin, parameters },
  };
}

const BUYING = wanting("to buy");
/** Decides the same under another name: an older version of the program. */
const OTHERWISE_NAMED: CycleSettings = {
  ...BUYING,
  decision: { ...BUYING.decision, strategy: { ...coin, version: 0 } },
};

describe("two machines that trade one account with stores of their own", () => {
  it("send one order for one decision, one right after the other, before the log shows it", async () => {
    const surroundings = await world();
    const second = machineBeside(surroundings);
    expect((await runCycleIn(surroundings, { settings: BUYING })).exitCode).toBe(0);
    expect((await runCycleIn(second, { settings: BUYING })).exitCode).toBe(0);
    expect([placements(surroundings), orderCount(surroundings)]).toEqual([1, 1]);
    expect(ownBooks(second.stateDirectory).positions).toEqual(
      ownBooks(surroundings.stateDirectory).positions,
    );
  });

  it("meet in the broker's guard when both send it at once", async () => {
    const surroundings = await world();
    const second = machineBeside(surroundings);
    let isFirst = true;
    const overtaken = withBroker((broker) => ({
      place: async (placement, requestId) => {
        if (isFirst) await runCycleIn(second, { settings: BUYING });
        isFirst = false;
        return broker.place(placement, requestId);
      },
    }));
    expect((await runCycleIn(surroundings, { settings: BUYING, around: overtaken })).exitCode).toBe(0);
    expect(orderCount(surroundings)).toBe(1);
    expect(stories(second)).toEqual([FILLED]);
    expect(stories(surroundings)).toEqual([
      expect.stringMatching(/^placing ABOUT_TO_SEND, unknown DUPLICATE_REQUEST, (placed .*)?filled FILLED$/),
    ]);
  });

  it("send one order where one of them stands still in its precheck until the broker's guard has forgotten", async () => {
    const surroundings = await world();
    const second = machineBeside(surroundings);
    let isFirst = true;
    const overtaken = withBroker((broker) => ({
      precheck: async (placement, requestId) => {
        const outcome = await broker.precheck(placement, requestId);
        if (isFirst) await runCycleIn(second, { settings: BUYING });
        isFirst = false;
        surroundings.clock.advance(seconds(20));
        return outcome;
      },
    }));
    expect((await runCycleIn(surroundings, { settings: BUYING, around: overtaken })).exitCode).toBe(0);
    expect([placements(surroundings), orderCount(surroundings)]).toEqual([1, 1]);
    expect(stories(surroundings)).toEqual(["dropped ORDERED_ELSEWHERE"]);
    expect(stories(second)).toEqual([FILLED]);
  });

  it("send nothing while the broker takes so long to show its records that they are old", async () => {
    const surroundings = await world();
    const slow = withBroker((broker) => ({
      readOrderActivities: async (account, since) => {
        const lines = await broker.readOrderActivities(account, since);
        surroundings.clock.advance(seconds(6));
        return lines;
      },
    }));
    expect((await runCycleIn(surroundings, { settings: BUYING, around: slow })).exitCode).toBe(0);
    expect(placements(surroundings)).toBe(0);
    expect(stories(surroundings)).toEqual(["dropped BROKER_TOO_SLOW"]);
  });

  it("know of what the other has ordered before they order something else", async () => {
    const surroundings = await world();
    const second = machineBeside(surroundings);
    await runCycleIn(second, { settings: wanting("nothing") });
    surroundings.clock.advance(minutes(1));
    await runCycleIn(second, { settings: wanting("nothing") });
    advanceToNextSlot(surroundings);
    let isFirst = true;
    const overtaken = withBroker((broker) => ({
      readOrderActivities: async (account, since) => {
        if (isFirst) await runCycleIn(surroundings, { settings: OTHERWISE_NAMED });
        isFirst = false;
        return broker.readOrderActivities(account, since);
      },
    }));
    const { exitCode, events } = await runCycleIn(second, { settings: BUYING, around: overtaken });
    expect([exitCode, orderCount(surroundings)]).toEqual([0, 1]);
    expect(events.of("execution_order_adopted")).toMatchObject([{ instrument_id: "FxSpot:21", side: "buy" }]);
    expect(stories(second)).toEqual(["placed ALREADY_AT_BROKER, filled FILLED", "dropped ORDERED_ELSEWHERE"]);
    advanceToNextSlot(surroundings);
    await runCycleIn(second, { settings: BUYING });
    expect(orderCount(surroundings)).toBe(1); // by now it is its own position as well
  });
});
