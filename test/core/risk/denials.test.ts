import { describe, expect, it } from "vitest";
import { DATA_GATES } from "../../../src/core/risk/data-gates.ts";
import { DENIALS } from "../../../src/core/risk/denials.ts";
import { ENTRY_GATES, EXIT_GATES } from "../../../src/core/risk/order-gates.ts";

describe("the list of denials", () => {
  it("stands in the order of the gates", () => {
    const codes = Object.keys(DENIALS);
    const inOrder = (gates: readonly { code: string }[]): number[] =>
      gates.map(({ code }) => codes.indexOf(code));
    for (const gates of [DATA_GATES, ENTRY_GATES, EXIT_GATES]) {
      const places = inOrder(gates);
      expect(places).toEqual([...places].sort((a, b) => a - b));
    }
  });

  it("has exactly one gate for each denial in the stages it names", () => {
    const stages = {
      data: [DATA_GATES],
      strategy: [], // no gate: whether there is an answer at all
      entry: [ENTRY_GATES],
      exit: [EXIT_GATES],
      order: [ENTRY_GATES, EXIT_GATES],
    };
    for (const [code, { stage, description }] of Object.entries(DENIALS)) {
      const places = [DATA_GATES, ENTRY_GATES, EXIT_GATES].filter((gates) =>
        gates.some((gate) => gate.code === code),
      );
      expect(places).toEqual(stages[stage]);
      expect(description).not.toBe("");
    }
  });
});
