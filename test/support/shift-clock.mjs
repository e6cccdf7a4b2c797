// Loaded with `node --import` before the program: moves its wall clock to the instant in TEST_CLOCK_START (milliseconds
// since 1970), from where it runs on at its normal pace. A sleep of exactly TEST_SLEEP_SKIPPED milliseconds is over at
// once, with the clock moved on by as much. The program itself knows nothing of this.
import { syncBuiltinESMExports } from "node:module";
import timers from "node:timers/promises";

const start = Number(process.env["TEST_CLOCK_START"]);
const skipped = Number(process.env["TEST_SLEEP_SKIPPED"]);
delete process.env["TEST_CLOCK_START"];
delete process.env["TEST_SLEEP_SKIPPED"];
if (!Number.isSafeInteger(start)) throw new Error("TEST_CLOCK_START must be milliseconds since 1970");

const realNow = Date.now.bind(Date);
let offset = start - realNow();
Date.now = () => realNow() + offset;

if (Number.isSafeInteger(skipped)) {
  const sleep = timers.setTimeout;
  timers.setTimeout = async (delay, ...rest) => {
    if (delay !== skipped) return sleep(delay, ...rest);
    offset += delay;
  };
  syncBuiltinESMExports();
}
