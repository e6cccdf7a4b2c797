import { rmSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { storePath } from "../../src/adapters/store/store-files.ts";
import { durationMs, minutes, subtractDuration, type Timestamp } from "../../src/core/domain/time.ts";
import { adoptOwnOrders } from "../../src/cycle/adopt-own-orders.ts";
import type { ConnectedContext } from "../../src/cycle/context.ts";
import { noteTakenOver, readOwnRecords, takenOverAt } from "../../src/cycle/known-orders.ts";
import { takeOverOwn } from "../../src/cycle/take-over-own.ts";
import { connectedIn } from "../support/connected.ts";
import { runCycleIn, type World } from "../support/world.ts";
import { world } from "../scenarios/order-stories.ts";

const STRATEGY = "moving_average@1";
/** Lines may stand in the log a little before the moment that is asked for. */
const BEFORE = minutes(5);

/** The same broker; what is asked of its log is kept. */
function listening({ broker, ...context }: ConnectedContext) {
  const asked: Timestamp[] = [];
  const readOrderActivities: typeof broker.readOrderActivities = (account, since) => {
    asked.push(since);
    return broker.readOrderActivities(account, since);
  };
  return { asked, context: { ...context, broker: { ...broker, readOrderActivities } } };
}

describe("what the broker knows of ours", () => {
  it("is read back to the last time that all of it was taken over, which may be long before the decision", async () => {
    const since = await connectedIn(await world(), async (connected) => {
      const { asked, context } = listening(connected);
      const now = context.ports.clock.now();
      noteTakenOver(context, subtractDuration(now, minutes(90)));
      await readOwnRecords(context, { openOrders: [], decidedFrom: subtractDuration(now, minutes(10)) });
      return asked.map((from) => now - from);
    });
    expect(since).toEqual([minutes(90) + BEFORE]);
  });

  it("is read back to the decision where all was taken over since", async () => {
    const since = await connectedIn(await world(), async (connected) => {
      const { asked, context } = listening(connected);
      const now = context.ports.clock.now();
      noteTakenOver(context, now);
      await readOwnRecords(context, { openOrders: [], decidedFrom: subtractDuration(now, minutes(10)) });
      return asked.map((from) => now - from);
    });
    expect(since).toEqual([minutes(10) + BEFORE]);
  });

  it.each([
    ["a new store", adoptOwnOrders],
    ["a search", takeOverOwn],
  ])("counts as taken over by %s up to the moment of asking, and not a moment later", async (_, takeOver) => {
    const [asked, noted] = await connectedIn(await world(), async (context) => {
      const { clock } = context.ports;
      const slow: ConnectedContext = {
        ...context,
        broker: {
          ...context.broker,
          readPositions: async (account) => {
            await clock.sleep(durationMs(4_000));
            return context.broker.readPositions(account);
          },
        },
      };
      const began = clock.now();
      await takeOver(slow, STRATEGY);
      return [began, takenOverAt(context)];
    });
    expect(noted).toBe(asked);
  });
});

describe("a store that began a moment ago", () => {
  /** One order was sent with the store before, and its position shows. */
  async function forgetful(): Promise<World> {
    const surroundings = await world();
    await runCycleIn(surroundings);
    surroundings.clock.advance(60_000);
    rmSync(storePath(surroundings.stateDirectory));
    return surroundings;
  }

  const looks = (surroundings: World): Promise<number> =>
    connectedIn(surroundings, async (connected) => {
      const { asked, context } = listening(connected);
      await adoptOwnOrders(context, STRATEGY);
      return asked.length;
    });

  it("looks once more when the log has caught up, and then never again", async () => {
    const surroundings = await forgetful();
    expect(await looks(surroundings)).toBeGreaterThan(0);
    surroundings.clock.advance(5_000);
    expect(await looks(surroundings)).toBe(0);
    surroundings.clock.advance(15_000);
    expect(await looks(surroundings)).toBeGreaterThan(0);
    surroundings.clock.advance(60_000);
    expect(await looks(surroundings)).toBe(0);
  });
});
