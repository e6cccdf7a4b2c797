import { describe, expect, it } from "vitest";
import { turnKillSwitchOff, turnKillSwitchOn } from "../../src/adapters/files/kill-switch.ts";
import { readKillSwitch } from "../../src/adapters/files/read-kill-switch.ts";
import type { Lock } from "../../src/adapters/files/lock.ts";
import type { Log } from "../../src/adapters/logging/log.ts";
import { placementGuard } from "../../src/cli/placement-guard.ts";
import { ORDER_PURPOSES } from "../../src/core/domain/order.ts";
import { timestamp } from "../../src/core/domain/time.ts";
import type { KillSwitchMode } from "../../src/core/risk/kill-switch.ts";
import type { PlacementGuard } from "../../src/cycle/ports.ts";
import { RecordedEvents } from "../../src/selftest/recorded-events.ts";
import { localSettings, runCycleIn, type World } from "../support/world.ts";
import { FILLED, nextStart, placements, stories, withBroker, world } from "./order-stories.ts";

const turnOn = ({ stateDirectory }: World, mode: KillSwitchMode): unknown =>
  turnKillSwitchOn(stateDirectory, { mode, since: timestamp(0), by: "ann@desk" });

const LOCK: Lock = { isStillOurs: () => true, release: () => Promise.resolve() };

/** The real guard, on a log and a lock with which all is well. */
function guardOf({ stateDirectory }: World, events: RecordedEvents): PlacementGuard {
  const log: Log = {
    emit: (name, fields) => {
      events.emit(name, fields);
    },
    bindCycle: () => undefined,
    bindStrategy: () => undefined,
    addSecret: () => undefined,
    isDegraded: false,
    flushAndClose: () => undefined,
  };
  return placementGuard({
    log,
    lock: LOCK,
    stateDirectory,
    isKillSwitchKnown: false,
    checkPermit: () => undefined,
  });
}

describe("a kill switch that was on when the cycle began", () => {
  it.each(["all", "entries"] as const)("(%s) lets it decide, and send no entry", async (killSwitch) => {
    const surroundings = await world();
    const settings = localSettings();
    const run = await runCycleIn(surroundings, {
      settings: { ...settings, decision: { ...settings.decision, killSwitch } },
    });
    expect(run.exitCode).toBe(0);
    expect(run.report).toMatchObject({
      result: { kind: "done", reason: "KILL_SWITCH_ON" },
      tally: { buy_signals: 1, held_back: 1, approved: 0 },
    });
    expect([placements(surroundings), stories(surroundings)]).toEqual([0, []]);
  });
});

describe("a kill switch that is turned on in the middle of a cycle", () => {
  /** Turned on when the precheck has passed: nothing but the placement is left. */
  async function turnedOnAfterPrecheck(mode: KillSwitchMode) {
    const surroundings = await world();
    const events = new RecordedEvents();
    const run = await runCycleIn(surroundings, {
      events,
      guard: guardOf(surroundings, events),
      around: withBroker((broker) => ({
        precheck: async (placement, requestId) => {
          const outcome = await broker.precheck(placement, requestId);
          turnOn(surroundings, mode);
          return outcome;
        },
      })),
    });
    return { surroundings, run };
  }

  it.each(["all", "entries"] as const)("(%s) keeps the entry from being sent", async (mode) => {
    const { surroundings, run } = await turnedOnAfterPrecheck(mode);
    expect(run.exitCode).toBe(0);
    expect(run.report).toMatchObject({
      result: { kind: "done", reason: "KILL_SWITCH_ON" },
      tally: { approved: 1, dropped: 1, held_back: 1, placed: 0 },
    });
    expect([placements(surroundings), stories(surroundings)]).toEqual([0, ["dropped KILL_SWITCH_ON"]]);
    expect(run.events.names().filter((name) => name === "killswitch_active")).toHaveLength(1);
  });

  it("holds the decision back until it is turned off, and then lets it be acted on", async () => {
    const { surroundings } = await turnedOnAfterPrecheck("all");
    expect(readKillSwitch(surroundings.stateDirectory)?.mode).toBe("all");
    turnKillSwitchOff(surroundings.stateDirectory);
    expect((await nextStart(surroundings)).exitCode).toBe(0);
    expect(stories(surroundings)).toEqual(["dropped KILL_SWITCH_ON", FILLED]);
  });
});

describe("the guard of a placement", () => {
  it.each([
    ["all", ["entry", "exit", "stop", "target"]],
    ["entries", ["entry"]],
  ] as const)("under %s holds back %j", async (mode, held) => {
    const surroundings = await world();
    const guard = guardOf(surroundings, new RecordedEvents());
    const heldBack = () => ORDER_PURPOSES.filter((purpose) => guard.check(purpose) !== undefined);
    expect(heldBack()).toEqual([]);
    turnOn(surroundings, mode);
    expect(heldBack()).toEqual(held);
    turnKillSwitchOff(surroundings.stateDirectory);
    expect(heldBack()).toEqual([]);
  });
});
