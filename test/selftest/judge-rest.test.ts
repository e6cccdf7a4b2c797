import { describe, expect, it } from "vitest";
import { findUnrest } from "../../src/selftest/judge-rest.ts";
import { RecordedEvents } from "../../src/selftest/recorded-events.ts";
import type { EventName } from "../../src/events/catalogue.ts";

/** A cycle that ended so, and told of this about the order 7. */
function cycle(exitCode: number, ...names: readonly EventName[]) {
  const events = new RecordedEvents();
  for (const name of names) events.all.push({ name, fields: { order_id: "7" } });
  return { exitCode, events };
}

const promisesOf = (...run: Parameters<typeof findUnrest>) =>
  findUnrest(...run).map(({ promise }) => promise);

const NOTHING = new Set<string>();
const MOVED = new Set(["7"]);

describe("a cycle after undisturbed ones", () => {
  it("is at rest where it ends well and tells of nothing new", () => {
    expect(promisesOf(cycle(0, "cycle_begin", "cycle_end"), NOTHING)).toEqual([]);
  });

  it("is not at rest where it fails", () => {
    expect(findUnrest(cycle(69, "cycle_failed"), NOTHING)).toEqual([
      { promise: "unsettled", detail: 'exit 69: {"name":"cycle_failed","fields":{"order_id":"7"}}' },
    ]);
  });

  it.each<EventName>(["execution_order_filled", "execution_reconcile_result"])(
    "may tell of %s only about an order that has moved since the one before",
    (name) => {
      expect(promisesOf(cycle(0, name), NOTHING)).toEqual(["restless"]);
      expect(promisesOf(cycle(0, name), MOVED)).toEqual([]);
    },
  );

  it.each<EventName>(["execution_intent_created", "execution_change_begin", "execution_cancel_begin"])(
    "asks for nothing, as %s says, whatever has moved",
    (name) => {
      expect(promisesOf(cycle(0, name), NOTHING)).toEqual(["restless"]);
      expect(promisesOf(cycle(0, name), MOVED)).toEqual(["restless"]);
    },
  );
});
