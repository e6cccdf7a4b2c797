import { describe, expect, it } from "vitest";
import { placementBody } from "../../src/adapters/saxo/mapping/order-body.ts";
import { openStore } from "../../src/adapters/store/open-store.ts";
import { TradebotError } from "../../src/core/domain/errors.ts";
import { orderId } from "../../src/core/domain/ids.ts";
import type { OrderActivity, Placement } from "../../src/core/domain/order.ts";
import { seconds } from "../../src/core/domain/time.ts";
import type { Ports } from "../../src/cycle/ports.ts";
import type { PlacementOutcome } from "../../src/cycle/ports/broker-answers.ts";
import type { StandingDisclaimer } from "../../src/simulator/server/disclaimer.ts";
import { expectAgreement } from "../support/agreement.ts";
import { withReader } from "../support/books.ts";
import { runCycleIn, TOKEN, type World } from "../support/world.ts";
import {
  FILLED,
  FOUND_FILLED,
  nextStart,
  orderCount,
  placements,
  stories,
  withBroker,
  world,
} from "./order-stories.ts";

const MINUTE_MS = 60_000;
const UNKNOWN = "placing ABOUT_TO_SEND, unknown BROKER_UNREACHABLE";

const NO_ANSWER: PlacementOutcome = {
  kind: "unknown",
  cause: new TradebotError({ code: "BROKER_UNREACHABLE", message: "no reply", exit: "order_unknown" }),
};

/** What the order desk does at last with an order that it has had on its table. */
async function book({ simulator }: World, placement: Placement): Promise<void> {
  const { status } = await fetch(`${simulator.restBase}/trade/v2/orders`, {
    method: "POST",
    headers: { authorization: `Bearer ${TOKEN}`, "content-type": "application/json" },
    body: JSON.stringify(placementBody(placement)),
  });
  expect(status).toBe(200);
}

/** An order desk that answers nothing for as long as the client is patient, and books the order so much later. */
function slowDesk(surroundings: World, bookedAfterMs: number): (ports: Ports) => Ports {
  const { clock } = surroundings;
  let onTable: { readonly placement: Placement; readonly dueAtMs: number } | undefined;
  return withBroker((broker) => ({
    place: (placement) => {
      clock.advance(seconds(30));
      onTable = { placement, dueAtMs: clock.now() + bookedAfterMs };
      return Promise.resolve(NO_ANSWER);
    },
    readOrderActivities: async (account, since) => {
      const lines = await broker.readOrderActivities(account, since);
      if (onTable !== undefined && clock.now() >= onTable.dueAtMs) {
        await book(surroundings, onTable.placement); // right after the look
        onTable = undefined;
      }
      return lines;
    },
  }));
}

describe("an order that is booked after the client has given up waiting for the answer", () => {
  it.each([0, 4_000, 8_000])("is waited for: %d ms after that", async (bookedAfterMs) => {
    const surroundings = await world();
    const around = slowDesk(surroundings, bookedAfterMs);
    expect((await runCycleIn(surroundings, { around })).exitCode).toBe(0);
    expect(stories(surroundings)).toEqual([`${UNKNOWN}, ${FOUND_FILLED}`]);
    expect(orderCount(surroundings)).toBe(1);
    expectAgreement(surroundings);
  });

  it("is waited for after a crash as well: as long as the sending and the desk may take", async () => {
    const surroundings = await world();
    const { clock } = surroundings;
    let onTable: Placement | undefined;
    const dying = withBroker(() => ({
      place: (placement) => {
        onTable = placement;
        return Promise.reject(new Error("killed"));
      },
    }));
    await expect(runCycleIn(surroundings, { around: dying })).rejects.toThrow("killed");
    const bookedAtMs = clock.now() + 45_000;
    clock.advance(20_000);
    const late = withBroker((broker) => ({
      readNetPositions: async (account) => {
        const positions = await broker.readNetPositions(account);
        if (onTable !== undefined && clock.now() >= bookedAtMs) await book(surroundings, onTable);
        if (clock.now() >= bookedAtMs) onTable = undefined;
        return positions;
      },
    }));
    expect((await runCycleIn(surroundings, { around: late })).exitCode).toBe(0);
    expect(stories(surroundings)).toEqual([
      "placing ABOUT_TO_SEND, unknown TOO_EARLY, placed FOUND_AT_BROKER, filled FILLED",
    ]);
    expectAgreement(surroundings);
  });

  it("is taken over, loudly, where silence has passed for absence", async () => {
    const surroundings = await world();
    const around = slowDesk(surroundings, 3 * MINUTE_MS);
    await runCycleIn(surroundings, { around });
    const absent = `${UNKNOWN}, absent ABSENT`;
    expect(stories(surroundings)).toEqual([absent]);
    surroundings.clock.advance(3 * MINUTE_MS);
    const { exitCode, events } = await runCycleIn(surroundings, { around }); // booked after its first look
    expect(exitCode).toBe(0);
    expect(events.of("execution_order_appeared")).toMatchObject([
      { side: "buy", execution_outcome: "RECONCILIATION_NEEDED" },
    ]);
    expect(stories(surroundings)).toEqual([absent, "placed ALREADY_AT_BROKER, filled FILLED"]);
    expect(orderCount(surroundings)).toBe(1);
    expectAgreement(surroundings);
    expect((await nextStart(surroundings)).events.of("execution_order_appeared")).toEqual([]);
  });
});

describe("an order refused for a text, of which the broker's log has a line", () => {
  const TEXT: StandingDisclaimer = { kind: "normal", condition: "none", shownAt: "placement" };

  /** @param lost the placement whose answer does not come, counted from 1 */
  function loggingTheRefusal(lost = 0): (ports: Ports) => Ports {
    let sent = 0;
    let refusal: OrderActivity | undefined;
    return (ports) =>
      withBroker((broker) => ({
        place: async (placement, id) => {
          sent += 1;
          const outcome = await broker.place(placement, id);
          refusal ??= refusalOf(placement, ports);
          return sent === lost ? NO_ANSWER : outcome;
        },
        readOrderActivities: async (account, since) => {
          const lines = await broker.readOrderActivities(account, since);
          return refusal === undefined ? lines : [refusal, ...lines];
        },
      }))(ports);
  }

  function refusalOf(placement: Placement, { clock }: Ports): OrderActivity {
    if (placement.kind !== "single") throw new Error("only single orders are sent here");
    const { externalReference, instrument, side, quantity } = placement.order;
    const about = { externalReference, instrumentId: instrument.id, side, quantity };
    const at = clock.now();
    return { ...about, at, logId: "1", orderId: orderId("4999"), status: "Placed", subStatus: "Rejected" };
  }

  it("is not settled by it once it was sent again and the answer got lost", async () => {
    const surroundings = await world({
      env: { DISCLAIMER_POLICY: "auto_accept_normal" },
      simulator: { disclaimers: [TEXT] },
    });
    expect((await runCycleIn(surroundings, { around: loggingTheRefusal(2) })).exitCode).toBe(0);
    expect(stories(surroundings)).toEqual([
      "placing ABOUT_TO_SEND, absent OtherError",
      `${UNKNOWN}, ${FOUND_FILLED}`,
    ]);
    expect([placements(surroundings), orderCount(surroundings)]).toEqual([2, 1]);
    expectAgreement(surroundings);
  });

  it("is placed once a person has agreed to the text: what was refused is not with the broker", async () => {
    const env = { DISCLAIMER_POLICY: "manual_review" };
    const surroundings = await world({ env, simulator: { disclaimers: [TEXT] } });
    const around = loggingTheRefusal();
    await runCycleIn(surroundings, { around });
    agreeToEverything(surroundings);
    surroundings.clock.advance(MINUTE_MS);
    expect((await runCycleIn(surroundings, { around })).exitCode).toBe(0);
    const refused = "placing ABOUT_TO_SEND, absent OtherError";
    expect(stories(surroundings)).toEqual([refused, refused, FILLED]);
    expect(orderCount(surroundings)).toBe(1);
    expectAgreement(surroundings);
  });
});

/** As a person does with `tradebot disclaimers accept`. */
function agreeToEverything({ stateDirectory, clock }: World): void {
  const { store } = openStore({ directory: stateDirectory, now: clock.now() });
  const hashes = withReader(stateDirectory, (reader) => reader.recordedDisclaimers().map(({ hash }) => hash));
  for (const hash of hashes)
    store.recordPersonalAnswer({ hash, answer: "agreed", person: "ana", at: clock.now() });
  store.close();
}
