import { describe, expect, it } from "vitest";
import { addDuration, durationMs, minutes, seconds } from "../../src/core/domain/time.ts";
import type { Clock, Ports } from "../../src/cycle/ports.ts";
import { SkewedClock } from "../../src/selftest/skewed-clock.ts";
import { expectAgreement } from "../support/agreement.ts";
import { runCycleIn, type World } from "../support/world.ts";
import { FILLED, nextStart, orderCount, placements, stories, withBroker, world } from "./order-stories.ts";

/** Our machine's clock, which somebody sets; the broker's and the time that passes stay as they are. */
class SetClock {
  #aheadMs = 0;
  set(aheadMs: number): void {
    this.#aheadMs = aheadMs;
  }
  readonly around = (ports: Ports): Ports => ({
    ...ports,
    clock: {
      now: () => addDuration(ports.clock.now(), durationMs(this.#aheadMs)),
      monotonicMs: () => ports.clock.monotonicMs(),
      sleep: (duration) => ports.clock.sleep(duration),
    },
  });
}

const UNKNOWN = "placing ABOUT_TO_SEND, unknown BROKER_UNREACHABLE";

/** A start whose clock is set right after its order was sent. @returns how long it went on after that */
async function setAfterSending(surroundings: World, aheadMs: number): Promise<number> {
  const clock = new SetClock();
  let sentAtMs = 0;
  const around = (ports: Ports): Ports =>
    withBroker((broker) => ({
      place: async (placement, id) => {
        const outcome = await broker.place(placement, id);
        sentAtMs = surroundings.clock.monotonicMs();
        clock.set(aheadMs);
        return outcome;
      },
    }))(clock.around(ports));
  expect((await runCycleIn(surroundings, { around })).exitCode).toBe(0);
  return surroundings.clock.monotonicMs() - sentAtMs;
}

describe("a clock that is set right after an order was sent", () => {
  it.each([
    ["a minute ahead", minutes(1)],
    ["back by an hour", minutes(-60)],
  ])("by %s makes nobody wait for silence shorter or longer", async (_, aheadMs) => {
    const surroundings = await world();
    surroundings.simulator.faults.next({ kind: "503", endpoint: "place_order", when: "before" });
    const waitedMs = await setAfterSending(surroundings, aheadMs);
    expect(waitedMs).toBeGreaterThanOrEqual(seconds(15));
    expect(waitedMs).toBeLessThanOrEqual(seconds(18));
    expect(stories(surroundings)).toEqual([`${UNKNOWN}, absent ABSENT`]);
  });

  it("does not hide that it arrived, when its line comes late", async () => {
    const surroundings = await world({ simulator: { activityDelay: seconds(10) } });
    surroundings.simulator.faults.next({ kind: "503", endpoint: "place_order", when: "after" });
    await setAfterSending(surroundings, minutes(1));
    expect(stories(surroundings)).toEqual([expect.stringMatching(/filled FILLED$/)]);
    expect([placements(surroundings), orderCount(surroundings)]).toEqual([1, 1]);
    expectAgreement(surroundings);
  });
});

/** A start that dies before its order leaves, and one that finds it in doubt. @returns how long that one waits */
async function doubtBetween(then: number, pauseSeconds: number, now: number): Promise<number> {
  const surroundings = await world();
  let clock: Clock = surroundings.clock;
  const dying = withBroker((broker) => ({
    clockAheadMs: () => {
      clock = new SkewedClock(surroundings.clock, then); // no order is decided with a clock that is so wrong
      return broker.clockAheadMs();
    },
    place: () => Promise.reject(new Error("killed")),
  }));
  const set: Clock = {
    now: () => clock.now(),
    monotonicMs: () => clock.monotonicMs(),
    sleep: (duration) => clock.sleep(duration),
  };
  await expect(runCycleIn(surroundings, { clock: set, around: dying })).rejects.toThrow("killed");
  surroundings.clock.advance(seconds(pauseSeconds));
  const beganMs = surroundings.clock.monotonicMs();
  await runCycleIn(surroundings, { clock: new SkewedClock(surroundings.clock, now) });
  expect(stories(surroundings)[0]).toMatch(/absent ABSENT$/);
  return surroundings.clock.monotonicMs() - beganMs;
}

const HOUR_SECONDS = 3_600;

describe("silence after a crash in the sending", () => {
  it.each([
    ["set two hours ahead", 0, 2 * HOUR_SECONDS],
    ["an hour behind then, and set right", -HOUR_SECONDS, 0],
  ])("is waited for though the clock was %s", async (_, then, now) => {
    expect(await doubtBetween(then, 5, now)).toBeGreaterThanOrEqual(seconds(68));
  });

  it.each([
    ["set back by an hour", 0, -HOUR_SECONDS],
    ["an hour ahead then, and set right", HOUR_SECONDS, 0],
    ["an hour ahead all the time", HOUR_SECONDS, HOUR_SECONDS],
  ])("is not waited for again ten minutes later, with a clock %s", async (_, then, now) => {
    expect(await doubtBetween(then, 600, now)).toBeLessThanOrEqual(seconds(30));
  });

  it("is waited for where the broker does not tell its time", async () => {
    const surroundings = await world();
    const dying = withBroker(() => ({ place: () => Promise.reject(new Error("killed")) }));
    await expect(runCycleIn(surroundings, { around: dying })).rejects.toThrow("killed");
    surroundings.clock.advance(minutes(10));
    const beganMs = surroundings.clock.monotonicMs();
    await runCycleIn(surroundings, { around: withBroker(() => ({ clockAheadMs: () => undefined })) });
    expect(surroundings.clock.monotonicMs() - beganMs).toBeGreaterThanOrEqual(seconds(75));
    expect(stories(surroundings)[0]).toMatch(/absent ABSENT$/);
  });
});

describe("a clock that was set while nothing ran", () => {
  it("back by an hour, after a crash in the sending, lets the next start wait for a minute and not for the hour", async () => {
    const surroundings = await world();
    const dying = withBroker(() => ({ place: () => Promise.reject(new Error("killed")) }));
    await expect(runCycleIn(surroundings, { around: dying })).rejects.toThrow("killed");
    const clock = new SetClock();
    clock.set(minutes(-60));
    const beganMs = surroundings.clock.monotonicMs();
    await runCycleIn(surroundings, { around: clock.around });
    expect(surroundings.clock.monotonicMs() - beganMs).toBeLessThanOrEqual(seconds(80));
    expect(stories(surroundings)[0]).toBe("placing ABOUT_TO_SEND, unknown TOO_EARLY, absent ABSENT");
  });

  it("back to the right time, after it ran ten minutes ahead at the sending, hides no line", async () => {
    const surroundings = await world();
    const clock = new SetClock();
    const around = (ports: Ports): Ports =>
      withBroker((broker) => ({
        place: async (placement, id) => {
          await broker.place(placement, id);
          throw new Error("killed");
        },
        clockAheadMs: () => {
          clock.set(minutes(10)); // right before it leaves
          return broker.clockAheadMs();
        },
      }))(clock.around(ports));
    await expect(runCycleIn(surroundings, { around })).rejects.toThrow("killed");
    expect((await nextStart(surroundings)).exitCode).toBe(0);
    expect(stories(surroundings)).toEqual([expect.stringMatching(/filled FILLED$/)]);
    expect([placements(surroundings), orderCount(surroundings)]).toEqual([1, 1]);
    expectAgreement(surroundings);
  });
});

describe("a machine that is suspended between the precheck of an order and its placement", () => {
  it.each([
    ["for a night", minutes(8 * 60)],
    ["for as long as the broker's guard against duplicates lasts", seconds(16)],
  ])("%s sends nothing of what it decided before", async (_, suspendedMs) => {
    const surroundings = await world();
    const clock = new SetClock();
    const around = (ports: Ports): Ports =>
      withBroker((broker) => ({
        precheck: async (placement, id) => {
          const outcome = await broker.precheck(placement, id);
          clock.set(suspendedMs);
          return outcome;
        },
      }))(clock.around(ports));
    const { exitCode, events } = await runCycleIn(surroundings, { around });
    expect([exitCode, placements(surroundings)]).toEqual([0, 0]);
    expect(stories(surroundings)).toEqual(["dropped DECISION_STALE"]);
    expect(events.of("execution_order_dropped")).toMatchObject([{ failure_reason: "DECISION_STALE" }]);
    surroundings.clock.advance(seconds(20));
    expect((await runCycleIn(surroundings)).exitCode).toBe(0); // on the same bar, decided anew
    expect(stories(surroundings).slice(1)).toEqual([FILLED]);
  });
});
