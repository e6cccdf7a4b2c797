import { describe, expect, it } from "vitest";
import { ORDER_PURPOSES } from "../../../src/core/domain/order.ts";
import { timestamp } from "../../../src/core/domain/time.ts";
import { forbids, killSwitchInWords } from "../../../src/core/risk/kill-switch.ts";
import { decisionOn, FALLING, holding, QUIET, RISING } from "./decision-world.ts";

describe("the kill switch", () => {
  it.each([
    ["all", ["entry", "exit", "stop", "target"]],
    ["entries", ["entry"]],
  ] as const)("for %s forbids %j", (mode, forbidden) => {
    expect(ORDER_PURPOSES.filter((purpose) => forbids({ mode }, purpose))).toEqual(forbidden);
  });

  it.each([
    ["all", "KILL_SWITCH_ON", "KILL_SWITCH_ON"],
    ["entries", "KILL_SWITCH_ON", "SIG_CROSSED_BELOW"],
    [undefined, "SIG_CROSSED_ABOVE", "SIG_CROSSED_BELOW"],
  ] as const)("for %s makes a buy %s and a sale %s", (killSwitch, buy, sale) => {
    const settings = killSwitch === undefined ? {} : { killSwitch };
    expect(decisionOn(RISING, {}, settings)?.reason).toBe(buy);
    expect(decisionOn(FALLING, holding("7"), settings)?.reason).toBe(sale);
  });

  it("is the first of the gates of an order, and leaves the strategy's word on record", () => {
    expect(decisionOn(RISING, { isReduceOnly: true }, { killSwitch: "all" })).toMatchObject({
      action: "hold",
      denial: "KILL_SWITCH_ON",
      denialDetail: "all",
      signal: { action: "buy" },
      facts: {
        gates: expect.arrayContaining([{ gate: "KILL_SWITCH_ON", passed: false, value: "all" }]) as unknown,
      },
    });
  });

  it("says nothing where nothing would be ordered", () => {
    expect(decisionOn(QUIET, {}, { killSwitch: "all" })?.denial).toBeUndefined();
  });

  it.each([
    [
      { mode: "all", since: timestamp(0), by: "ann@desk", reason: "a bad day" },
      "no order is sent (all, since 1970-01-01T00:00:00.000Z by ann@desk, because: a bad day)",
    ],
    [{ mode: "entries" }, "no order that adds risk is sent (entries)"],
    [
      { mode: "all", by: "ann@desk", defect: "its mode is 644 and not 600" },
      "no order is sent (all, by ann@desk); it counts for all orders, since its mode is 644 and not 600",
    ],
  ] as const)("tells of %j", (killSwitch, words) => {
    expect(killSwitchInWords(killSwitch)).toBe(words);
  });
});
