import { describe, expect, it } from "vitest";
import { strategyConfigHash, type StrategyConfig } from "../../../src/core/strategy/config-hash.ts";

const CONFIG: StrategyConfig = {
  strategy: { name: "moving_average", version: 1 },
  parameters: { short_window: 5, long_window: 20 },
  overrides: new Map([
    ["Stock:211", { short_window: 3, long_window: 20 }],
    ["FxSpot:21", { short_window: 5, long_window: 40 }],
  ]),
};
const hashOf = (change: Partial<StrategyConfig> = {}): string => strategyConfigHash({ ...CONFIG, ...change });

describe("the hash of a strategy's configuration", () => {
  it("is the same in every version of the program, as records of earlier ones hold it", () => {
    expect(hashOf()).toBe("e105ef093d2495ed");
  });

  it("does not depend on the order in which anything was written", () => {
    const parameters = { long_window: 20, short_window: 5 };
    const overrides = new Map([
      ["FxSpot:21", { long_window: 40, short_window: 5 }],
      ["Stock:211", { long_window: 20, short_window: 3 }],
    ]);
    expect(hashOf({ parameters })).toBe(hashOf());
    expect(hashOf({ overrides })).toBe(hashOf());
  });

  it.each<[string, Partial<StrategyConfig>]>([
    ["name", { strategy: { name: "moving_averages", version: 1 } }],
    ["version", { strategy: { name: "moving_average", version: 2 } }],
    ["file", { strategy: { name: "moving_average", version: 1, fileDigest: "0123abcd" } }],
    ["parameter", { parameters: { short_window: 5, long_window: 21 } }],
    [
      "parameter of one instrument",
      {
        overrides: new Map([
          ["Stock:211", { short_window: 4, long_window: 20 }],
          ["FxSpot:21", { short_window: 5, long_window: 40 }],
        ]),
      },
    ],
    [
      "instrument of such a parameter",
      {
        overrides: new Map([
          ["Stock:212", { short_window: 3, long_window: 20 }],
          ["FxSpot:21", { short_window: 5, long_window: 40 }],
        ]),
      },
    ],
    ["number of instruments with such parameters", { overrides: new Map() }],
  ])("is another one for another %s", (_, change) => {
    expect(hashOf(change)).not.toBe(hashOf());
  });

  it("tells the files of two strategies of one name apart", () => {
    const withFile = (fileDigest: string) => ({
      strategy: { name: "moving_average", version: 1, fileDigest },
    });
    expect(hashOf(withFile("0123abcd"))).not.toBe(hashOf(withFile("0123abce")));
  });
});
