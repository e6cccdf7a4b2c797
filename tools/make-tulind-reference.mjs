/**
 * Writes test/fixtures/indicators/tulind.json: what the C library behind the npm package tulind makes of real prices, to hold our
 * indicators against. The package is no dependency: it has to be compiled where it is installed, and brings a long tail of
 * packages for that. So this runs by hand, on any Node that tulind can be compiled for:
 *
 *   mkdir /tmp/tulind && cd /tmp/tulind && npm init -y && npm install tulind@0.8.20    (needs a C++ compiler, make, Python)
 *   node tools/make-tulind-reference.mjs /tmp/tulind                                   (from the project's folder)
 */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";

const [directory] = process.argv.slice(2);
if (directory === undefined) {
  console.error("usage: node tools/make-tulind-reference.mjs <the folder in which tulind is installed>");
  process.exit(64);
}
const requireThere = createRequire(path.resolve(directory, "package.json"));
const { indicators } = requireThere("tulind");
const { version } = requireThere("tulind/package.json");

const rowsOf = (name) =>
  readFileSync(new URL(`../node_modules/vega-datasets/data/${name}`, import.meta.url), "utf8")
    .trimEnd()
    .split(/\r?\n/)
    .slice(1)
    .map((line) => line.split(","));

const sp500 = rowsOf("sp500-2000.csv");
const SERIES = {
  sp500: {
    high: sp500.map((row) => Number(row[2])),
    low: sp500.map((row) => Number(row[3])),
    close: sp500.map((row) => Number(row[4])),
  },
  amazon: {
    close: rowsOf("stocks.csv")
      .filter(([symbol]) => symbol === "AMZN")
      .map((row) => Number(row[2])),
  },
};

/** What is asked for: series, tulind's name of the indicator, its options. */
const WANTED = Object.keys(SERIES).flatMap((series) => [
  ...[1, 2, 20, 50].map((window) => [series, "sma", [window]]),
  ...[1, 2].map((window) => [series, "ema", [window]]),
  ...[1, 2, 14].map((window) => [series, "rsi", [window]]),
  [series, "bbands", [20, 2]],
  [series, "bbands", [5, 1.5]],
  [series, "stddev", [20]],
  ...[1, 20].map((window) => [series, "roc", [window]]),
  ...[1, 20].map((window) => [series, "max", [window]]),
  ...[1, 20].map((window) => [series, "min", [window]]),
]);
WANTED.push(
  ...[20, 50].map((window) => ["sp500", "ema", [window]]), // long enough for tulind's seed to fade
  ["sp500", "macd", [10, 30, 9]], // of 12 and 26, tulind makes other weights than 2 / 13 and 2 / 27
  ...[1, 2, 14].map((window) => ["sp500", "atr", [window]]),
);

const inputsOf = (series, name) =>
  name === "atr" ? [series.high, series.low, series.close] : [series.close];

async function reference([seriesName, name, options]) {
  const outputs = await indicators[name].indicator(inputsOf(SERIES[seriesName], name), options);
  const first = SERIES[seriesName].close.length - outputs[0].length;
  const sampled = outputs[0]
    .map((_, at) => at)
    .filter((at) => at < 20 || at % 97 === 0 || at >= outputs[0].length - 3);
  // Bands and lines in tulind's own order; NaN, where it divides nothing by nothing, as null.
  const values = sampled.map((at) => [first + at, ...outputs.map((output) => output[at])]);
  return { series: seriesName, indicator: name, options, first, values };
}

const references = [];
for (const wanted of WANTED) references.push(await reference(wanted));
const lines = references.map((one) => JSON.stringify(one));
const target = new URL("../test/fixtures/indicators/tulind.json", import.meta.url);
mkdirSync(new URL(".", target), { recursive: true });
writeFileSync(target, `{"package": "tulind@${version}", "references": [\n${lines.join(",\n")}\n]}\n`);
console.log(`${references.length} references from tulind ${version}`);
