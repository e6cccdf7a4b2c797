import { describe, expect, it } from "vitest";
import { BrokerClock } from "../../../../src/adapters/saxo/transport/broker-clock.ts";
import { addDuration, minutes, seconds, timestamp } from "../../../../src/core/domain/time.ts";
import type { Clock } from "../../../../src/cycle/ports.ts";

const NOON = timestamp(1_772_625_600_000);

/** Time passes for everybody; our clock is ahead of the broker's by so much. */
class Machine implements Clock {
  passed = 0;
  ahead = 0;
  now = () => addDuration(NOON, seconds(this.passed + this.ahead));
  monotonicMs = () => 5_000.25 + this.passed * 1000;
  sleep = () => Promise.resolve();
}

function told(aheads: readonly number[], machine = new Machine()): readonly [BrokerClock, Machine] {
  const clock = new BrokerClock(machine);
  for (const ahead of aheads) {
    machine.passed += 10;
    const ourAt = machine.now();
    clock.note({ brokerAt: addDuration(ourAt, seconds(-ahead)), askedAt: ourAt, ourAt });
  }
  return [clock, machine];
}

describe("the broker's clock", () => {
  it("is not known before an answer told it", () => {
    expect(new BrokerClock(new Machine()).aheadMs()).toBeUndefined();
  });

  it("agrees with ours while both can show the same", () => {
    expect(told([0, 0, 0])[0].aheadMs()).toBe(0);
  });

  it("is held against ours as that stands now, however it was set since", () => {
    const [clock, machine] = told([0, 0, 0]);
    machine.passed += 60;
    machine.ahead = 7_200;
    expect(clock.aheadMs()).toBe(minutes(120) - 1000); // the header is cut to the second
    machine.ahead = -7_200;
    expect(clock.aheadMs()).toBe(minutes(-120));
  });

  it("is not what one odd answer says", () => {
    expect(told([0, 90, 0, 0])[0].aheadMs()).toBe(0);
  });

  it("is what the newest answers say", () => {
    expect(told([...Array<number>(20).fill(0), ...Array<number>(15).fill(-40)])[0].aheadMs()).toBe(-40_000);
  });
});
