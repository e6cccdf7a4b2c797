import { describe, expect, it } from "vitest";
import { TradebotError } from "../../src/core/domain/errors.ts";
import type { InstrumentId } from "../../src/core/domain/instrument.ts";
import { actByHand } from "../../src/selftest/person.ts";
import { expectAgreement } from "../support/agreement.ts";
import { ownBooks } from "../support/books.ts";
import { reconcileIn, type ReconcileRun } from "../support/reconcile.ts";
import { runCycleIn, type World } from "../support/world.ts";
import { FOUND_FILLED, placements, stories, withBroker, world } from "./order-stories.ts";

const HELD = "CfdOnIndex:4913" as InstrumentId;

const UNSAID: ReadonlySet<string> = new Set(["cycle_snapshot_recorded", "http_response_received"]);

/** Everything that was said but that the account was looked at. */
const said = ({ events }: ReconcileRun): readonly string[] =>
  events.names().filter((name) => !UNSAID.has(name));

const positionsIn = ({ report }: ReconcileRun): readonly string[] =>
  (report.account?.positions ?? []).map(
    ({ instrumentId, ownBefore, own, atBroker }) =>
      `${instrumentId}: ${ownBefore.toString()} -> ${own.toString()} of ${atBroker.toString()}`,
  );

/** Whatever it has met before, a second look at the same broker says nothing and changes nothing. */
async function expectSettled(surroundings: World): Promise<void> {
  const before = ownBooks(surroundings.stateDirectory);
  const second = await reconcileIn(surroundings);
  expect([said(second), second.report.failure]).toEqual([[], undefined]);
  expect(ownBooks(surroundings.stateDirectory)).toEqual(before);
}

const NO_ANSWER = new TradebotError({
  code: "BROKER_UNREACHABLE",
  message: "no reply",
  exit: "broker_unreachable",
});

/** Dies right after the order has arrived. */
const dying = withBroker((broker) => ({
  place: async (placement, requestId) => {
    await broker.place(placement, requestId);
    throw new Error("killed");
  },
}));

describe("a comparison that a person asks for", () => {
  it("books an order whose outcome nobody knew, and has nothing to say the second time", async () => {
    const surroundings = await world();
    await expect(runCycleIn(surroundings, { around: dying })).rejects.toThrow("killed");
    const { report, events } = await reconcileIn(surroundings);
    expect(report.before.map(({ state }) => state)).toEqual(["placing"]);
    expect([report.unsettled, report.failure]).toEqual([[], undefined]);
    expect(stories(surroundings)).toEqual([`placing ABOUT_TO_SEND, ${FOUND_FILLED}`]);
    expect(events.of("execution_order_filled")).toHaveLength(1);
    expect(placements(surroundings)).toBe(1);
    expectAgreement(surroundings);
    await expectSettled(surroundings);
  });

  it("takes over what a lost store has forgotten", async () => {
    const surroundings = await world({ env: { STOP_LOSS_PCT: "2", TAKE_PROFIT_PCT: "5" } });
    await runCycleIn(surroundings);
    surroundings.clock.advance(60_000);
    const elsewhere = await world();
    const options = { stateDirectory: elsewhere.stateDirectory };
    const { report } = await reconcileIn(surroundings, options);
    expect(positionsIn({ report, events: (await reconcileIn(surroundings, options)).events })).toEqual([
      `${HELD}: 0 -> 1 of 1`,
    ]);
    expect(ownBooks(elsewhere.stateDirectory).intents.map(({ intent }) => intent.purpose)).toEqual([
      "entry",
      "stop",
      "target",
    ]);
  });

  it("puts our position right in one pass, and leaves alone what is not ours", async () => {
    const surroundings = await world({ env: { DEFAULT_QUANTITY: "3" } });
    await runCycleIn(surroundings);
    surroundings.clock.advance(60_000);
    await actByHand(surroundings, { kind: "person_trades", instrument: HELD, side: "sell", quantity: "2" });
    await actByHand(surroundings, { kind: "person_trades", instrument: HELD, side: "buy", quantity: "4" });
    const run = await reconcileIn(surroundings);
    expect(positionsIn(run)).toEqual([`${HELD}: 3 -> 1 of 5`]);
    expect(said(run)).toEqual(["execution_position_adjusted"]);
    await expectSettled(surroundings);
  });

  it("changes nothing where a source does not answer, and says which failure it was", async () => {
    const surroundings = await world();
    await runCycleIn(surroundings);
    surroundings.clock.advance(60_000);
    await actByHand(surroundings, { kind: "person_closes", instrument: HELD });
    const silent = withBroker(() => ({ readPositions: () => Promise.reject(NO_ANSWER) }));
    const { report } = await reconcileIn(surroundings, { around: silent });
    expect([report.account, report.failure?.code]).toEqual([undefined, "BROKER_UNREACHABLE"]);
    expect(ownBooks(surroundings.stateDirectory).positions).toEqual({ [HELD]: "1" });
  });
});
