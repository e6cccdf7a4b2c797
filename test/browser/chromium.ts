import { existsSync } from "node:fs";

/** Debian's; no browser is downloaded. */
export const CHROMIUM = "/usr/bin/chromium";

/** Ends the whole run, rather than skipping what cannot be shown here. */
export default function requireChromium(): void {
  if (existsSync(CHROMIUM)) return;
  throw new Error("the tests in a browser need Debian's chromium; run: apt-get install chromium");
}
