import { execFileSync, spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));

/** The repository's files, those included that are about to be added. */
const FILES = execFileSync(
  "git",
  ["ls-files", "--cached", "--others", "--exclude-standard", "--deduplicate"],
  {
    cwd: ROOT,
    encoding: "utf8",
  },
)
  .trimEnd()
  .split("\n");
const SCRIPTS = FILES.filter((file) => file.endsWith(".sh") || file === ".ci/run");
const BLOCK = /^ *```(?:sh|bash|shell)\n(?<code>.*?)^ *```$/gms;

/** What a reader is to type into a shell, by page and line. */
const SNIPPETS = FILES.filter((file) => /^(runbooks|docs)\/.*\.md$|^README\.md$/.test(file)).flatMap(
  (page) => {
    const text = readFileSync(`${ROOT}${page}`, "utf8");
    return [...text.matchAll(BLOCK)].map(({ index, groups }) => {
      const line = text.slice(0, index).split("\n").length;
      return [`${page}:${line}`, groups?.["code"] ?? ""] as const;
    });
  },
);

const shellcheck = (args: readonly string[], input = ""): string =>
  spawnSync("shellcheck", ["--format=gcc", ...args], { cwd: ROOT, input, encoding: "utf8" }).stdout;

describe("shellcheck finds nothing", () => {
  it.for(SCRIPTS)("in %s", (script) => {
    expect(shellcheck([script])).toBe("");
  });

  it.for(SNIPPETS)("in what a reader types from %s", ([, code]) => {
    expect(shellcheck(["--shell=bash", "-"], code)).toBe("");
  });
});

it("looks at the scripts that are there, and at the pages", () => {
  expect(SCRIPTS).toContain(".ci/run");
  expect(SNIPPETS.length).toBeGreaterThan(0);
});
