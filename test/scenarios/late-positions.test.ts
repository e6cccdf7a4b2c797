import { rmSync } from "node:fs";
import { describe, expect, it, onTestFinished } from "vitest";
import { minutes, seconds, subtractDuration } from "../../src/core/domain/time.ts";
import type { Ports } from "../../src/cycle/ports.ts";
import type { Broker } from "../../src/cycle/ports/broker.ts";
import type { CycleSettings } from "../../src/cycle/settings.ts";
import { coin } from "../../src/selftest/coin-strategy.ts";
import { ownBooks } from "../support/books.ts";
import { scratchDirectory } from "../support/scratch-directory.ts";
import { advanceToNextSlot, localSettings, runCycleIn, type CycleRun, type World } from "../support/world.ts";
import { withBroker, world } from "./order-stories.ts";
import { holding, onMargin, positions, PROFILES, waiting } from "./protected-worlds.ts";

const ONE = { WATCHLIST: "CfdOnIndex:4913" };
const WIDE = { STOP_LOSS_PCT: "20", TAKE_PROFIT_PCT: "40" };

/** Flips a coin that always falls the same way. */
function wanting(buys: number): CycleSettings {
  const settings = localSettings({ ...ONE, ...WIDE });
  return {
    ...settings,
    decision: { ...settings.decision, strategy: coin, parameters: { seed: 1, buys, sells: 0 } },
  };
}

const IDLE = wanting(0);
const NOTHING = {
  readNetPositions: () => Promise.resolve([]),
  readPositions: () => Promise.resolve([]),
} satisfies Partial<Broker>;
const blind = withBroker(() => NOTHING);

const own = ({ stateDirectory }: World): Readonly<Record<string, string>> =>
  ownBooks(stateDirectory).positions;
const cancels = ({ requests }: World): number => requests.filter(({ method }) => method === "DELETE").length;
const adjusted = ({ events }: CycleRun): readonly unknown[] =>
  events.of("execution_position_adjusted").map(({ reason }) => reason);

describe.each(PROFILES)("the lists of positions, under %s", (profile) => {
  it("take no stop away from what was just bought where they are late", async () => {
    const held = await world(onMargin(profile, ONE));
    await runCycleIn(held, { settings: wanting(100), around: blind });
    expect([cancels(held), waiting(held).length, own(held)]).toEqual([0, 2, { "CfdOnIndex:4913": "1" }]);
  });

  it("take nothing away when they come back empty once, and nothing new is risked there", async () => {
    const held = await holding(onMargin(profile, ONE));
    const run = await runCycleIn(held, { settings: IDLE, around: blind });
    expect([adjusted(run), cancels(held), own(held)]).toEqual([[], 0, { "CfdOnIndex:4913": "1" }]);
    expect(run.events.of("execution_position_differs")).toMatchObject([{ instrument_id: "CfdOnIndex:4913" }]);
    advanceToNextSlot(held);
    const next = await runCycleIn(held, { settings: IDLE });
    expect([next.events.of("execution_position_differs"), waiting(held).length]).toEqual([[], 2]);
    advanceToNextSlot(held);
    const again = await runCycleIn(held, { settings: IDLE, around: blind }); // not the second time without a break
    expect([adjusted(again), waiting(held).length]).toEqual([[], 2]);
  });
});

describe.each(["FifoEndOfDay", "FifoRealTime"] as const)("a position of ours, under %s", (profile) => {
  it("is given up when it stays away, and is ours and protected again when it comes back", async () => {
    const held = await holding(onMargin(profile, ONE));
    await runCycleIn(held, { settings: IDLE, around: blind });
    advanceToNextSlot(held);
    advanceToNextSlot(held);
    const gone = await runCycleIn(held, { settings: IDLE, around: blind });
    expect([adjusted(gone), own(held), waiting(held)]).toEqual([["HELD_NO_MORE"], {}, []]);
    advanceToNextSlot(held);
    const back = await runCycleIn(held, { settings: IDLE });
    expect(back.events.of("execution_position_adopted")).toMatchObject([
      { quantity: "1", reason: "HELD_AGAIN" },
    ]);
    expect([own(held), positions(held), waiting(held).length]).toEqual([
      { "CfdOnIndex:4913": "1" },
      ["1 CfdOnIndex:4913"],
      2,
    ]);
    advanceToNextSlot(held);
    expect((await runCycleIn(held, { settings: IDLE })).events.of("execution_position_adopted")).toEqual([]);
  });
});

/** The log shows nothing younger. */
const lagging =
  (held: World, lag: number): ((ports: Ports) => Ports) =>
  (ports) =>
    withBroker((broker) => ({
      readOrderActivities: async (account, since) => {
        const shown = subtractDuration(held.clock.now(), seconds(lag));
        return (await broker.readOrderActivities(account, since)).filter(({ at }) => at <= shown);
      },
    }))(ports);

/** A crash right after the entry was sent, and a store that is lost with it. */
async function forgotten(profile: (typeof PROFILES)[number]): Promise<World> {
  const there = await world(onMargin(profile, ONE));
  const crashing = withBroker((broker) => ({
    place: async (placement, requestId) => {
      await broker.place(placement, requestId);
      throw new Error("the power is gone");
    },
  }));
  await expect(runCycleIn(there, { settings: wanting(100), around: crashing })).rejects.toThrow("power");
  const stateDirectory = scratchDirectory();
  onTestFinished(() => {
    rmSync(stateDirectory, { recursive: true });
  });
  return { ...there, stateDirectory };
}

describe.each(PROFILES)("an entry whose store is lost before the log shows it, under %s", (profile) => {
  it.each([
    ["by its position", 10, {}],
    ["by its position, while the log is slower than ever seen", 60, {}],
    ["by its children alone, while the position is late too", 60, NOTHING],
  ])("keeps its stop, known %s", async (_, lag, lists) => {
    const here = await forgotten(profile);
    const late = lagging(here, lag);
    await runCycleIn(here, { settings: IDLE, around: (ports) => withBroker(() => lists)(late(ports)) });
    expect([cancels(here), waiting(here).length]).toEqual([0, 2]);
    here.clock.advance(minutes(5));
    await runCycleIn(here, { settings: IDLE });
    expect([own(here), cancels(here), waiting(here).length]).toEqual([{ "CfdOnIndex:4913": "1" }, 0, 2]);
    here.clock.advance(minutes(5));
    const { events } = await runCycleIn(here, { settings: IDLE });
    expect([own(here), events.of("execution_position_differs")]).toEqual([{ "CfdOnIndex:4913": "1" }, []]);
  });
});

describe("children that bear the reference of their entry", () => {
  it("are told from it by what the placement answered", async () => {
    const held = await world(onMargin("FifoRealTime", ONE));
    let entry: string | undefined;
    const handedOn = withBroker((broker) => ({
      place: (placement, requestId) => {
        if (placement.kind === "entry") entry = placement.entry.externalReference;
        return broker.place(placement, requestId);
      },
      readOpenOrders: async (account) =>
        (await broker.readOpenOrders(account)).map((order) => ({ ...order, ...renamed(entry) })),
      readOrderActivities: async (account, since) =>
        (await broker.readOrderActivities(account, since)).map((line) => ({ ...line, ...renamed(entry) })),
    }));
    const { exitCode } = await runCycleIn(held, { settings: wanting(100), around: handedOn });
    expect([exitCode, own(held), waiting(held).length]).toEqual([0, { "CfdOnIndex:4913": "1" }, 2]);
  });
});

const renamed = (externalReference: string | undefined) =>
  externalReference === undefined ? {} : { externalReference };
