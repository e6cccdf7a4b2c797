import { describe, expect, it } from "vitest";
import { allSettings } from "../../src/config/all-settings.ts";
import { findSettings } from "../../src/config/find-settings.ts";
import { renderSettingHelp, settingDocument } from "../../src/config/render-setting-help.ts";
import { GROUPS } from "../../src/config/setting.ts";

const namesOf = (word: string | undefined): readonly string[] | string => {
  const found = findSettings(word);
  return found.kind === "found"
    ? found.settings.map(({ name }) => name)
    : `unknown, nearest ${found.nearest ?? "none"}`;
};

describe("a word about settings", () => {
  it("that is left out means all of them", () => {
    expect(namesOf(undefined)).toEqual(allSettings().map(({ name }) => name));
  });

  it.each(allSettings().map(({ name }) => [name]))("finds %s in any case and with dashes", (name) => {
    const expected = name === "WATCHLIST" ? [name, "WATCHLIST_JSON"] : [name]; // a group is called so as well
    expect(namesOf(name)).toEqual(expected);
    expect(namesOf(name.toLowerCase().replaceAll("_", "-"))).toEqual(expected);
  });

  it.each(Object.entries(GROUPS))("finds the group %s, by its key and by its title", (key, title) => {
    const members = allSettings()
      .filter(({ group }) => group === key)
      .map(({ name }) => name);
    expect(members.length).toBeGreaterThan(0);
    expect(namesOf(key)).toEqual(members);
    expect(namesOf(title)).toEqual(members);
  });

  it.each([
    ["SAXO_ACCESS_TOKEN_FILE", ["SAXO_ACCESS_TOKEN"]],
    ["MAX_POSITION", "unknown, nearest MAX_POSITIONS"],
    ["tradinghuors", "unknown, nearest TRADING_DAYS"],
    ["LOGING", "unknown, nearest LOGGING"],
    ["STATE_DIR_FILE", "unknown, nearest STATE_DIR"],
    ["", "unknown, nearest none"],
    ["zzzzzzzzzzzz", "unknown, nearest none"],
  ])("that is %j finds %j", (word, expected) => {
    expect(namesOf(word)).toEqual(expected);
  });
});

describe("the help of a setting", () => {
  const helpOf = (name: string): string => {
    const found = findSettings(name);
    return found.kind === "found" ? found.settings.map(renderSettingHelp).join("\n") : "";
  };

  it("has the meaning, the form and the default", () => {
    expect(helpOf("MAX_POSITIONS")).toBe(`MAX_POSITIONS (Size and risk)
  Instruments with a position at the same time, beyond which none is opened.
  Expected: a whole number from 0 to 1000.
  Default: 5.
`);
  });

  it("says of a secret where else it can stand, and shows an example where there is no default", () => {
    expect(helpOf("SCHEDULER_WEBHOOK_URL")).toContain(
      "  Secret: never printed. SCHEDULER_WEBHOOK_URL_FILE can hold the path of a file with it instead.\n",
    );
    expect(helpOf("WATCHLIST")).toContain("  Example: WATCHLIST=Stock:211,EURUSD@FxSpot\n");
  });

  it("is no wider than a hundred columns, except for words that are", () => {
    const lines = allSettings().map(renderSettingHelp).join("").split("\n");
    expect(lines.filter((line) => line.length > 100 && line.trim().includes(" "))).toEqual([]);
  });

  it("is the same as a document", () => {
    const [first] = allSettings();
    expect(first === undefined ? undefined : settingDocument(first)).toMatchObject({
      name: "SAXO_ENV",
      group: "broker",
      expected: "LOCAL, SIM or LIVE",
      secret: false,
    });
  });
});
