// Bundles bin/tradebot.ts and what it imports into dist/, and fills the compile cache, so that a scheduled start is fast.
// Does nothing when dist/ is newer than everything it is made of; --force builds anyway. npm runs this at odd moments
// (`npx tradebot` in a clone is one), so a cycle that runs from dist/ meanwhile must not notice: files are replaced
// whole, the entry last, and chunks of an earlier build stay longer than a cycle can last; a package leaves them out.
import { execFileSync } from "node:child_process";
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { rolldown } from "rolldown";
import ts from "typescript";
import {
  builtinsUntouched,
  inAscii,
  partsOfPackages,
  withoutHttp2,
  withoutProgramsAsCommands,
} from "./bundle-plugins.ts";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
const DIST = path.join(ROOT, "dist");
const ENTRY = "tradebot.js";
/** Tells npm which of the files make the package: those of this build alone. */
const PACKED = ".npmignore";
const DECLARATIONS = "types";

/** Data files the simulator reads beside its code. */
const ASSETS = ["src/simulator/market/sp500-daily.bin"];
const INGREDIENTS = [
  "bin",
  "src",
  "tools/build.ts",
  "tools/bundle-plugins.ts",
  "package.json",
  "package-lock.json",
];
/**
 * What every start needs, and what every cycle needs besides, in one file each: finding and reading a further file
 * takes as long as running the code in it. All else stays by the command that uses it.
 */
const TOGETHER = [
  { name: "start", priority: 2, test: /src.cli.main\.ts$/ },
  {
    name: "cycle",
    priority: 1,
    test: /src.(cli.commands.single-cycle|adapters.(files.lock|logging.open-log|store.open-store))\.ts$/,
  },
];
/** A cycle lives for some minutes, after a jitter of an hour at the most. */
const OLD_CHUNKS_STAY_MS = 2 * 60 * 60 * 1000;

const changedAt = (file: string): number => statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0;

function newestIn(ingredient: string): number {
  const place = path.join(ROOT, ingredient);
  if (!statSync(place).isDirectory()) return changedAt(place);
  const files = readdirSync(place, { recursive: true, encoding: "utf8" });
  return Math.max(...files.map((file) => changedAt(path.join(place, file))));
}

const isCurrent = (): boolean => changedAt(path.join(DIST, ENTRY)) > Math.max(...INGREDIENTS.map(newestIn));

function replaceFile(name: string, content: string | Uint8Array): void {
  const temporary = path.join(DIST, path.dirname(name), `.${path.basename(name)}.${process.pid}.tmp`);
  writeFileSync(temporary, content);
  renameSync(temporary, path.join(DIST, name));
}

async function build(): Promise<void> {
  const bundle = await rolldown({
    input: { tradebot: path.join(ROOT, "bin/tradebot.ts") },
    platform: "node",
    external: ["typescript"], // for one command, and larger than all the rest
    plugins: [withoutProgramsAsCommands(), withoutHttp2(), builtinsUntouched(), partsOfPackages()],
    logLevel: "warn",
    checks: { ineffectiveDynamicImport: false }, // a lazy import of what a cycle has loaded anyway is no mistake
  });
  const { output: program } = await bundle.generate({
    format: "esm",
    entryFileNames: "[name].js",
    chunkFileNames: "[name]-[hash].js",
    codeSplitting: { groups: TOGETHER },
    comments: { legal: true, annotation: false, jsdoc: false },
  });
  await bundle.close();
  const output = [...program, ...(await buildStrategyKit())];
  writeDeclarations();
  mkdirSync(DIST, { recursive: true });
  for (const asset of ASSETS) replaceFile(path.basename(asset), readFileSync(path.join(ROOT, asset)));
  const files = output.map((file) => ({
    name: file.fileName,
    content: file.type === "chunk" ? inAscii(file.code) : file.source,
  }));
  files.sort((a, b) => Number(a.name === ENTRY) - Number(b.name === ENTRY));
  for (const { name, content } of files) replaceFile(name, content);
  const current = [...files.map(({ name }) => name), ...ASSETS.map((asset) => path.basename(asset))];
  replaceFile(
    PACKED,
    ["*", ...[...current, DECLARATIONS, `${DECLARATIONS}/**`].map((name) => `!${name}`), ""].join("\n"),
  );
  removeOldChunks(new Set([...current, PACKED]));
}

/** What a user's own strategy imports, whole in one file: the program itself has no use for most of it. */
async function buildStrategyKit() {
  const bundle = await rolldown({
    input: { "own-strategy-kit": path.join(ROOT, "src/core/strategy/own-strategy-kit.ts") },
    platform: "node",
    plugins: [builtinsUntouched()],
    logLevel: "warn",
  });
  const { output } = await bundle.generate({
    format: "esm",
    entryFileNames: "[name].js",
    comments: { legal: true, annotation: false, jsdoc: false },
  });
  await bundle.close();
  return output;
}

/** A package whose types are none of ours, and may be absent where this one is installed. */
const UNTYPED = /^import .* from "big\.js";$/m;

/** What TypeScript must know to check a user's own strategy, beside the bundle. */
function writeDeclarations(): void {
  const kit = path.join(ROOT, "src/core/strategy/own-strategy-kit.ts");
  const settings = ts.readConfigFile(path.join(ROOT, "tsconfig.json"), (file) => ts.sys.readFile(file));
  const { options } = ts.parseJsonConfigFileContent(settings.config, ts.sys, ROOT);
  const program = ts.createProgram([kit], {
    ...options,
    noEmit: false,
    declaration: true,
    emitDeclarationOnly: true,
    rootDir: path.join(ROOT, "src"),
    outDir: path.join(DIST, DECLARATIONS),
  });
  program.emit(undefined, (file, text) => {
    mkdirSync(path.dirname(file), { recursive: true });
    replaceFile(
      path.relative(DIST, file),
      text.replace(UNTYPED, "// @ts-ignore: no concern of a strategy\n$&"),
    );
  });
}

function removeOldChunks(current: ReadonlySet<string>): void {
  const built = changedAt(path.join(DIST, ENTRY));
  for (const entry of readdirSync(DIST, { withFileTypes: true })) {
    const file = path.join(DIST, entry.name);
    const isOld = built - changedAt(file) > OLD_CHUNKS_STAY_MS;
    if (entry.isFile() && !current.has(entry.name) && isOld) rmSync(file);
  }
}

/** Node keeps the compiled code of what has run once: the command's help, and a whole cycle that leaves no trace. */
function fillCompileCache(): void {
  const scratch = mkdtempSync(path.join(tmpdir(), "tradebot-build-"));
  const run = (...args: readonly string[]): void => {
    execFileSync(process.execPath, [path.join(ROOT, "bin/tradebot.mjs"), ...args], {
      stdio: "ignore",
      cwd: scratch,
      env: { PATH: process.env["PATH"] },
    });
  };
  try {
    run("--version");
    run("--help");
    run("--single-cycle", "--dry-run");
  } catch (error) {
    process.stderr.write(`build: the first runs failed, so starts will be slower: ${String(error)}\n`);
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

if (process.argv.includes("--force") || !isCurrent()) {
  await build();
  fillCompileCache();
}
