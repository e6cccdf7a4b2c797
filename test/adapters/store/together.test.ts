import { describe, expect, test } from "vitest";
import { AssertionError } from "../../../src/core/domain/assert.ts";
import { externalReference } from "../../../src/core/domain/ids.ts";
import { anIntent, at, beginCycle } from "./support-values.ts";
import { temporaryStore } from "./temporary-store.ts";

const { store } = temporaryStore();
const named = (name: string) => anIntent({ externalReference: externalReference(name) });
const states = (): readonly string[] =>
  store()
    .unsettledIntents()
    .map(({ state }) => state);

describe("orders that go together", () => {
  test("are written down all, or none of them", () => {
    const cycle = beginCycle(store());
    store().createIntent(cycle, named("ATB-TAKEN"));
    expect(() => store().createIntents(cycle, [named("ATB-NEW"), named("ATB-TAKEN")])).toThrow(
      /ATB-TAKEN|UNIQUE/,
    );
    expect(store().arrivedIntent(externalReference("ATB-NEW"))).toBeUndefined();
    expect(states()).toEqual(["created"]);
  });

  test("take a step all, or none of them", () => {
    const cycle = beginCycle(store());
    const [first, second] = store().createIntents(cycle, [named("ATB-A"), named("ATB-B")]);
    if (first === undefined || second === undefined) throw new Error("two were written down");
    store().recordTransition(cycle, second.id, { to: "dropped", reason: "TEST" }, at(1));
    const steps = [first, second].map(({ id }) => ({
      intent: id,
      transition: { to: "placing", reason: "ABOUT_TO_SEND" } as const,
    }));
    expect(() => {
      store().recordTransitions(cycle, steps, at(2));
    }).toThrow(AssertionError);
    expect(states()).toEqual(["created"]);
  });
});
