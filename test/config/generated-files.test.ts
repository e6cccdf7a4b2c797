import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { allSettings } from "../../src/config/all-settings.ts";
import { renderConfigurationPage } from "../../src/config/render-configuration-page.ts";
import { renderEnvExample } from "../../src/config/render-env-example.ts";
import { resolveSettings } from "../../src/config/resolve.ts";
import { movingAverage } from "../../src/core/strategy/moving-average.ts";
import { STRATEGIES } from "../../src/core/strategy/registry.ts";
import { GENERATED_FILES } from "../../tools/generate.ts";

const resolveText = (text: string) =>
  resolveSettings({
    files: [{ name: ".env.example", text }],
    environment: {},
    readSecretFile: () => ({ kind: "unreadable", reason: "no such file" }),
  });

describe("the generated files", () => {
  it.each(Object.entries(GENERATED_FILES))("%s is what tools/generate.ts makes now", (path, render) => {
    expect(readFileSync(new URL(`../../${path}`, import.meta.url), "utf8")).toBe(render());
  });
});

describe("renderEnvExample", () => {
  const text = renderEnvExample();

  it("changes nothing when it is copied as it is", () => {
    expect(resolveText(text)).toEqual(resolveText(""));
  });

  it("holds a line for every setting, valid on SIM once its secrets are filled in", () => {
    const uncommented = text.replace(/^#(?=[A-Z])/gm, "");
    const written = uncommented
      .replace("SAXO_ENV=LOCAL", "SAXO_ENV=SIM")
      .replace("SAXO_AUTH_MODE=auto", "SAXO_AUTH_MODE=oauth")
      .replace(/^SAXO_(\w+)=$/gm, "SAXO_$1=invented");
    const ofOthers = STRATEGIES.flatMap(({ parameters }) => Object.keys(parameters))
      .filter((parameter) => !Object.hasOwn(movingAverage.parameters, parameter))
      .map((parameter) => `STRATEGY_${parameter.toUpperCase()}=`)
      .concat("STRATEGY_FILE="); // in place of STRATEGY_NAME
    const ofOneStrategy = written
      .split("\n")
      .filter((line) => !ofOthers.some((setting) => line.startsWith(setting)))
      .join("\n");
    const oneWatchlist = [/^WATCHLIST=.*\n/m, /^WATCHLIST_JSON=.*\n/m].map((line) =>
      ofOneStrategy.replace(line, ""),
    );
    const unwritten = oneWatchlist.map((lines) => {
      const resolution = resolveText(lines);
      expect(resolution).toMatchObject({ kind: "valid" });
      return resolution.effective.filter(({ origin }) => origin.kind !== "file").map(({ name }) => name);
    });
    expect(unwritten).toEqual([
      ["WATCHLIST", "STRATEGY_FILE"],
      ["WATCHLIST_JSON", "STRATEGY_FILE"],
    ]);
  });

  it("keeps its lines short", () => {
    expect(text.split("\n").filter((line) => line.length > 120)).toEqual([]);
  });
});

describe("renderConfigurationPage", () => {
  const page = renderConfigurationPage();

  it("has one row for every setting", () => {
    const rows = [...page.matchAll(/^\| `([A-Z_]+)`/gm)].map(([, name]) => name);
    expect(rows).toEqual(allSettings().map(({ name }) => name));
  });

  it("says where the environments differ", () => {
    expect(page).toMatch(/^\| `DRY_RUN` \| `false` on LOCAL, `true` on SIM, `true` on LIVE \|/m);
    expect(page).toMatch(/^\| `SAXO_ACCESS_TOKEN` +\| not used on LOCAL, none on SIM, none on LIVE +\|/m);
    expect(page).toMatch(/^\| `SAXO_REST_BASE` +\| not allowed on LOCAL, `https:/m);
  });

  it("names the secrets", () => {
    expect(page).toContain("`SCHEDULER_WEBHOOK_URL`, `HEALTHCHECK_PING_URL` are secrets");
  });
});
