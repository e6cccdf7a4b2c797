import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { FaultEntry } from "../../../src/simulator/script/fault-schema.ts";
import { readScript } from "../../../src/simulator/script/read-script.ts";
import { Script } from "../../../src/simulator/script/script-schema.ts";
import { ENDPOINTS } from "../../../src/simulator/server/route.ts";
import { pick } from "../saxo-under-test.ts";

const page = readFileSync(new URL("../../../docs/how-to/simulator.md", import.meta.url), "utf8");
const examples = [...page.matchAll(/^```json\n(.*?)^```$/gms)].map(([, block = ""]) => block);
const sorted = (names: Iterable<unknown>): readonly string[] => [...new Set([...names].map(String))].sort();
const kinds = FaultEntry.options.map(({ shape }) => [...shape.kind.values][0]);

/** What stands first in the rows of the table after a line. */
const rowsAfter = (line: string): readonly string[] => {
  const rest = page.slice(page.indexOf(line) + line.length).trimStart();
  const table = rest.split("\n\n")[0] ?? "";
  return [...table.matchAll(/^\| `([\w.]+)` /gm)].map(([, name = ""]) => name);
};

describe("the how-to on the simulator", () => {
  it("shows scripts that can be read", () => {
    expect(examples.length).toBeGreaterThan(6);
    expect(examples.map(readScript).filter(({ kind }) => kind === "invalid")).toEqual([]);
  });

  it("shows an example of every kind of fault, and explains each", () => {
    const shown = examples.flatMap((text) => {
      const faults = pick(JSON.parse(text), "faults");
      return Array.isArray(faults) ? faults.map((fault) => pick(fault, "kind")) : [];
    });
    const explained = [
      "In place of the answer:",
      "each of them is for its own endpoint:",
      "To the answer, whichever it is:",
    ].flatMap(rowsAfter);
    expect(explained.filter((name) => name !== "kind").sort()).toEqual(sorted(kinds));
    expect(sorted(kinds).filter((kind) => !shown.includes(kind))).toEqual([]);
  });

  it("names every endpoint", () => {
    const [, list = ""] = /^Endpoints: (.*?)\.$/ms.exec(page) ?? [];
    expect(sorted([...list.matchAll(/`(\w+)`/g)].map(([, name]) => name))).toEqual(sorted(ENDPOINTS));
  });

  it("explains every setting", () => {
    const { settings } = Script.shape;
    const { oauth, account, rules, ...others } = settings.unwrap().shape;
    const groups = {
      oauth: oauth.unwrap().shape,
      account: account.unwrap().shape,
      rules: rules.unwrap().shape,
    };
    const grouped = Object.entries(groups).flatMap(([group, shape]) =>
      Object.keys(shape).map((name) => `${group}.${name}`),
    );
    const names = [...Object.keys(others), ...grouped];
    expect(sorted(rowsAfter("### Settings"))).toEqual(sorted(names));
  });
});
