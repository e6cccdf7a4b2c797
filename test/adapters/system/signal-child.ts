// Waits on the system's clock until something asks it to stop, and says what that was.
import { systemClock } from "../../../src/adapters/system/system-clock.ts";
import { watchSignals } from "../../../src/adapters/system/watch-signals.ts";
import { durationMs, minutes } from "../../../src/core/domain/time.ts";

const [, , deadlineMs = ""] = process.argv;

const watch = watchSignals();
if (deadlineMs !== "") watch.setDeadline(durationMs(Number(deadlineMs)));
console.log("ready");
await systemClock(watch.signal).sleep(minutes(10));
console.log(JSON.stringify(watch.request.reason));
watch.close();
