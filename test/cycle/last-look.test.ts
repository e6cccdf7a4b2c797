import { describe, expect, it } from "vitest";
import { durationMs } from "../../src/core/domain/time.ts";
import { runCycleIn } from "../support/world.ts";
import { stories, withBroker, world } from "../scenarios/order-stories.ts";

/** How often the log is asked for after a precheck that takes so long, when each of its answers does too; and the story. */
async function looked({ precheck, answer }: { readonly precheck: number; readonly answer: number }) {
  const surroundings = await world();
  const { clock } = surroundings;
  let asked: number | undefined;
  const slow = withBroker((broker) => ({
    precheck: async (placement, requestId) => {
      await clock.sleep(durationMs(precheck));
      asked = 0;
      return broker.precheck(placement, requestId);
    },
    readOrderActivities: async (account, since) => {
      if (asked === undefined) return broker.readOrderActivities(account, since);
      asked += 1;
      await clock.sleep(durationMs(answer));
      return broker.readOrderActivities(account, since);
    },
    place: (placement, requestId, mayGoAgain) => {
      looks = asked;
      return broker.place(placement, requestId, mayGoAgain);
    },
  }));
  let looks: number | undefined;
  await runCycleIn(surroundings, { around: slow });
  return { looks: looks ?? asked, story: stories(surroundings)[0] };
}

describe("right before an order leaves", () => {
  it.each([
    { precheck: 2_000, looks: 0 },
    { precheck: 6_000, looks: 1 },
  ])(
    "the broker is asked $looks times more when the precheck took $precheck ms",
    async ({ precheck, looks }) => {
      const seen = await looked({ precheck, answer: 0 });
      expect(seen.looks).toBe(looks);
      expect(seen.story).toMatch(/^placing ABOUT_TO_SEND, placed ACCEPTED/);
    },
  );

  it("no answer is young enough where each takes longer than a look lasts: the order is not sent", async () => {
    expect(await looked({ precheck: 6_000, answer: 6_000 })).toEqual({
      looks: 3,
      story: "dropped BROKER_TOO_SLOW",
    });
  });
});
