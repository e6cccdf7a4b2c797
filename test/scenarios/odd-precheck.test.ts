import { describe, expect, it } from "vitest";
import { decimal } from "../../src/core/domain/decimal.ts";
import type { Ports } from "../../src/cycle/ports.ts";
import type { Broker } from "../../src/cycle/ports/broker.ts";
import type { PendingDisclaimers } from "../../src/cycle/ports/broker-answers.ts";
import { localSettings, runCycleIn } from "../support/world.ts";
import { FILLED, placements, stories, withBroker, world } from "./order-stories.ts";
import { ACCEPTED, onMargin } from "./protected-worlds.ts";

describe("an answer to a precheck that makes no sense", () => {
  it("stops its own order and no other, and is the failure of the cycle", async () => {
    // both cross upwards when this world begins
    const surroundings = await world({ env: { WATCHLIST: "CfdOnIndex:4913,CfdOnIndex:100034" } });
    surroundings.simulator.faults.next({ kind: "garbage", endpoint: "precheck", when: "before", count: 1 });
    const { exitCode, report } = await runCycleIn(surroundings);
    expect([exitCode, report.tally.placed, report.tally.dropped]).toEqual([76, 1, 1]);
  });
});

/** A hundred times as dear as we think. */
const dearer = withBroker((broker) => ({
  precheck: async (placement, id) => {
    const outcome = await broker.precheck(placement, id);
    return outcome.kind === "accepted" ? { ...outcome, conversionRate: decimal("100") } : outcome;
  },
}));

describe("texts that stand beside a refusal of the precheck", () => {
  /** The first precheck says no, the others what the broker says. */
  const refusingOnce =
    (asked: string[]) =>
    (ports: Ports): Ports => ({
      ...ports,
      connectBroker: async () => {
        const broker = await ports.connectBroker();
        const precheck: Broker["precheck"] = async (placement, id) => {
          const outcome = await broker.precheck(placement, id);
          asked.push(outcome.kind);
          const refusal = { kind: "refused", code: "NotAllowedYet", reason: "read this first" } as const;
          return asked.length === 1 ? { ...outcome, ...refusal } : outcome;
        };
        return { ...broker, precheck };
      },
    });
  const TEXT = { kind: "normal", condition: "none", shownAt: "precheck" } as const;

  it("are answered, and the order is prechecked once more before it is placed", async () => {
    const env = { DISCLAIMER_POLICY: "auto_accept_normal" };
    const surroundings = await world({ env, simulator: { disclaimers: [TEXT] } });
    const asked: string[] = [];
    const { exitCode, events } = await runCycleIn(surroundings, { around: refusingOnce(asked) });
    expect([exitCode, asked.length]).toEqual([0, 2]);
    expect(events.of("execution_precheck_failed")).toMatchObject([{ failure_reason: "NotAllowedYet" }]);
    expect(events.of("execution_disclaimer_resolved")).toHaveLength(1);
    expect(stories(surroundings)).toEqual([FILLED]);
  });

  it("are left alone where the policy accepts none, and in a dry run", async () => {
    const surroundings = await world({ simulator: { disclaimers: [TEXT] } });
    await runCycleIn(surroundings, { around: refusingOnce([]) });
    expect(stories(surroundings)).toEqual(["dropped DISCLAIMER_BLOCKED"]);
    surroundings.clock.advance(60_000);
    const settings = localSettings({ DISCLAIMER_POLICY: "auto_accept_normal", DRY_RUN: "true" });
    await runCycleIn(surroundings, { around: refusingOnce([]), settings });
    expect(stories(surroundings).at(-1)).toBe("dropped NotAllowedYet");
    expect(placements(surroundings)).toBe(0);
  });

  it("are answered for an entry together with its stop and target, which all go once they are", async () => {
    const options = onMargin("AverageRealTime", { DISCLAIMER_POLICY: "auto_accept_normal" });
    const surroundings = await world({
      ...options,
      simulator: { ...options.simulator, disclaimers: [TEXT] },
    });
    await runCycleIn(surroundings, { around: refusingOnce([]) });
    expect(stories(surroundings)).toEqual([FILLED, ACCEPTED, ACCEPTED]);
    expect(placements(surroundings)).toBe(1);
  });

  it("are answered again where they stand beside the second answer, too", async () => {
    const env = { DISCLAIMER_POLICY: "auto_accept_normal" };
    const surroundings = await world({ env, simulator: { disclaimers: [{ ...TEXT, kind: "recurring" }] } });
    let pending: PendingDisclaimers | undefined;
    const again = withBroker((broker) => ({
      precheck: async (placement, id) => {
        const outcome = await broker.precheck(placement, id);
        pending ??= outcome.disclaimers;
        return pending === undefined ? outcome : { ...outcome, disclaimers: pending };
      },
    }));
    const asked: string[] = [];
    const around = (ports: Ports): Ports => refusingOnce(asked)(again(ports));
    const { events } = await runCycleIn(surroundings, { around });
    expect(asked).toHaveLength(2);
    expect(events.of("execution_disclaimer_resolved")).toHaveLength(2);
    expect(stories(surroundings)).toEqual([FILLED]);
  });

  it("let the limits have their word about the second answer, too", async () => {
    const settings = localSettings({ DISCLAIMER_POLICY: "auto_accept_normal", MAX_POSITION_VALUE: "10000" });
    const surroundings = await world({ simulator: { disclaimers: [TEXT] } });
    const asked: string[] = [];
    const around = (ports: Ports): Ports => refusingOnce(asked)(dearer(ports));
    await runCycleIn(surroundings, { settings, around });
    expect(asked).toHaveLength(2);
    expect(stories(surroundings)).toEqual(["dropped MAX_POSITION_VALUE"]);
    expect(placements(surroundings)).toBe(0);
  });
});

/** What goes with an entry is refused. */
const withoutChildren = withBroker((broker) => ({
  precheck: (placement, id) =>
    placement.kind === "entry" && placement.children.length > 0
      ? Promise.resolve({ kind: "refused", code: "NoChildrenHere", reason: "" })
      : broker.precheck(placement, id),
}));

describe("an entry that the precheck takes without its stop and target alone", () => {
  it("is placed by itself, and both are given up before anything is sent", async () => {
    const surroundings = await world(onMargin("AverageRealTime"));
    const states: string[] = [];
    const seen = withBroker((broker) => ({
      place: (placement, id, mayGoAgain) => {
        states.push(...stories(surroundings));
        return broker.place(placement, id, mayGoAgain);
      },
    }));
    await runCycleIn(surroundings, { around: (ports) => seen(withoutChildren(ports)) });
    expect(states.slice(0, 3)).toEqual([
      "placing ABOUT_TO_SEND",
      "dropped PRECHECK_REFUSED",
      "dropped PRECHECK_REFUSED",
    ]);
    expect(stories(surroundings)[0]).toBe(FILLED);
  });

  it("is held against the limits by itself as well", async () => {
    const surroundings = await world(onMargin("AverageRealTime"));
    const settings = localSettings({
      STOP_LOSS_PCT: "20",
      TAKE_PROFIT_PCT: "40",
      MAX_POSITION_VALUE: "10000",
    });
    const around = (ports: Ports): Ports => withoutChildren(dearer(ports));
    await runCycleIn(surroundings, { settings, around });
    expect(stories(surroundings)).toEqual([
      "dropped MAX_POSITION_VALUE",
      "dropped PRECHECK_REFUSED",
      "dropped PRECHECK_REFUSED",
    ]);
    expect(placements(surroundings)).toBe(0);
  });
});
