import { endOnUncaught } from "../src/cli/last-resort.ts";
import { main } from "../src/cli/main.ts";

const EXIT_PATIENCE_MS = 2_000;

endOnUncaught(process);
process.exitCode = await main(process);
// Everything is written and released by now. What could still keep the process is a reader of stderr that stands
// still; a scheduler that waits for us must not wait for it.
setTimeout(() => {
  process.exit();
}, EXIT_PATIENCE_MS).unref();
