// Bundles bin/tradebot.ts and what it imports into dist/, and fills the compile cache, so that a scheduled start is fast.
import { execFileSync } from "node:child_process";
import { copyFileSync, rmSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { rolldown } from "rolldown";
import { builtinsUntouched, partsOfPackages } from "./bundle-plugins.ts";

const root = fileURLToPath(new URL("..", import.meta.url));
const dist = `${root}dist`;

/** Data files the simulator reads beside its code. */
const ASSETS = ["src/simulator/market/sp500-daily.bin"];

rmSync(dist, { recursive: true, force: true });
const bundle = await rolldown({
  input: { tradebot: `${root}bin/tradebot.ts` },
  platform: "node",
  plugins: [builtinsUntouched(), partsOfPackages()],
  logLevel: "warn",
});
await bundle.write({
  dir: dist,
  format: "esm",
  entryFileNames: "[name].js",
  chunkFileNames: "[name]-[hash].js",
});
await bundle.close();
for (const asset of ASSETS) copyFileSync(root + asset, `${dist}/${asset.slice(asset.lastIndexOf("/") + 1)}`);

const runToWarmTheCache = (args: readonly string[]): void => {
  execFileSync(process.execPath, [`${root}bin/tradebot.mjs`, ...args], { stdio: "ignore", cwd: root });
};
runToWarmTheCache(["--version"]);
runToWarmTheCache(["--help"]);
