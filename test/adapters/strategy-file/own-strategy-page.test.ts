import { readFileSync } from "node:fs";
import { expect, it } from "vitest";

const textOf = (file: string): string => readFileSync(new URL(`../../../${file}`, import.meta.url), "utf8");
const page = textOf("docs/how-to/own-strategy.md");
const firstCells = [...page.matchAll(/^\| (.+?) +\|/gm)].flatMap(([, cell = ""]) =>
  [...cell.matchAll(/`([\w.]+)`/g)].map(([, name = ""]) => name),
);

/** Set where a file is loaded, and not by whoever writes it. */
const NOT_WRITTEN = ["fileDigest", "confine"];

it("the page on own strategies tells every member of a strategy", () => {
  const [, body = ""] =
    /interface StrategyDeclaration<[^{]*\{(.*?)^\}/ms.exec(textOf("src/core/strategy/contract.ts")) ?? [];
  const members = [...body.matchAll(/^ {2}(?:readonly )?(\w+)\??[(:]/gm)].map(([, name = ""]) => name);
  expect(members).toEqual(expect.arrayContaining(["name", "evaluate", "mostHeld", ...NOT_WRITTEN]));
  expect(members.filter((name) => !NOT_WRITTEN.includes(name) && !firstCells.includes(name))).toEqual([]);
});

it("the page on own strategies tells all that is taken away from their code", () => {
  const restraints = textOf("src/adapters/strategy-file/restraints.ts");
  const [, list = ""] = /TAKEN_AWAY.*?\[(.*?)\]/s.exec(restraints.replace("readonly string[]", "")) ?? [];
  const taken = [...list.matchAll(/"(\w+)"/g)].map(([, name = ""]) => name);
  expect(taken).toEqual(expect.arrayContaining(["setTimeout", "fetch"]));
  expect(taken.filter((name) => !firstCells.includes(name))).toEqual([]);
});
