import { describe, expect, it } from "vitest";
import { JsonLines } from "../../../src/simulator/script/json-lines.ts";
import { readScript } from "../../../src/simulator/script/read-script.ts";
import { instant } from "../saxo-under-test.ts";

const faultsIn = (text: string): readonly string[] => {
  const read = readScript(text);
  return read.kind === "invalid" ? read.faults : [];
};

describe("a script", () => {
  it("may be empty, and is then an ordinary Saxo", () => {
    expect(readScript("{}")).toEqual({
      kind: "script",
      script: {
        settings: {
          oauth: {
            codeSeconds: 60,
            accessTokenSeconds: 1200,
            refreshTokenSeconds: 3600,
            successStatus: 201,
            requiresRedirectUri: false,
          },
        },
        quotes: {},
        charts: new Map(),
        splits: [],
        faults: [],
      },
    });
  });

  it("reads instants of charts and splits", () => {
    const text = `{
  "charts": { "FxSpot:21": { "missing": ["2026-03-04T15:00:00Z"] } },
  "splits": { "Stock:211": { "at": "2026-03-05T05:00:00Z", "ratio": 2 } }
}`;
    const at = instant("2026-03-05T05:00:00Z");
    const missing = new Set([instant("2026-03-04T15:00:00Z")]);
    expect(readScript(text)).toMatchObject({
      script: {
        charts: new Map([["FxSpot:21", { versionChangesAt: [], missing, duplicated: new Set() }]]),
        splits: [{ instrumentId: "Stock:211", at, ratio: 2 }],
      },
    });
    expect(faultsIn(text.replace("2026-03-05T05:00:00Z", "tomorrow").replace(": 2 ", ": 1.5 "))).toEqual([
      "line 3: splits.Stock:211.at: must be an instant, as 2026-03-04T15:15:00Z",
      "line 3: splits.Stock:211.ratio: Invalid input: expected int, received number",
    ]);
  });

  it("is told of everything that is wrong with it, line by line", () => {
    const text = `{
  "settings": { "pageSize": 0,
    "entitlement": "all" },
  "quotes": { "EURUSD": { "delayedByMinutes": 15 } },
  "faults": [
    { "kind": "drop", "when": "during" },
    { "kind": "sloow", "milliseconds": 5 },
    { "kind": "slow",
      "milliseconds": -1, "cout": 2 },
    { "kind": "202", "endpoint": "balances" },
    { "kind": "partial_fill", "parts": [0.5, 0.4], "everySeconds": 1 }
  ]
}`;
    expect(faultsIn(text)).toEqual([
      "line 2: settings.pageSize: Too small: expected number to be >0",
      'line 3: settings.entitlement: Invalid option: expected one of "everything"|"sim_unlinked"|"sim_linked"|"live_subscribed"',
      "line 4: quotes.EURUSD: must be an instrument, as FxSpot:21",
      'line 6: faults[0].when: Invalid option: expected one of "before"|"after"',
      expect.stringMatching(/^line 7: faults\[1\]\.kind: .* Expected 'drop' \| 'hang' \| .*'remove_fields'$/),
      'line 8: faults[2]: unknown field "cout"',
      "line 9: faults[2].milliseconds: Too small: expected number to be >=0",
      'line 10: faults[3].endpoint: Invalid option: expected one of "place_order"|"change_order"|"cancel_orders"',
      "line 11: faults[4].parts: the parts must add up to 1",
    ]);
  });

  it.each([
    ["{", "not valid JSON: "],
    ["", "not valid JSON: "],
    ["[]", "line 1: the script: Invalid input: expected object, received array"],
    ['{\n"faults": [1]}', "line 2: faults[0]: Invalid input: expected object, received number"],
    ['{"fault": []}', 'line 1: the script: unknown field "fault"'],
  ])("that is no script is refused: %j", (text, start) => {
    const [first, ...others] = faultsIn(text);
    expect(first?.slice(0, start.length)).toBe(start);
    expect(others).toEqual([]);
  });
});

describe("the lines of a JSON text", () => {
  it("are those in which its values begin", () => {
    const lines = new JsonLines('{"a": [1,\n2, {"b\\n\\"c": {}}],\n\n"d":\n{"e": "x\\\\", "f":\nnull}}');
    const paths = [[], ["a"], ["a", 1], ["a", 2, 'b\n"c'], ["d"], ["d", "e"], ["d", "f"], ["d", "g"], ["z"]];
    expect(paths.map((path) => lines.lineOf(path))).toEqual([1, 1, 2, 2, 5, 5, 6, 5, 1]);
  });
});
