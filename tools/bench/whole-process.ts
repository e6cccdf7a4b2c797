import { readFileSync } from "node:fs";
import path from "node:path";
import { TRADEBOT, runToEnd, type Run } from "./command.ts";
import { directoryIn } from "./directory.ts";
import { median, ratioAtMost, type Figure } from "./figures.ts";
import { BUYING_NOTHING, watchlistOf } from "./watchlist.ts";

const REPETITIONS = 21;
const WARM_UPS = 2;
const MEMORY_REPETITIONS = 5;
const MEMORY_LIMIT_MIB = 120;
const REPORT_MEMORY = new URL("./report-memory.mjs", import.meta.url).href;

/** Time from start to end, and peak memory, of whole processes. */
export function wholeProcessFigures(workplace: string): Figure[] {
  const runs = {
    nothing: { args: ["-e", "0"], cwd: workplace },
    version: { args: [TRADEBOT, "--version"], cwd: workplace, proof: /^\d+\.\d+\.\d+\n$/ },
    skip: skippedCycle(directoryIn(workplace, "skipped")),
    cycle: fullCycle(directoryIn(workplace, "full")),
  };
  const ratio = ratiosTo(runs.nothing, [runs.version, runs.skip, runs.cycle]);
  const memory = peakMemoryMiB(runs.cycle, workplace);
  const floor = peakMemoryMiB(runs.nothing, workplace);
  return [
    ratioAtMost("time of --version, to node -e 0", ratio(runs.version), 3),
    ratioAtMost("time of a cycle skipped outside hours, to node -e 0", ratio(runs.skip), 5),
    ratioAtMost("time of a full LOCAL cycle, 10 instruments, to node -e 0", ratio(runs.cycle), 12),
    {
      what: "peak memory of that cycle",
      measured: `${memory.toFixed(0)} MiB (node -e 0: ${floor.toFixed(0)})`,
      limit: { text: `under ${MEMORY_LIMIT_MIB} MiB`, share: memory / MEMORY_LIMIT_MIB },
    },
  ];
}

/** Fixed hours that begin in two hours. */
function skippedCycle(cwd: string): Run {
  const hour = (ahead: number): string => String((new Date().getUTCHours() + ahead) % 24).padStart(2, "0");
  return {
    args: [TRADEBOT, "--single-cycle"],
    cwd,
    env: {
      TRADING_HOURS_MODE: "fixed",
      TIMEZONE: "UTC",
      TRADING_DAYS: "Mon-Sun",
      TRADING_START: `${hour(2)}:00`,
      TRADING_END: `${hour(3)}:00`,
    },
    proof: /: skipped \(OUTSIDE_TRADING_HOURS\)/,
  };
}

/** Everything but an order: every purchase is denied by one of the last gates. */
function fullCycle(cwd: string): Run {
  return {
    args: [TRADEBOT, "--single-cycle"],
    cwd,
    env: { WATCHLIST: watchlistOf(10), ...BUYING_NOTHING },
    proof: /10 of 10 instruments read; .*orders: 0 placed/,
  };
}

/** Medians against the base, all taken in turn, so that whatever slows the machine slows them alike. */
function ratiosTo(base: Run, others: readonly Run[]): (run: Run) => number {
  const times = new Map<Run, number[]>([base, ...others].map((run) => [run, []]));
  for (let repetition = 1 - WARM_UPS; repetition <= REPETITIONS; repetition += 1) {
    for (const [run, taken] of times) {
      const startedAt = performance.now();
      runToEnd(run);
      if (repetition > 0) taken.push(performance.now() - startedAt);
    }
  }
  const medianOf = (run: Run): number => median(times.get(run) ?? []);
  return (run) => medianOf(run) / medianOf(base);
}

function peakMemoryMiB(run: Run, workplace: string): number {
  const file = path.join(workplace, "peak-memory");
  const peaks = Array.from({ length: MEMORY_REPETITIONS }, () => {
    runToEnd({
      ...run,
      args: ["--import", REPORT_MEMORY, ...run.args],
      env: { ...run.env, BENCH_MEMORY_FILE: file },
    });
    return Number(readFileSync(file, "utf8")) / 1024;
  });
  return median(peaks);
}
