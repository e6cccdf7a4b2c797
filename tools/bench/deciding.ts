import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { median, type Figure } from "./figures.ts";

const ONE_DECISION = fileURLToPath(new URL("one-decision.ts", import.meta.url));
const REPETITIONS = 7;
const LIMIT_MS = 100;
const [INSTRUMENTS, BARS] = [1000, 500];

/** What it takes to decide about a long watchlist, in a process that has decided nothing before, as a cycle's is. */
export function decidingFigures(): Figure[] {
  const ofAll = cpuMs(INSTRUMENTS, BARS);
  return [
    {
      what: `CPU of deciding about ${INSTRUMENTS} instruments with ${BARS} bars each`,
      measured: `${ofAll.toFixed(0)} ms`,
      limit: { text: `under ${LIMIT_MS} ms`, share: ofAll / LIMIT_MS },
    },
    growth("twice the instruments", cpuMs(2 * INSTRUMENTS, BARS) / ofAll),
    growth("twice the bars", cpuMs(INSTRUMENTS, 2 * BARS) / ofAll),
  ];
}

/** What is done once for all makes the ratio less than two; a quarter more is what caches and the machine make of it. */
const LINEAR = 2.5;

const growth = (what: string, ratio: number): Figure => ({
  what: `the same for ${what}, to that`,
  measured: `${ratio.toFixed(2)}x`,
  limit: { text: `at most ${LINEAR}x: linear`, share: ratio / LINEAR },
});

function cpuMs(instruments: number, bars: number): number {
  return median(
    Array.from({ length: REPETITIONS }, () => {
      const { stdout, stderr } = spawnSync(
        process.execPath,
        ["--expose-gc", ONE_DECISION, String(instruments), String(bars)],
        { encoding: "utf8" },
      );
      const milliseconds = Number(stdout);
      if (stdout === "" || !Number.isFinite(milliseconds)) throw new Error(`no decision was made: ${stderr}`);
      return milliseconds;
    }),
  );
}
