import { readFileSync } from "node:fs";
import path from "node:path";
import { isoFromTimestamp } from "../../src/core/domain/time.ts";
import { PatientClock } from "../../test/support/patient-clock.ts";
import { cycleInProcess } from "./cycle-in-process.ts";
import { directoryIn } from "./directory.ts";
import { BEGINNING, minutesAfter, openRig, type Rig } from "./exchange-rig.ts";
import { median, times, type Figure } from "./figures.ts";
import { BUYING_NOTHING, watchlistOf } from "./watchlist.ts";

const COUNTS = [10, 100, 1000];
const [FEW = 10] = COUNTS;
/** Long enough to stand out from what a process takes by itself. */
const LATENCY_MS = 400;
const REPETITIONS = 3;
const REPORT_MEMORY = new URL("./report-memory.mjs", import.meta.url).href;
/** One cycle every five minutes, until nothing is missing. */
const CYCLE_MINUTES = 5;
const CYCLES_MAX = 40;
/** Of an hour's bars none closes between these; in the first minute after it one has closed in each instrument. */
const [QUIET_MINUTE, FRESH_MINUTE] = [55, 60];

// What Saxo's API permits at the least (limits of its service groups, one list call for each asset type):
/** Balance, net positions, open orders, and one list of quotes. */
const LEAST_REQUESTS = 4;
/** Schedules and charts are asked for one by one. */
const SCHEDULES_PER_MINUTE = 60;
const CHARTS_PER_MINUTE = 120;

interface Measured {
  readonly figures: readonly Figure[];
  readonly refusedForHaste: number;
  /** Of a warm cycle over a network without latency. */
  readonly ms: number;
}

/** Whole cycles with watchlists of three lengths, cold and warm, against the least that the broker's limits permit. */
export async function longWatchlistFigures(workplace: string): Promise<Figure[]> {
  const measured = new Map<number, Measured>();
  for (const count of COUNTS) measured.set(count, await measure(workplace, count));
  const all = [...measured.values()];
  const refused = all.reduce((sum, { refusedForHaste }) => sum + refusedForHaste, 0);
  return [
    ...all.flatMap(({ figures }) => figures),
    ...COUNTS.slice(1).map((count) => growth(count, measured)),
    {
      what: "requests of all those cycles refused for haste (429)",
      measured: String(refused),
      limit: { text: "none", share: refused === 0 ? 0 : Infinity },
    },
  ];
}

/** More instruments may cost in proportion to their number, never more. */
function growth(count: number, measured: ReadonlyMap<number, Measured>): Figure {
  const ratio = (measured.get(count)?.ms ?? NaN) / (measured.get(FEW)?.ms ?? NaN);
  const most = count / FEW;
  return {
    what: `time of a warm cycle of ${count} instruments, to one of ${FEW}`,
    measured: times(ratio),
    limit: { text: `at most ${most}x`, share: ratio / most },
  };
}

async function measure(workplace: string, count: number): Promise<Measured> {
  const rig = await openRig({
    directory: directoryIn(workplace, `watchlist-${count}`),
    env: { WATCHLIST: watchlistOf(count), ...BUYING_NOTHING, BAR_MINUTES: "60" },
    proof: new RegExp(`${count} of ${count} instruments read; .*orders: 0 placed`),
    sessionsBeforePurchase: 0,
  });
  const name = `${count} instruments`;
  try {
    const cold = await cyclesUntilComplete(rig, count, 0);
    const quiet = await quietCycles(rig, workplace);
    const fresh = await cyclesUntilComplete(rig, count, FRESH_MINUTE);
    const figures = [
      overTime(
        `${name}, nothing cached`,
        cold,
        Math.max(count / SCHEDULES_PER_MINUTE, count / CHARTS_PER_MINUTE),
      ),
      {
        what: `${name}, warm, no bar closed`,
        measured: `${quiet.requests} requests in ${quiet.roundTrips} round trip${quiet.roundTrips === 1 ? "" : "s"} (least: ${LEAST_REQUESTS} in 1)`,
      },
      {
        what: `${name}, warm: time by the latency of the network`,
        measured: `${quiet.latencies.toFixed(1)} latencies of ${LATENCY_MS} ms`,
      },
      { what: `${name}, warm: peak memory`, measured: `${quiet.memoryMiB.toFixed(0)} MiB` },
      overTime(`${name}, warm, a bar closed in each`, fresh, count / CHARTS_PER_MINUTE),
    ];
    const refusedForHaste = cold.refusedForHaste + quiet.refusedForHaste + fresh.refusedForHaste;
    return { figures, refusedForHaste, ms: quiet.ms };
  } finally {
    await rig.close();
  }
}

interface Completed {
  readonly cycles: number;
  readonly requests: number;
  readonly seconds: number;
  readonly refusedForHaste: number;
}

/** @param leastMinutes what the limits of the broker make of so many requests */
const overTime = (what: string, { cycles, requests, seconds }: Completed, leastMinutes: number): Figure => ({
  what,
  measured:
    `${requests} requests in ${cycles} cycle${cycles === 1 ? "" : "s"} every ${CYCLE_MINUTES} minutes, ` +
    `complete after ${seconds.toFixed(0)} s (least: ${(60 * Math.max(0, Math.ceil(leastMinutes) - 1)).toFixed(0)} s)`,
});

/** Cycles of which each goes on where the one before had to end, on a clock that waits for no second. */
async function cyclesUntilComplete(rig: Rig, count: number, minute: number): Promise<Completed> {
  rig.proxy.latencyMs = 0;
  let completed = { cycles: 0, requests: 0, seconds: 0 };
  for (let cycles = 1; cycles <= CYCLES_MAX; cycles += 1) {
    const beganAt = minutesAfter(BEGINNING, minute + (cycles - 1) * CYCLE_MINUTES);
    const clock = new PatientClock(isoFromTimestamp(beganAt));
    rig.follow(clock);
    const { exitCode, requests } = await cycleInProcess(rig.env, clock);
    if (exitCode !== 0) throw new Error(`a cycle of ${count} instruments ended with exit ${exitCode}`);
    if (requests <= LEAST_REQUESTS + count / 50)
      return { ...completed, refusedForHaste: rig.proxy.takeTraffic().refusedForHaste };
    const seconds = (clock.now() - minutesAfter(BEGINNING, minute)) / 1000;
    completed = { cycles, requests: completed.requests + requests, seconds };
  }
  throw new Error(`${count} instruments were not read in ${CYCLES_MAX} cycles`);
}

interface Quiet {
  readonly requests: number;
  readonly roundTrips: number;
  readonly latencies: number;
  readonly ms: number;
  readonly memoryMiB: number;
  readonly refusedForHaste: number;
}

/** The command itself, as a scheduler starts it, with everything cached and nothing new. */
async function quietCycles(rig: Rig, workplace: string): Promise<Quiet> {
  const file = path.join(workplace, "peak-memory");
  const withMemory = { args: ["--import", REPORT_MEMORY], env: { BENCH_MEMORY_FILE: file } };
  rig.proxy.latencyMs = undefined;
  const { rounds, refusedForHaste } = await rig.cycleAfter(QUIET_MINUTE);
  const taken: Record<number, number[]> = { 0: [], [LATENCY_MS]: [] };
  const memory: number[] = [];
  for (let repetition = 0; repetition < REPETITIONS; repetition += 1) {
    for (const latencyMs of [0, LATENCY_MS]) {
      rig.proxy.latencyMs = latencyMs;
      const startedAt = performance.now();
      await rig.cycleAfter(QUIET_MINUTE, withMemory);
      taken[latencyMs]?.push(performance.now() - startedAt);
      memory.push(Number(readFileSync(file, "utf8")) / 1024);
    }
  }
  const ms = median(taken[0] ?? []);
  return {
    requests: rounds.flat().length,
    roundTrips: rounds.length,
    latencies: (median(taken[LATENCY_MS] ?? []) - ms) / LATENCY_MS,
    ms,
    memoryMiB: median(memory),
    refusedForHaste,
  };
}
