import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { allSettings, knownNames } from "../../src/config/all-settings.ts";
import { editDistance, nameWithSameWords, nearestName } from "../../src/config/nearest-name.ts";
import { shownName } from "../../src/config/shown-text.ts";
import { unknownInEnvironment, unknownInFile } from "../../src/config/unknown-names.ts";

const KNOWN = { names: knownNames(allSettings()), isLeftOpen: () => false, strategiesWith: () => [] };

describe("a name of ours", () => {
  it.each(KNOWN.names)("is shown as it is: %s", (name) => {
    expect(shownName(name)).toBe(name);
  });
});

describe("editDistance", () => {
  it.each([
    ["", "", 0],
    ["abc", "", 3],
    ["", "abc", 3],
    ["kitten", "sitting", 3],
    ["MAX_POSITONS", "MAX_POSITIONS", 1],
    ["DRYRUN", "DRY_RUN", 1],
    ["LIB_DIR", "LOG_DIR", 2],
  ])("of %j and %j is %d", (from, to, distance) => {
    expect(editDistance(from, to)).toBe(distance);
  });

  it("is zero only for equal texts, the same both ways, and never shorter by a detour", () => {
    const word = fc.stringMatching(/^[AB_]{0,6}$/);
    fc.assert(
      fc.property(word, word, word, (a, b, c) => {
        expect(editDistance(a, b) === 0).toBe(a === b);
        expect(editDistance(a, b)).toBe(editDistance(b, a));
        expect(editDistance(a, c)).toBeLessThanOrEqual(editDistance(a, b) + editDistance(b, c));
      }),
    );
  });
});

describe("nearestName", () => {
  it("takes the nearest, the first of several, and none beyond the limit", () => {
    expect(nearestName("AB", ["AXX", "ABC", "AB_"], () => 2)).toBe("ABC");
    expect(nearestName("AB", ["AXX"], () => 1)).toBeUndefined();
  });
});

describe("nameWithSameWords", () => {
  const known = ["A_B_C_D", "A_B_C", "E", "F_G"];

  it.each([
    ["A_C", "A_B_C"],
    ["D_A", "A_B_C_D"],
    ["E_X", "E"],
    ["A", undefined],
    ["F_X", undefined],
  ])("finds for %s %s", (name, found) => {
    expect(nameWithSameWords(name, known)).toBe(found);
  });
});

describe("unknownInFile", () => {
  const origin = { kind: "file", file: ".env", line: 3 } as const;

  it.each(KNOWN.names)("knows %s", (name) => {
    expect(unknownInFile(name, KNOWN, origin)).toBeUndefined();
  });

  it.each([
    ["MAX_POSITONS", "did you mean MAX_POSITIONS?"],
    ["MAX_TRADES", "did you mean MAX_DAILY_TRADES?"],
    ["MAX_DAILY_LOSSES", "did you mean MAX_DAILY_LOSS?"],
    ["SAXO", "docs/configuration.md lists the settings"],
    ["SHORT_WINDOW", "did you mean STRATEGY_SHORT_WINDOW?"],
    ["SAXO_TOKEN", "did you mean SAXO_ACCESS_TOKEN?"],
    ["WATCHLIST_FILE", "did you mean WATCHLIST?"],
    ["HELLO", "docs/configuration.md lists the settings"],
  ])("refuses %s: %s", (name, hint) => {
    const fault = unknownInFile(name, KNOWN, origin);
    expect(fault).toEqual({ setting: name, fault: "no such setting", hint, origin });
  });
});

describe("unknownInEnvironment", () => {
  it.each([
    ...KNOWN.names,
    "PATH",
    "HOME",
    "TZ",
    "LIB_DIR",
    "DOC_DIR",
    "STATE_DIRECTORY",
    "LOGS_DIRECTORY",
    "MAXIMUM",
  ])("leaves %s alone", (name) => {
    expect(unknownInEnvironment(name, KNOWN)).toBeUndefined();
  });

  it.each([
    ["DRYRUN", "did you mean DRY_RUN?"],
    ["TIME_ZONE", "did you mean TIMEZONE?"],
    ["DEFAULT_QUANTITIE", "did you mean DEFAULT_QUANTITY?"],
    ["SAXO_ACESS_TOKEN", "did you mean SAXO_ACCESS_TOKEN?"],
    ["STRATEGY_SHORT_WINDOWS", "did you mean STRATEGY_SHORT_WINDOW?"],
    ["TRADING_FROM", "docs/configuration.md lists the settings"],
    ["WATCHLISTS", "did you mean WATCHLIST?"],
    ["LOG_FORMAT", "docs/configuration.md lists the settings"],
    ["MAX_DAILY_LOSSES", "did you mean MAX_DAILY_LOSS?"],
    ["SCHEDULER_SECONDS", "did you mean SCHEDULER_JITTER_SECONDS?"],
  ])("refuses %s: %s", (name, hint) => {
    const origin = { kind: "environment" };
    expect(unknownInEnvironment(name, KNOWN)).toEqual({
      setting: name,
      fault: "no such setting",
      hint,
      origin,
    });
  });
});
