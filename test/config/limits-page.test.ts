import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { allSettings } from "../../src/config/all-settings.ts";

const page = readFileSync(new URL("../../docs/how-to/limits.md", import.meta.url), "utf8");
const settings = allSettings().filter(({ group }) => group === "risk");

/** `| `MAX_POSITIONS`, `MAX_DAILY_TRADES` | 5, 10 | ...` */
const rows = [...page.matchAll(/^\| (`[A-Z_`, ]+`) +\| ([^|]+?) +\|/gm)].flatMap(
  ([, names = "", defaults = ""]) =>
    names.split(", ").map((name, at) => [name.replaceAll("`", ""), defaults.split(", ")[at]] as const),
);

it("the page on limits names every setting of sizes and limits", () => {
  expect(settings.length).toBeGreaterThan(19);
  expect(settings.map(({ name }) => name).filter((name) => !page.includes(`\`${name}`))).toEqual([]);
});

it("the page on limits has their defaults", () => {
  expect(rows.length).toBeGreaterThan(11);
  const defaults = new Map(
    settings.map(({ name, presence: { LIVE } }) => [name, LIVE.kind === "default" ? LIVE.text : undefined]),
  );
  const real = rows.map(([name]) => [name, (defaults.get(name) ?? "").replace(/^0$/, "none")]);
  expect(rows).toEqual(real);
});
