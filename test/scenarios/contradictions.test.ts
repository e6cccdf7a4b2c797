import { describe, expect, it } from "vitest";
import { placementBody } from "../../src/adapters/saxo/mapping/order-body.ts";
import { runCycleIn, TOKEN } from "../support/world.ts";
import { nextStart, orderCount, placements, stories, world } from "./order-stories.ts";

describe("two orders at the broker under one reference", () => {
  it("end the cycle with 80 at the usual limit, because no further look can make them one", async () => {
    const surroundings = await world();
    const { simulator, clock } = surroundings;
    let answeredAt = 0;
    const { exitCode, events } = await runCycleIn(surroundings, {
      around: (ports) => ({
        ...ports,
        connectBroker: async () => {
          const broker = await ports.connectBroker();
          const place: typeof broker.place = async (placement, requestId) => {
            const { status } = await fetch(`${simulator.restBase}/trade/v2/orders`, {
              method: "POST",
              headers: { authorization: `Bearer ${TOKEN}`, "content-type": "application/json" },
              body: JSON.stringify(placementBody(placement)),
            });
            expect(status).toBe(200);
            clock.advance(20_000); // past the broker's guard against duplicates
            const outcome = await broker.place(placement, requestId);
            clock.advance(4_000); // until its log shows both
            answeredAt = clock.now();
            return outcome;
          };
          return { ...broker, place };
        },
      }),
    });
    expect(exitCode).toBe(80);
    expect(orderCount(surroundings)).toBe(2);
    expect(stories(surroundings)).toEqual(["placing ABOUT_TO_SEND, placed ACCEPTED, unknown SEVERAL_ORDERS"]);
    expect(events.of("execution_order_unknown")).toMatchObject([{ failure_reason: "SEVERAL_ORDERS" }]);
    expect(clock.now() - answeredAt).toBeLessThanOrEqual(10_000);
    const sent = placements(surroundings);
    const before = clock.now();
    expect((await nextStart(surroundings)).exitCode).toBe(80);
    expect(clock.now() - before).toBeLessThanOrEqual(61_000);
    expect(placements(surroundings)).toBe(sent);
  });
});
