import { describe, expect, it } from "vitest";
import { checkNotification } from "../../src/cli/doctor/check-notification.ts";
import { checkStore } from "../../src/cli/doctor/check-store.ts";
import { Secret } from "../../src/config/secret.ts";
import { timestamp } from "../../src/core/domain/time.ts";
import type { IntentState } from "../../src/core/execution/lifecycle.ts";
import type { IntentStanding } from "../../src/cycle/ports.ts";

const SURROUNDINGS = {
  environment: "SIM",
  now: timestamp(0),
  isCycleRunning: false,
  hasRunBefore: false,
};
const standing = (state: IntentState): IntentStanding =>
  ({ state, intent: { externalReference: "ATB-1" } }) as unknown as IntentStanding;

describe("the store, to the doctor,", () => {
  it.each([
    ["placing", true, "ok"],
    ["placing", false, "fail"],
    ["unknown", true, "fail"],
    ["placed", false, "ok"],
  ] as const)("with an order %s, a cycle running: %s", (state, isCycleRunning, verdict) => {
    const content = { soundness: "ok", unsettled: [standing(state)] };
    const diagnoses = checkStore({ content, damaged: [] }, { ...SURROUNDINGS, isCycleRunning });
    expect(diagnoses.find(({ name }) => name === "orders")?.verdict).toBe(verdict);
  });

  it.each([
    [false, "ok"],
    [true, "warn"],
  ])("is missing, cycles have run: %s", (hasRunBefore, verdict) => {
    const [store] = checkStore({ damaged: [] }, { ...SURROUNDINGS, hasRunBefore });
    expect(store).toMatchObject({ name: "store", verdict });
  });
});

describe("telling people, to the doctor,", () => {
  const settings = {
    environment: "SIM" as const,
    notification: { webhookUrl: new Secret("https://example.com/x") },
  };
  const arrival = (verdict: "ok" | "warn" | "fail") => ({ name: "notification", verdict, finding: "found" });

  it("works only while messages arrive", () => {
    expect(checkNotification(settings, arrival("ok"))).toMatchObject({ verdict: "ok" });
    expect(checkNotification(settings, arrival("warn"))).toEqual(arrival("warn"));
    expect(checkNotification(settings, arrival("fail"))).toEqual({
      ...arrival("fail"),
      exit: "broker_unreachable",
    });
  });
});
