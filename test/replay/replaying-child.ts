// Makes every decision of a store again in a process of its own, and prints what came of it.
import { readFileSync } from "node:fs";
import path from "node:path";
import { openStoreForReading } from "../../src/adapters/store/open-store.ts";
import { replay } from "../../src/cli/explain/replay.ts";
import { cycleId } from "../../src/core/domain/ids.ts";
import { strategyLabel } from "../../src/core/strategy/contract.ts";
import { movingAverage } from "../../src/core/strategy/moving-average.ts";

const [directory = ""] = process.argv.slice(2);
const reader = openStoreForReading(directory);
if (reader === undefined) throw new Error("there is no store");
const cycles = JSON.parse(readFileSync(path.join(directory, "cycles.json"), "utf8")) as readonly number[];
const code = {
  program: "1.0.0",
  strategyBy: (label: string) => (label === strategyLabel(movingAverage) ? movingAverage : undefined),
};
const replays = cycles.map((id) => replay(reader, cycleId(id), code));
reader.close();
const others = replays.filter(({ outcome }) => outcome !== "same");
const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
process.stdout.write(JSON.stringify({ zone, same: replays.length - others.length, others }));
