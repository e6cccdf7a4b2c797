import { missingPackages } from "./missing-packages.ts";

/** Ends the whole run, rather than skipping what cannot be shown here. */
export default function requireMachine(): void {
  const missing = missingPackages();
  if (process.platform !== "linux" || process.getuid?.() !== 0) {
    throw new Error(
      `the schedulers are tested on Linux as root; found ${process.platform}, user ${String(process.getuid?.())}`,
    );
  }
  if (missing.length > 0) {
    throw new Error(
      `the tests of the schedulers need more programs; run: apt-get install ${missing.join(" ")}`,
    );
  }
}
