import { describe, expect, it } from "vitest";
import type { Ports, StopReason } from "../../src/cycle/ports.ts";
import type { Transition } from "../../src/core/execution/lifecycle.ts";
import { onMargin } from "../scenarios/protected-worlds.ts";
import { placements, stories, withBroker, world } from "../scenarios/order-stories.ts";
import { runCycleIn } from "../support/world.ts";

/** A cycle that is asked to stop when it is told so. */
function stoppable() {
  let reason: StopReason | undefined;
  return {
    pull: (): void => {
      reason = { kind: "signal", signal: "SIGTERM" };
    },
    around: (ports: Ports): Ports => ({
      ...ports,
      stop: {
        get reason() {
          return reason;
        },
      },
    }),
  };
}

/** What was written down in one commit, as the names of it. */
function listening(commits: string[], onCommit: (to: Transition["to"]) => void = () => undefined) {
  return (ports: Ports): Ports => ({
    ...ports,
    store: new Proxy(ports.store, {
      get: (store, property): unknown => {
        if (property === "createIntents")
          return (...[cycle, intents]: Parameters<typeof store.createIntents>) => {
            commits.push(`created ${intents.map(({ purpose }) => purpose).join(" ")}`);
            return store.createIntents(cycle, intents);
          };
        if (property === "recordTransitions")
          return (...[cycle, steps, at]: Parameters<typeof store.recordTransitions>) => {
            store.recordTransitions(cycle, steps, at);
            commits.push(steps.map(({ transition: { to } }) => to).join(" "));
            for (const { transition } of steps) onCommit(transition.to);
          };
        const member: unknown = Reflect.get(store, property);
        return typeof member === "function"
          ? (...args: unknown[]): unknown => Reflect.apply(member, store, args)
          : member;
      },
    }),
  });
}

describe("an entry with its stop and its target", () => {
  it("is written down, announced and answered in one commit each", async () => {
    const commits: string[] = [];
    await runCycleIn(await world(onMargin("FifoRealTime")), { around: listening(commits) });
    expect(commits.slice(0, 3)).toEqual([
      "created entry stop target",
      "placing placing placing",
      "placed placed placed",
    ]);
  });
});

describe("a request to stop", () => {
  it("ends an order that has not been announced, also when it comes with the last look before that", async () => {
    const surroundings = await world();
    const { pull, around } = stoppable();
    const slow = withBroker((broker) => ({
      precheck: async (placement, requestId) => {
        surroundings.clock.advance(6_000); // the look before it is old then
        isPrechecked = true;
        return broker.precheck(placement, requestId);
      },
      readOrderActivities: (account, since) => {
        if (isPrechecked) pull();
        return broker.readOrderActivities(account, since);
      },
    }));
    let isPrechecked = false;
    const { report } = await runCycleIn(surroundings, { around: (ports) => around(slow(ports)) });
    expect(report.result.kind).toBe("stopped");
    expect([placements(surroundings), stories(surroundings)]).toEqual([0, ["dropped CYCLE_STOPPED"]]);
  });

  it("comes too late for one that was announced: it is sent, and its answer is on record", async () => {
    const surroundings = await world();
    const { pull, around } = stoppable();
    const atAnnouncement = listening([], (to) => {
      if (to === "placing") pull();
    });
    const { report } = await runCycleIn(surroundings, { around: (ports) => around(atAnnouncement(ports)) });
    expect(report.result.kind).toBe("stopped");
    expect(placements(surroundings)).toBe(1);
    expect(stories(surroundings)[0]).toMatch(/^placing ABOUT_TO_SEND, placed ACCEPTED/);
  });
});
