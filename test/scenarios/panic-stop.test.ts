import { describe, expect, it } from "vitest";
import type { NettingProfile } from "../../src/core/domain/account.ts";
import { expectAgreement } from "../support/agreement.ts";
import { closeOutIn } from "../support/close-out.ts";
import { runCycleIn, type World, type WorldOptions } from "../support/world.ts";
import { FILLED, stories, world } from "./order-stories.ts";

const PROFILES = ["FifoEndOfDay", "FifoRealTime", "AverageRealTime"] as const;
/** So wide that the market does not come near them. */
const PROTECTED = { STOP_LOSS_PCT: "20", TAKE_PROFIT_PCT: "40" };
const INSTRUMENT = "CfdOnIndex:4913";

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
});
