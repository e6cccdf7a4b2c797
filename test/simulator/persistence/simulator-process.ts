import { timestamp } from "../../../src/core/domain/time.ts";
import { startSimulator } from "../../../src/simulator/start-simulator.ts";
import { instant, TOKEN, WEDNESDAY } from "../saxo-under-test.ts";

/** A simulator in a process of its own, which can be killed. Every request takes a second of its time. */
const [, , statePath = ""] = process.argv;
let at = instant(WEDNESDAY);
const simulator = await startSimulator({
  statePath,
  now: () => at,
  accessToken: TOKEN,
  onRequest: () => {
    at = timestamp(at + 1000);
  },
});
process.stdout.write(`${simulator.restBase}\n`);
