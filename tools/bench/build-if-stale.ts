import { execFileSync } from "node:child_process";
import path from "node:path";
import { ROOT } from "./command.ts";

/** What users run is the bundle; the build does nothing when it is current. */
export function buildIfStale(): void {
  execFileSync(process.execPath, [path.join(ROOT, "tools", "build.ts")], { stdio: "inherit" });
}
