import { describe, expect, it } from "vitest";
import { killAtEachPoint } from "./enumerate.ts";

const PROTECTED = { STOP_LOSS_PCT: "2", TAKE_PROFIT_PCT: "5" };

describe("a command killed at each of its points has sent each order exactly once", () => {
  it("a first entry with a stop and a target", async () => {
    const instants = await killAtEachPoint({ title: "first entry", env: PROTECTED });
    expect(instants).toContain("before POST /sim/openapi/trade/v2/orders");
    expect(instants).toContain("after POST /sim/openapi/trade/v2/orders");
  });

  it("an entry that is filled in parts", async () => {
    const instants = await killAtEachPoint({
      title: "entry filled in parts",
      env: { ...PROTECTED, DEFAULT_QUANTITY: "3" },
      faults: [{ kind: "partial_fill", parts: ["0.34", "0.66"], everySeconds: 30 }],
    });
    expect(instants).toContain("after POST /sim/openapi/trade/v2/orders");
  });

  it("an entry before which a text is accepted, and another one when it is placed", async () => {
    const instants = await killAtEachPoint({
      title: "entry with texts",
      env: { ...PROTECTED, DISCLAIMER_POLICY: "auto_accept_normal" },
      simulator: {
        disclaimers: [
          { kind: "normal", condition: "none", shownAt: "precheck" },
          { kind: "normal", condition: "none", shownAt: "placement" },
        ],
      },
    });
    expect(instants.filter((one) => one === "after POST /sim/openapi/trade/v2/orders")).toHaveLength(2);
  });
});
