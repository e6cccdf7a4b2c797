// Loaded with `node --import` before the command: writes its peak memory, in KiB, to the file BENCH_MEMORY_FILE at its end.
import { writeFileSync } from "node:fs";

const file = process.env["BENCH_MEMORY_FILE"];
delete process.env["BENCH_MEMORY_FILE"];
if (file === undefined) throw new Error("BENCH_MEMORY_FILE must name a file");

process.on("exit", () => {
  writeFileSync(file, String(process.resourceUsage().maxRSS));
});
