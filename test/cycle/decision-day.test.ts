import { expect, it } from "vitest";
import { openStore, openStoreForReading } from "../../src/adapters/store/open-store.ts";
import { decimal } from "../../src/core/domain/decimal.ts";
import { externalReference } from "../../src/core/domain/ids.ts";
import { timestamp } from "../../src/core/domain/time.ts";
import { decodeBasis } from "../../src/cycle/recorded-basis.ts";
import { aFill, anIntent, beginCycle, PAIR } from "../adapters/store/support-values.ts";
import { runCycleIn, startWorld } from "../support/world.ts";

/** 22:30 on Monday in New York. */
const NOW = "2026-03-03T03:30:00Z";
const THIS_AFTERNOON = timestamp(Date.UTC(2026, 2, 2, 23));
const LAST_EVENING = timestamp(Date.UTC(2026, 2, 2, 4));
const ORDERS = [LAST_EVENING, THIS_AFTERNOON].flatMap((at) => [
  { side: "buy" as const, at },
  { side: "sell" as const, at },
]);

it("counts the orders and purchases of the zone's day, and no sale among these", async () => {
  const env = { WATCHLIST: "FxSpot:21", TIMEZONE: "America/New_York", MAX_DAILY_TURNOVER_PCT: "100" };
  const world = await startWorld({ startIso: NOW, env });
  try {
    const { store } = openStore({ directory: world.stateDirectory, now: THIS_AFTERNOON });
    const cycleThen = beginCycle(store, LAST_EVENING);
    for (const [place, { side, at }] of ORDERS.entries()) {
      const order = anIntent({
        side,
        instrument: PAIR,
        quantity: decimal("1000"),
        purpose: side === "buy" ? "entry" : "exit",
        createdAt: at,
        externalReference: externalReference(`ATB-${"ABCD".charAt(place)}`),
      });
      const { id } = store.createIntent(cycleThen, order);
      for (const to of ["placing", "filled"] as const)
        store.recordTransition(cycleThen, id, { to, reason: "TEST" }, at);
      store.recordFills(id, [aFill(`${place}`, { quantity: decimal("1000"), price: decimal("1.1"), at })]);
    }
    store.close();
    const { cycle } = await runCycleIn(world);
    const reader = openStoreForReading(world.stateDirectory);
    const kept = reader?.basisOf(cycle);
    if (kept === undefined) throw new Error("nothing was decided");
    const { input } = decodeBasis(kept).decideBy(world.settings.decision.strategy);
    reader?.close();
    expect(input.account.ordersToday).toBe(2);
    expect(input.account.purchasesToday).toEqual([
      { instrumentId: PAIR.id, quantity: decimal("1000"), price: decimal("1.1") },
    ]);
  } finally {
    await world.close();
  }
});
