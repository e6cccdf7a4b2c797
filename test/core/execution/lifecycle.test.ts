import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { AssertionError } from "../../../src/core/domain/assert.ts";
import type { IntentState } from "../../../src/core/execution/lifecycle.ts";
import {
  assertTransition,
  INTENT_STATES,
  isFinal,
  mayBeLive,
  NEVER_ARRIVED,
} from "../../../src/core/execution/lifecycle.ts";

const isAllowed = (from: IntentState, to: IntentState): boolean => {
  try {
    assertTransition(from, to);
    return true;
  } catch (error) {
    expect(error).toBeInstanceOf(AssertionError);
    return false;
  }
};

describe("the lifecycle of an intent", () => {
  it("ends in exactly these states", () => {
    expect(INTENT_STATES.filter(isFinal)).toEqual([
      "dropped",
      "absent",
      "rejected",
      "filled",
      "cancelled",
      "expired",
    ]);
  });

  it("never leaves a final state, on whatever walk it got there", () => {
    const wishes = fc.array(fc.constantFrom(...INTENT_STATES), { maxLength: 30 });
    fc.assert(
      fc.property(wishes, (walk) => {
        let state: IntentState = "created";
        for (const wish of walk) {
          const before: IntentState = state;
          if (isAllowed(state, wish)) state = wish;
          if (isFinal(before)) expect(state).toBe(before);
        }
      }),
    );
  });

  it("sends nothing before placing, and nothing twice", () => {
    const intoPlacing = INTENT_STATES.filter((from) => isAllowed(from, "placing"));
    expect(intoPlacing).toEqual(["created"]);
  });

  it("lets only orders that never arrived be decided anew", () => {
    for (const state of NEVER_ARRIVED) {
      expect(isFinal(state)).toBe(true);
      expect(mayBeLive(state)).toBe(false);
    }
  });

  it("counts the risk of every state that was sent and is not final", () => {
    expect(INTENT_STATES.filter(mayBeLive)).toEqual(["placing", "unknown", "placed", "cancelling"]);
  });
});
