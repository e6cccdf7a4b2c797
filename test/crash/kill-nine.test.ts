import { describe, expect, it } from "vitest";
import { stepOf } from "../support/points.ts";
import { seededRandom } from "../adapters/files/seeded-random.ts";
import { killAndRestart, type Moment, type Trial } from "./trial.ts";

/** Of each test; most of a trial is waiting for the order to be filled. */
const AT_ONCE = 8;
const RANDOM_MOMENTS = 8;
/** About as long as a cycle takes that places an order. */
const CYCLE_MS = 5_500;
const TIMEOUT_MS = 240_000;

/** Right after the command wrote its n-th log line. */
const afterLine = (n: number): Moment => ({
  kind: "command",
  title: `after line ${n}`,
  arm: ({ child }) => {
    let lines = 0;
    child.stderr.on("data", (text: string) => {
      lines += text.split("\n").length - 1;
      if (lines >= n) child.kill("SIGKILL");
    });
  },
});

const afterDelay = (delayMs: number): Moment => ({
  kind: "command",
  title: `after ${delayMs} ms`,
  arm: ({ child }) => {
    const timer = setTimeout(() => child.kill("SIGKILL"), delayMs);
    child.once("close", () => {
      clearTimeout(timer);
    });
  },
});

const atRequest = (n: number): Moment => ({ kind: "request", title: `at request ${n} of the order`, n });

/** Tries moments in their order, several at once, until there are no more of them. */
async function tryAll(moments: Iterator<Moment>, onTrial: (trial: Trial) => void): Promise<void> {
  const work = async (): Promise<void> => {
    for (let next = moments.next(); next.done !== true; next = moments.next()) {
      onTrial(await killAndRestart(next.value));
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
}

/** Tries the first moment, and every so many-th, until a start lives to its end. */
async function tryAlong(momentAt: (n: number) => Moment, step: number): Promise<readonly Trial[]> {
  const trials: Trial[] = [];
  const hasSurvivor = (): boolean => trials.some(({ lastWord }) => lastWord === undefined);
  function* moments(): Generator<Moment> {
    for (let n = 1; !hasSurvivor(); n += step) yield momentAt(n);
  }
  await tryAll(moments(), (trial) => trials.push(trial));
  return trials;
}

function killsOf(trials: readonly Trial[]): readonly string[] {
  expect(new Set(trials.map(({ reference }) => reference)).size).toBe(1); // the same decision everywhere
  return trials.map(({ lastWord }) => lastWord).filter((word) => word !== undefined);
}

describe.concurrent("a command killed with SIGKILL and started again", () => {
  it(
    "has sent its order exactly once, wherever in the log it was killed",
    { timeout: TIMEOUT_MS },
    async () => {
      const step = stepOf(3);
      const kills = killsOf(await tryAlong(afterLine, step));
      expect(kills.length).toBeGreaterThanOrEqual(18 / step);
      console.info(`killed after ${kills.length} log lines; last words: ${[...new Set(kills)].join(" ")}`);
    },
  );

  it("has sent its order exactly once, whenever it was killed", { timeout: TIMEOUT_MS }, async () => {
    const seed = Number(process.env["TEST_SEED"] ?? Date.now() % 1_000_000);
    const random = seededRandom(seed);
    const delays = Array.from({ length: RANDOM_MOMENTS }, () => Math.round(random() * CYCLE_MS));
    const trials: Trial[] = [];
    await tryAll(delays.map(afterDelay).values(), (trial) => trials.push(trial));
    console.info(`TEST_SEED=${seed}: killed at ${killsOf(trials).length} of ${delays.length} random moments`);
  });

  it(
    "has sent its order exactly once when the broker's answer was on the wire",
    { timeout: TIMEOUT_MS },
    async () => {
      const kills = killsOf(await tryAlong(atRequest, 1));
      expect(kills).toEqual(
        expect.arrayContaining([
          "execution_precheck_begin",
          "execution_placement_begin",
          "execution_reconcile_begin",
        ]),
      );
      console.info(`killed at each of ${kills.length} requests; last words: ${kills.join(" ")}`);
    },
  );
});
