import { OURS, packagesIn, TASKS, type IndicatorPackage, type Prices } from "./indicator-packages.ts";
import { median, times, type Figure } from "./figures.ts";

const VALUES = 1_000_000;
const ROUNDS = 7;

/**
 * What each indicator takes for a million values, and how that compares with the fastest package of others. More of these than
 * the one that the tests use are measured from a folder of their own:
 *
 *   mkdir /tmp/peers && cd /tmp/peers && npm init -y
 *   npm install indicatorts@2.2.2 @ixjb94/indicators@1.2.4 technicalindicators@3.1.0     (and tulind@0.8.20, with a C++ compiler)
 *   npm run bench -- --peers /tmp/peers --only indicators                                 (from the project's folder)
 */
export async function indicatorFigures(peers: string | undefined): Promise<Figure[]> {
  const prices = walk();
  const others = packagesIn(peers);
  const figures: Figure[] = [];
  for (const task of TASKS) {
    const able = [OURS, ...others].filter(({ tasks }) => tasks[task] !== undefined);
    const [ours, ...theirs] = await inTurn(able, task, prices);
    const [fastest] = theirs.toSorted((one, other) => one.taken - other.taken);
    if (ours !== undefined) figures.push(figureOf(task, ours.taken, fastest));
  }
  return figures;
}

interface Taken {
  readonly name: string;
  /** In milliseconds of the thread's own time, whatever else the machine does, for the million. */
  readonly taken: number;
}

function figureOf(task: string, taken: number, fastest: Taken | undefined): Figure {
  const speed = `${taken.toFixed(1)} ms`;
  const compared =
    fastest === undefined ? "" : `, ${times(fastest.taken / taken)} as fast as ${fastest.name}`;
  return { what: `indicators: ${task} of a million values`, measured: `${speed}${compared}` };
}

/** Round by round, so that what slows the machine down slows all of them down; the first round only warms up. */
async function inTurn(
  packages: readonly IndicatorPackage[],
  task: (typeof TASKS)[number],
  prices: Prices,
): Promise<Taken[]> {
  const rounds = packages.map((): number[] => []);
  for (let round = 0; round <= ROUNDS; round += 1) {
    for (const [index, { tasks }] of packages.entries()) {
      const begun = process.threadCpuUsage();
      await tasks[task]?.(prices);
      const { user, system } = process.threadCpuUsage(begun);
      if (round > 0) rounds[index]?.push((user + system) / 1000);
    }
  }
  return packages.map(({ name }, index) => ({ name, taken: median(rounds[index] ?? []) }));
}

/** The same walk each time, of prices that look like prices. */
function walk(): Prices {
  let close = 100;
  const bars = Array.from({ length: VALUES }, (_, index) => {
    close *= 1 + Math.sin(index * 12.9898) / 100;
    const reach = 1 + Math.abs(Math.sin(index * 78.233)) / 100;
    return { high: close * reach, low: close / reach, close };
  });
  return {
    bars,
    highs: bars.map(({ high }) => high),
    lows: bars.map(({ low }) => low),
    closes: bars.map((bar) => bar.close),
  };
}
