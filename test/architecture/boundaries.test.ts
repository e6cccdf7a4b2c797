import { readdirSync, readFileSync } from "node:fs";
import { dirname, relative, resolve, sep } from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript";
import { describe, expect, it } from "vitest";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));

interface Rule {
  readonly folders: readonly string[];
  /** Packages and `node:` modules; `any` where the folder exists to touch the world. */
  readonly packages: readonly string[] | "any";
}

/** Who may import whom, besides itself. The same table stands in docs/architecture.md. */
const RULES: Readonly<Record<string, Rule>> = {
  "src/core": { folders: [], packages: ["big.js", "node:crypto", "zod/mini"] },
  "src/events": { folders: [], packages: [] },
  "src/config": { folders: ["src/core"], packages: ["zod/mini", "dotenv"] },
  "src/cycle": { folders: ["src/core", "src/events"], packages: [] },
  "src/adapters": { folders: ["src/core", "src/cycle", "src/events"], packages: "any" },
  "src/report": { folders: ["src/core"], packages: ["zod", "zod/mini", "zod/locales"] },
  "src/schedule": { folders: ["src/core"], packages: [] },
  "src/simulator": { folders: ["src/core"], packages: "any" },
  "src/selftest": { folders: ["src"], packages: "any" },
  "src/cli": { folders: ["src"], packages: "any" },
  bin: { folders: ["src/cli"], packages: [] },
};

/** Inside core each layer sees the ones before it. */
const CORE_LAYERS = ["domain", "hours", "strategy", "accounting", "execution", "risk"];

interface Import {
  readonly file: string;
  readonly target: string;
}

function sourceFiles(folder: string): string[] {
  return readdirSync(resolve(ROOT, folder), { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".ts"))
    .map((name) => `${folder}/${name.split(sep).join("/")}`);
}

function importsOf(file: string): Import[] {
  const { importedFiles } = ts.preProcessFile(readFileSync(resolve(ROOT, file), "utf8"), true, true);
  return importedFiles.map(({ fileName }) => ({
    file,
    target: fileName.startsWith(".")
      ? relative(ROOT, resolve(ROOT, dirname(file), fileName))
          .split(sep)
          .join("/")
      : fileName,
  }));
}

const isInside = (path: string, folder: string): boolean => path.startsWith(`${folder}/`);
const isLocal = ({ target }: Import): boolean => /^(src|bin|test|tools)\//.test(target);

describe("import boundaries", () => {
  const entries = Object.entries(RULES);

  it("every source folder has a rule", () => {
    const folders = readdirSync(resolve(ROOT, "src")).map((name) => `src/${name}`);
    expect(folders.filter((folder) => !(folder in RULES))).toEqual([]);
  });

  it.each(entries)("%s imports only what it may", (folder, rule) => {
    const imports = sourceFiles(folder).flatMap(importsOf);
    expect(imports.length).toBeGreaterThan(0);
    const strangers = imports.filter((entry) =>
      isLocal(entry)
        ? ![folder, ...rule.folders].some((allowed) => isInside(entry.target, allowed))
        : rule.packages !== "any" && !rule.packages.includes(entry.target),
    );
    expect(strangers).toEqual([]);
  });

  it("no adapter imports another adapter", () => {
    const neighbour = (path: string): string => path.split("/").slice(0, 3).join("/");
    const crossings = sourceFiles("src/adapters")
      .flatMap(importsOf)
      .filter(({ target }) => isInside(target, "src/adapters"))
      .filter(({ file, target }) => neighbour(file) !== neighbour(target));
    expect(crossings).toEqual([]);
  });

  it("inside core no layer imports a later one", () => {
    const layer = (path: string): number => CORE_LAYERS.indexOf(path.split("/")[2] ?? "");
    const files = sourceFiles("src/core");
    expect(files.filter((file) => layer(file) === -1)).toEqual([]);
    const upwards = files
      .flatMap(importsOf)
      .filter(isLocal)
      .filter(({ file, target }) => layer(target) > layer(file));
    expect(upwards).toEqual([]);
  });
});
