import { describe, expect, it } from "vitest";
import { expectAgreement } from "../support/agreement.ts";
import { advanceToNextSlot, runCycleIn } from "../support/world.ts";
import { FILLED, stories, world } from "./order-stories.ts";
import { ACCEPTED, onMargin, positions, PROFILES, waiting } from "./protected-worlds.ts";

const HELD = "CfdOnIndex:4913";
/** So near that the market comes by within seconds. */
const NEAR = { STOP_LOSS_PCT: "0.05", TAKE_PROFIT_PCT: "0.1", DEFAULT_QUANTITY: "3" };
const TAKEN_BACK = `${ACCEPTED}, cancelling POSITION_IS_LEFT, cancelled CANCELLED`;

describe.each(PROFILES)("a position with orders beside it, on an account with %s", (profile) => {
  it("is booked as closed when its stop is hit, and leaves no target behind", async () => {
    const held = await world(onMargin(profile, NEAR));
    expect((await runCycleIn(held)).exitCode).toBe(0);
    expect(stories(held)).toEqual([FILLED, FILLED, `${ACCEPTED}, cancelled CANCELLED`]);
    expect([positions(held), waiting(held)]).toEqual([[], []]);
    expectAgreement(held);
  });

  it("is told of while its entry is filled in part, which is then ended for the sake of a stop", async () => {
    const held = await world(onMargin(profile, { DEFAULT_QUANTITY: "10" }));
    held.simulator.faults.next({ kind: "partial_fill", parts: ["0.4"], everySeconds: 30 });
    const first = await runCycleIn(held);
    expect(first.exitCode).toBe(0);
    expect(first.events.of("execution_position_unprotected")).toMatchObject([
      { own_quantity: "4", quantity: "4", reason: "ORDER_UNDER_WAY" },
    ]);
    held.clock.advance(60_000);
    const second = await runCycleIn(held);
    expect(second.exitCode).toBe(0);
    expect(second.events.of("execution_position_unprotected")).toEqual([]);
    expect(positions(held)).toEqual([`4 ${HELD}`]);
    expect(waiting(held)).toEqual([`Stop 4 ${HELD} at 1182.03, Oco`, `Limit 4 ${HELD} at 2068.55, Oco`]);
    const entry = `${ACCEPTED}, placed FOUND_AT_BROKER, cancelling REST_UNPROTECTED, cancelled CANCELLED`;
    const child = `${ACCEPTED}, cancelled CANCELLED`;
    expect(stories(held)).toEqual([entry, child, child, ACCEPTED, ACCEPTED]);
  });

  it("is sold on a cash account, where waiting orders would hold what is to be sold", async () => {
    const held = await world({
      startIso: "2026-03-04T15:00:10Z",
      env: { WATCHLIST: "Stock:211", STOP_LOSS_PCT: "20", TAKE_PROFIT_PCT: "40", DEFAULT_QUANTITY: "3" },
      simulator: { account: { nettingProfile: profile, isMarginTradingAllowed: false } },
    });
    const exitCodes = new Set<number>();
    for (let slot = 0; slot < 22; slot += 1) {
      exitCodes.add((await runCycleIn(held)).exitCode);
      advanceToNextSlot(held);
    }
    expect([...exitCodes]).toEqual([0]);
    expect(stories(held)).toEqual([FILLED, TAKEN_BACK, TAKEN_BACK, FILLED]);
    expect([positions(held), waiting(held)]).toEqual([[], []]);
    expectAgreement(held);
  });
});
