// Measures what the program promises about speed, size and round trips, and prints it beside the promises. Times are
// ratios to something taken in turn with them, so that the figures of two machines can be compared.
//
// --only <section> measures a single one; --peers <folder> says where further packages for indicators.ts are installed.
import { mkdtempSync, rmSync } from "node:fs";
import { availableParallelism, loadavg, tmpdir } from "node:os";
import path from "node:path";
import { parseArgs } from "node:util";
import { buildIfStale } from "./build-if-stale.ts";
import { decidingFigures } from "./deciding.ts";
import { renderFigures, type Figure } from "./figures.ts";
import { indicatorFigures } from "./indicators.ts";
import { logFigures } from "./log-throughput.ts";
import { longWatchlistFigures } from "./long-watchlists.ts";
import { roundTripFigures } from "./round-trips.ts";
import { storeFigures } from "./store-commits.ts";
import { wholeProcessFigures } from "./whole-process.ts";

const { values: options } = parseArgs({ options: { only: { type: "string" }, peers: { type: "string" } } });

const SECTIONS: Readonly<Record<string, (workplace: string) => Figure[] | Promise<Figure[]>>> = {
  "whole processes": wholeProcessFigures,
  "round trips": roundTripFigures,
  "long watchlists": longWatchlistFigures,
  deciding: decidingFigures,
  log: logFigures,
  store: storeFigures,
  indicators: () => indicatorFigures(options.peers),
};
const sections = Object.entries(SECTIONS).filter(([name]) => name === (options.only ?? name));
if (sections.length === 0) throw new Error(`--only takes one of: ${Object.keys(SECTIONS).join(", ")}`);

/** Under load, processes that use several threads lose more than those that use one, and ratios of times grow. */
function conditions(): string {
  const [load = 0] = loadavg();
  const cores = availableParallelism();
  const machine = `Node ${process.versions.node} on ${process.platform} ${process.arch}`;
  if (load < cores / 2) return machine;
  return `${machine}, busy when this began (load ${load.toFixed(1)} on ${cores} cores): repeat it on an idle one before trusting the times`;
}

const measuredOn = conditions();
buildIfStale();
const workplace = mkdtempSync(path.join(tmpdir(), "tradebot-bench-"));
try {
  const figures: Figure[] = [];
  for (const [name, measure] of sections) {
    process.stderr.write(`measuring: ${name}\n`);
    figures.push(...(await measure(workplace)));
  }
  process.stdout.write(`${measuredOn}\n\n`);
  process.stdout.write(renderFigures(figures));
} finally {
  rmSync(workplace, { recursive: true, force: true });
}
