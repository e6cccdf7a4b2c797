// A process that logs many lines and then ends in the way it is told: node child.ts <directory> <date> <lines> <end>
import { openLog } from "../../../src/adapters/logging/open-log.ts";
import { at, CONTEXT } from "./support-values.ts";

const [directory = "", date = "", lines = "", end = ""] = process.argv.slice(2);

const log = await openLog({
  directory,
  level: "info",
  rotation: { mode: "time", retentionDays: 30 },
  console: "plain",
  secrets: [],
  now: () => at(`${date}T12:00:00.000Z`),
  context: CONTEXT,
  stderr: process.stderr,
});
for (let uic = 1; uic <= Number(lines); uic++) {
  log.emit("marketdata_instrument_failed", { instrument_id: `Stock:${uic}`, reason: "NO_QUOTE", uic });
}
process.stdout.write(`degraded=${log.isDegraded}\n`);

switch (end) {
  case "exit":
    process.exit(0);
    break;
  case "throw":
    throw new Error("uncaught");
  case "reject":
    void Promise.reject(new Error("unhandled"));
    break;
  case "abort":
    process.abort();
    break;
  case "SIGKILL":
  case "SIGTERM":
    process.kill(process.pid, end);
    break;
  default:
    log.flushAndClose();
}
