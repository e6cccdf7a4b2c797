import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";
import { z } from "zod";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const Packed = z.array(z.object({ files: z.array(z.object({ path: z.string() })) }));

const KIT_TYPES = "types/core/strategy/own-strategy-kit.d.ts";

/** What declarations import of each other, from the one that package.json names on, and is not packed. */
function missingDeclarations(packed: readonly string[]): readonly string[] {
  const needed = new Set([KIT_TYPES]);
  for (const name of needed) {
    if (!packed.includes(name)) continue;
    const text = readFileSync(`${ROOT}dist/${name}`, "utf8");
    for (const [, target = ""] of text.matchAll(/from "(\.{1,2}\/[^"]+)\.ts"/g))
      needed.add(path.posix.join(path.posix.dirname(name), `${target}.d.ts`));
  }
  expect(needed.size).toBeGreaterThan(15);
  return [...needed].filter((name) => !packed.includes(name));
}

it("the package holds this build's files, and nothing that an earlier one left", ({ onTestFinished }) => {
  const left = `${ROOT}dist/left-by-an-earlier-build.js`;
  writeFileSync(left, "");
  onTestFinished(() => {
    rmSync(left);
  });
  const text = execFileSync("npm", ["pack", "--dry-run", "--json", "--ignore-scripts"], {
    cwd: ROOT,
    encoding: "utf8",
    stdio: ["ignore", "pipe", "ignore"],
  });
  const paths = Packed.parse(JSON.parse(text)).flatMap(({ files }) => files.map((file) => file.path));
  const inDist = paths.filter((name) => name.startsWith("dist/")).map((name) => name.slice("dist/".length));
  const packed = inDist.filter((name) => !name.startsWith("types/"));
  expect(missingDeclarations(inDist.filter((name) => name.startsWith("types/")))).toEqual([]);
  const entries = ["tradebot.js", "own-strategy-kit.js", "sp500-daily.bin"];
  expect(packed).toEqual(expect.arrayContaining(entries));
  const needed = new Set(entries);
  for (const name of needed) {
    for (const [, chunk = ""] of readFileSync(`${ROOT}dist/${name}`, "latin1").matchAll(
      /["'`]\.\/([\w.-]+\.js)["'`]/g,
    ))
      needed.add(chunk);
  }
  expect(packed.sort()).toEqual(
    [...needed].filter((name) => readdirSync(`${ROOT}dist`).includes(name)).sort(),
  );
});
