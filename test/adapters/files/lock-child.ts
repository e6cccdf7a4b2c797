// Takes the lock of a directory, says what came of it in one line of JSON, and then dies, leaves or holds on.
import { acquireLock } from "../../../src/adapters/files/lock.ts";
import { runId } from "../../../src/core/domain/ids.ts";
import { timestamp } from "../../../src/core/domain/time.ts";

const [, , directory = "", name = "", ending = ""] = process.argv;

const result = await acquireLock({
  directory,
  owner: { runId: runId(name), since: timestamp(1_772_615_700_000) },
});
console.log(JSON.stringify(result));
if (ending === "die") process.kill(process.pid, "SIGKILL");
if (ending === "hold") process.stdin.resume(); // until killed, or until the parent closes the pipe
