// The whole proof: ten thousand random schedules, shared by as many processes as there are processors. Give the number of
// schedules as the first argument, and the seed of the first one as the second, to have others.
import { spawn } from "node:child_process";
import { randomInt } from "node:crypto";
import { availableParallelism } from "node:os";
import path from "node:path";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";

const COMMAND = path.join(fileURLToPath(new URL("../..", import.meta.url)), "bin", "tradebot.ts");
const BROKEN = 70;

interface Share {
  readonly seed: number;
  readonly schedules: number;
}

type Counts = Readonly<Record<string, number>>;

interface Result {
  readonly schedules: number;
  readonly orders: number;
  readonly duplicates: number;
  readonly lost: number;
  readonly happenings: Counts;
  readonly faults: Counts;
  readonly breaches: readonly {
    readonly meaning: string;
    readonly detail: string;
    readonly replay: string;
  }[];
}

/** Ranges of seeds, one after another. */
function shares({ seed, schedules }: Share, processes: number): readonly Share[] {
  const size = Math.ceil(schedules / processes);
  return Array.from({ length: processes }, (_, index) => ({
    seed: seed + index * size,
    schedules: Math.min(size, schedules - index * size),
  })).filter((share) => share.schedules > 0);
}

async function perform({ seed, schedules }: Share): Promise<Result> {
  const words = ["selftest", "--json", "--seed", String(seed), "--schedules", String(schedules)];
  const child = spawn(process.execPath, [COMMAND, ...words], { stdio: ["ignore", "pipe", "inherit"] });
  const ended = new Promise<number | null>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", resolve);
  });
  const [output, code] = await Promise.all([text(child.stdout), ended]);
  if (code !== 0 && code !== BROKEN)
    throw new Error(
      `the selftest of ${schedules} schedules from seed ${seed} ended with ${code ?? "a signal"}`,
    );
  return JSON.parse(output) as Result;
}

function summed(counts: readonly Counts[]): Counts {
  const totals: Record<string, number> = {};
  for (const [name, count] of counts.flatMap((some) => Object.entries(some)))
    totals[name] = (totals[name] ?? 0) + count;
  return totals;
}

const inWords = (counts: Counts): string =>
  Object.entries(counts)
    .map(([name, count]) => `${name}=${count}`)
    .join(" ");

const [schedules, seed] = [Number(process.argv[2] ?? 10_000), Number(process.argv[3] ?? randomInt(2 ** 30))];
if (!Number.isSafeInteger(schedules) || schedules < 1 || !Number.isSafeInteger(seed) || seed < 0)
  throw new Error("expected a number of schedules, at least 1, and a seed, at least 0");
process.stdout.write(`${schedules} schedules from seed ${seed}\n`);
const results = await Promise.all(shares({ seed, schedules }, availableParallelism()).map(perform));
const breaches = results.flatMap((result) => result.breaches);
const sumOf = (name: "schedules" | "orders" | "duplicates" | "lost"): number =>
  results.reduce((sum, result) => sum + result[name], 0);
process.stdout.write(`${inWords(summed(results.map((result) => result.happenings)))}\n`);
process.stdout.write(`faults: ${inWords(summed(results.map((result) => result.faults)))}\n`);
for (const { meaning, detail, replay } of breaches)
  process.stdout.write(`${meaning}: ${detail}\n  to see it again: ${replay}\n`);
process.stdout.write(
  `schedules=${sumOf("schedules")} orders=${sumOf("orders")} duplicates=${sumOf("duplicates")} lost=${sumOf("lost")} seed=${seed}\n`,
);
process.exitCode = breaches.length === 0 && sumOf("schedules") === schedules ? 0 : BROKEN;
