import { describe, expect, it } from "vitest";
import type { CycleSettings } from "../../src/cycle/settings.ts";
import { saying } from "../support/saying-strategy.ts";
import { advanceToNextSlot, localSettings, runCycleIn, type World } from "../support/world.ts";
import { decimal } from "../../src/core/domain/decimal.ts";
import { withBroker, world } from "./order-stories.ts";
import { onMargin, positions, PROFILES, waiting } from "./protected-worlds.ts";

const HELD = "CfdOnIndex:4913";
const ENV = { STOP_LOSS_PCT: "20", TAKE_PROFIT_PCT: "40", WATCHLIST: HELD };

function holdingWeight(weight: number): CycleSettings {
  const settings = localSettings(ENV);
  const strategy = saying({ action: "target", weight });
  return { ...settings, decision: { ...settings.decision, strategy, parameters: {} } };
}

/** The quantity of each order that waits, stops and targets apart. */
const waitingFor = (held: World): readonly string[] =>
  waiting(held)
    .map((line) => line.split(" ").slice(0, 2).join(" "))
    .sort();

type Around = Parameters<typeof runCycleIn>[1];

async function reduced(held: World, weights: readonly number[], rest: Around = {}) {
  let last = await runCycleIn(held, { ...rest, settings: holdingWeight(weights[0] ?? 0) });
  for (const weight of weights.slice(1)) {
    advanceToNextSlot(held);
    last = await runCycleIn(held, { ...rest, settings: holdingWeight(weight) });
  }
  return last;
}

/** A broker that takes no order for more than five at once. */
const ofFiveAtOnce = withBroker((broker) => ({
  readInstrumentDetails: async (account, instruments) => {
    const found = await broker.readInstrumentDetails(account, instruments);
    const limits = { orderLimits: { maximumQuantity: decimal("5") } };
    return new Map([...found].map(([id, details]) => [id, { ...details, ...limits }]));
  },
}));

describe.each(PROFILES)("under %s netting", (profile) => {
  it("a weight that falls sells the difference, and what remains is protected in the same cycle", async () => {
    const held = await world(onMargin(profile, ENV));
    const { exitCode, events } = await reduced(held, [0.1, 0.05]);
    expect(exitCode).toBe(0);
    expect(positions(held)).toEqual([`4 ${HELD}`]);
    expect(waitingFor(held)).toEqual(["Limit 4", "Stop 4"]);
    expect(events.of("execution_position_unprotected")).toEqual([]);
  });

  it("a weight that falls to none sells all, and nothing waits any more", async () => {
    const held = await world(onMargin(profile, ENV));
    const { exitCode } = await reduced(held, [0.1, 0.05, 0]);
    expect(exitCode).toBe(0);
    expect(positions(held)).toEqual([]);
    expect(waiting(held)).toEqual([]);
  });

  it("a weight that rises again buys the difference, and all of it is protected", async () => {
    const held = await world(onMargin(profile, ENV));
    const { exitCode, events } = await reduced(held, [0.1, 0.05, 0.08]);
    expect(exitCode).toBe(0);
    expect(positions(held)).toEqual(
      profile === "AverageRealTime" ? [`5 ${HELD}`] : [`4 ${HELD}`, `1 ${HELD}`],
    );
    expect(waitingFor(held)).toEqual(["Limit 1", "Limit 4", "Stop 1", "Stop 4"]);
    expect(events.of("execution_position_unprotected")).toEqual([]);
  });

  it("what is more than the largest order is left in parts, with the rest protected in between", async () => {
    const held = await world(onMargin(profile, ENV));
    const { exitCode, events } = await reduced(held, [0.1, 0.1, 0], { around: ofFiveAtOnce });
    expect(exitCode).toBe(0);
    expect(positions(held)).toEqual([`1 ${HELD}`]);
    expect(waitingFor(held)).toEqual(["Limit 1", "Stop 1"]);
    expect(events.of("execution_position_unprotected")).toEqual([]);
    advanceToNextSlot(held);
    await reduced(held, [0], { around: ofFiveAtOnce });
    expect(positions(held)).toEqual([]);
    expect(waiting(held)).toEqual([]);
  });
});
