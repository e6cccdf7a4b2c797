// Takes the lock again and again, writes down what it does while it has it, and now and then blocks or kills itself.
import { appendFileSync } from "node:fs";
import { setTimeout } from "node:timers/promises";
import { acquireLock } from "../../../src/adapters/files/lock.ts";
import type { Lock } from "../../../src/adapters/files/lock.ts";
import { runId } from "../../../src/core/domain/ids.ts";
import { timestamp } from "../../../src/core/domain/time.ts";
import { seededRandom } from "./seeded-random.ts";

const HOLDINGS = 25;
const RETRY_MS = 2;

const [, , directory = "", log = "", seed = ""] = process.argv;
const random = seededRandom(Number(seed));
const pause = new Int32Array(new SharedArrayBuffer(4));

/** One write at the end of the file: the lines of all workers stand in the order in which things happened. */
function note(what: string, detail = ""): void {
  appendFileSync(log, `${what} ${seed} ${detail}\n`);
}

async function hold(lock: Lock): Promise<void> {
  for (let beat = 0; beat < 3; beat += 1) {
    if (random() < 0.1)
      Atomics.wait(pause, 0, 0, 5 + 20 * random()); // the event loop stands still
    else await setTimeout(0);
    note(lock.isStillOurs() ? "beat" : "lost");
  }
  if (random() < 1 / 8) {
    note("die");
    process.kill(process.pid, "SIGKILL");
    Atomics.wait(pause, 0, 0); // the signal may take a moment to arrive
  }
}

for (let holding = 0; holding < HOLDINGS;) {
  const askedAt = performance.now();
  const result = await acquireLock({
    directory,
    owner: { runId: runId(`${seed}-${holding}`), since: timestamp(Date.now()) },
  });
  if (result.kind === "held") {
    await setTimeout(RETRY_MS);
    continue;
  }
  note("enter", result.recovered === undefined ? "" : `recovered ${performance.now() - askedAt}`);
  await hold(result.lock);
  note("leave");
  await result.lock.release();
  holding += 1;
}
