import { existsSync, readFileSync, readdirSync, realpathSync, statSync } from "node:fs";
import path from "node:path";
import type { Host } from "../main.ts";
import { VERSION } from "../program.ts";
import type { ProgramFacts } from "./check-program.ts";

/** Where the package is: the sources and the build lie at different depths below it. */
function installationDirectory(): string {
  let directory = import.meta.dirname;
  while (!existsSync(path.join(directory, "package.json")) && path.dirname(directory) !== directory) {
    directory = path.dirname(directory);
  }
  return directory;
}

export function programFacts({ env }: Pick<Host, "env">): ProgramFacts {
  const installation = installationDirectory();
  const ownRuntime = ownRuntimeOf(installation);
  const coreLimit = coreLimitOf();
  return {
    version: VERSION,
    nodeVersion: process.versions.node,
    timeZoneData: process.versions["tz"] ?? "none",
    runtime: realpathSync(process.execPath),
    ...(ownRuntime === undefined ? {} : { ownRuntime }),
    build: buildOf(installation),
    ...(process.geteuid === undefined ? {} : { userId: process.geteuid() }),
    ...(coreLimit === undefined ? {} : { coreLimit }),
    environment: env,
  };
}

/** Beside the package's own dependencies, or beside the package when it is one itself. */
function ownRuntimeOf(installation: string): string | undefined {
  const name = process.platform === "win32" ? "node.exe" : "node";
  const places = [path.join(installation, "node_modules"), path.dirname(installation)];
  const found = places.map((place) => path.join(place, ".bin", name)).find((file) => existsSync(file));
  return found === undefined ? undefined : realpathSync(found);
}

function buildOf(installation: string): ProgramFacts["build"] {
  const runsBuild = path.basename(import.meta.dirname) === "dist";
  if (!runsBuild) return "source";
  const sources = path.join(installation, "src");
  if (!existsSync(sources)) return "current"; // an installed package has no sources to be behind of
  const builtAt = statSync(path.join(installation, "dist", "tradebot.js")).mtimeMs;
  const files = readdirSync(sources, { recursive: true, encoding: "utf8" });
  return files.some((file) => statSync(path.join(sources, file)).mtimeMs > builtAt) ? "stale" : "current";
}

/** The soft limit, which is the one that counts. */
function coreLimitOf(): string | undefined {
  const limits = "/proc/self/limits"; // proc(5); Linux only
  if (!existsSync(limits)) return undefined;
  return /^Max core file size\s+(\S+)/m.exec(readFileSync(limits, "utf8"))?.[1];
}
