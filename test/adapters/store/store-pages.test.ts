import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { MIGRATIONS } from "../../../src/adapters/store/migrations.ts";

const textOf = (page: string): string =>
  readFileSync(new URL(`../../../docs/how-to/${page}`, import.meta.url), "utf8");

it("the pages show the store's version as it is, and a newer one as the next", () => {
  const moving = [...textOf("moving-to-another-machine.md").matchAll(/store version (\d+)/g)];
  const [, known, newer] =
    /expected version (\d+) or older, found version (\d+)/.exec(textOf("upgrading.md")) ?? [];
  const present = String(MIGRATIONS.length);
  expect(moving.map(([, version]) => version)).toEqual([present, present]);
  expect([known, newer]).toEqual([present, String(MIGRATIONS.length + 1)]);
});
