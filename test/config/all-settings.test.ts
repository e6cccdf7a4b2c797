import { describe, expect, it } from "vitest";
import { allSettings, knownNames, secretNames } from "../../src/config/all-settings.ts";
import { factsOf } from "../../src/core/strategy/contract.ts";
import { STRATEGIES } from "../../src/core/strategy/registry.ts";
import { GROUPS } from "../../src/config/setting.ts";

describe("allSettings", () => {
  it("has one setting for each parameter of each strategy, with the declared default", () => {
    for (const { parameters } of STRATEGIES) {
      for (const [parameter, declaration] of Object.entries(factsOf(parameters))) {
        const setting = allSettings().find(({ name }) => name === `STRATEGY_${parameter.toUpperCase()}`);
        const byDefault = { kind: "default", text: String(declaration.default) };
        expect(setting?.presence).toEqual({ LIVE: byDefault, LOCAL: byDefault, SIM: byDefault });
      }
    }
  });

  it("keeps the settings of a group together, in the order of the groups", () => {
    const groups = allSettings().map(({ group }) => group);
    expect([...new Set(groups)]).toEqual(Object.keys(GROUPS));
    expect(groups.filter((group, index) => group !== groups[index - 1])).toEqual(Object.keys(GROUPS));
  });

  it("gives an example of whatever has no default but a secret", () => {
    const bare = allSettings().filter(
      ({ presence, isSecret }) =>
        isSecret !== true &&
        Object.values(presence).some(({ kind }) => kind === "required" || kind === "optional"),
    );
    expect(bare.filter(({ example }) => example === undefined)).toEqual([]);
  });
});

describe("the names", () => {
  it("of secrets can be written with _FILE behind them, those of other settings cannot", () => {
    expect(secretNames()).toEqual([
      "SAXO_APP_KEY",
      "SAXO_APP_SECRET",
      "SAXO_ACCESS_TOKEN",
      "SAXO_ACCOUNT_KEY",
      "SAXO_CLIENT_KEY",
      "SCHEDULER_WEBHOOK_URL",
      "HEALTHCHECK_PING_URL",
    ]);
    const named = allSettings().map(({ name }) => name);
    expect(knownNames(allSettings()).filter((name) => !named.includes(name))).toEqual(
      secretNames().map((name) => `${name}_FILE`),
    );
  });
});
