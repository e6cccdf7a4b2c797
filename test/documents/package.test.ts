import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";
import { z } from "zod";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const Packed = z.array(z.object({ files: z.array(z.object({ path: z.string() })) }));

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
  const paths = Packed.parse(JSON.parse(text)).flatMap(({ files }) => files.map(({ path }) => path));
  const packed = paths.filter((path) => path.startsWith("dist/")).map((path) => path.slice("dist/".length));
  expect(packed).toEqual(expect.arrayContaining(["tradebot.js", "sp500-daily.bin"]));
  const needed = new Set(["tradebot.js", "sp500-daily.bin"]);
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
