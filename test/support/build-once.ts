import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";

/** The bundle's tests run what is in the tree now, not what was built some time ago. */
export default function build(): void {
  execFileSync(process.execPath, ["tools/build.ts"], {
    cwd: fileURLToPath(new URL("../..", import.meta.url)),
    stdio: "inherit",
  });
}
