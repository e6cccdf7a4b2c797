import { execFileSync } from "node:child_process";
import { readdirSync, statSync } from "node:fs";
import path from "node:path";
import { ROOT } from "./command.ts";

/** What users run is the bundle: builds it when there is none, or one older than its source. */
export function buildIfStale(): void {
  const builtAt = changedAt(path.join(ROOT, "dist", "tradebot.js"));
  const isCurrent = builtAt !== undefined && builtAt >= newestSource();
  if (isCurrent) return;
  process.stderr.write("building\n");
  execFileSync(process.execPath, [path.join(ROOT, "tools", "build.ts")], { stdio: "inherit" });
}

const changedAt = (file: string): number | undefined => statSync(file, { throwIfNoEntry: false })?.mtimeMs;

function newestSource(): number {
  const files = ["bin", "src"].flatMap((folder) =>
    readdirSync(path.join(ROOT, folder), { recursive: true, encoding: "utf8" }).map((file) =>
      path.join(ROOT, folder, file),
    ),
  );
  const changes = [...files, path.join(ROOT, "package-lock.json")].map((file) => changedAt(file) ?? 0);
  return Math.max(...changes);
}
