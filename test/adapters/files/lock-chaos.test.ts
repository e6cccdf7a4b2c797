import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { readLockOwner } from "../../../src/adapters/files/lock.ts";
import { startChild } from "./child-process.ts";
import { seededRandom } from "./seeded-random.ts";

const WORKER = new URL("./chaos-worker.ts", import.meta.url);

const HOUR_MS = 3_600_000;
/** One place for each worker, and how far its clock is off. */
const CLOCK_ERRORS_MS = [0, 0, HOUR_MS, -HOUR_MS, 48 * HOUR_MS, 0];
const LIVES_PER_PLACE = 5;

interface Step {
  readonly what: string;
  readonly life: string;
  /** Of an entry that took over from the dead: what the taking took. */
  readonly recoveryMs?: number;
}

/** One worker after the other, each until it is done or dead; every other one is killed from outside as well. */
async function livesAtOnePlace(place: number, seed: number, paths: readonly string[]): Promise<void> {
  for (let life = 0; life < LIVES_PER_PLACE; life += 1) {
    const clockErrorMs = CLOCK_ERRORS_MS[place] ?? 0;
    const lifeSeed = seed + 100 * place + life;
    const environment = clockErrorMs === 0 ? {} : { TEST_CLOCK_START: String(Date.now() + clockErrorMs) };
    const child = startChild(WORKER, [...paths, String(lifeSeed)], environment);
    const killer =
      life % 2 === 1
        ? setTimeout(() => child.process.kill("SIGKILL"), 300 + 400 * seededRandom(lifeSeed)())
        : undefined;
    const ending = await child.ended;
    clearTimeout(killer);
    if (ending !== 0 && ending !== "SIGKILL") throw new Error(`worker ${lifeSeed} ended with ${ending}`);
  }
}

function stepsIn(log: string): readonly Step[] {
  return readFileSync(log, "utf8")
    .trimEnd()
    .split("\n")
    .map((line) => {
      const [what = "", life = "", kind = "", took = ""] = line.split(" ");
      return { what, life, ...(kind === "recovered" ? { recoveryMs: Number(took) } : {}) };
    });
}

/** Steps taken by somebody who was not the last to enter: each is a moment with two holders. */
const violationsIn = (steps: readonly Step[]): readonly Step[] => {
  let holder: string | undefined;
  return steps.filter((step) => {
    if (step.what === "enter") holder = step.life;
    return step.life !== holder || step.what === "lost";
  });
};

/** Entries directly after a holder that did not leave. */
const takeoversIn = (steps: readonly Step[]): readonly Step[] =>
  steps.filter(({ what }, index) => what === "enter" && index > 0 && steps[index - 1]?.what !== "leave");

const median = (sorted: readonly number[]): number => sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;

test("six workers that block, die and live by wrong clocks never hold the lock together", async () => {
  const seed = Number(process.env["TEST_SEED"] ?? Date.now() % 1_000_000);
  const root = mkdtempSync(join(tmpdir(), "tradebot-chaos-"));
  const directory = join(root, "state");
  const log = join(root, "steps.log");
  try {
    await Promise.all(
      CLOCK_ERRORS_MS.map((_, place) => livesAtOnePlace(place, seed * 1000, [directory, log])),
    );
    const steps = stepsIn(log);
    const takeovers = takeoversIn(steps);
    const times = takeovers.flatMap(({ recoveryMs }) => recoveryMs ?? []).sort((a, b) => a - b);
    const entries = steps.filter((step) => step.what === "enter").length;
    console.info(
      `lock chaos, TEST_SEED=${seed}: ${entries} holdings, ${takeovers.length} takeovers from the dead, ` +
        `each in ${median(times).toFixed(1)} ms (median; longest ${times.at(-1)?.toFixed(1) ?? "-"} ms)`,
    );
    expect(violationsIn(steps)).toEqual([]);
    expect(times).toHaveLength(takeovers.length); // every one was reported as such
    expect(takeovers.length).toBeGreaterThan(5);
    expect(entries).toBeGreaterThan(30);
    expect(readLockOwner(directory)).not.toMatchObject({ holder: "alive" });
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}, 60_000);
