import { randomSeed } from "../../adapters/system/random-seed.ts";
import { watchSignals } from "../../adapters/system/watch-signals.ts";
import { PROMISES } from "../../selftest/breach.ts";
import { lastLine, runSelftest, type Proof } from "../../selftest/run-selftest.ts";
import { EXIT_CODES, signalExitCode } from "../exit-codes.ts";
import { printable, printJson } from "../output.ts";
import { withProgress } from "../progress.ts";
import type { CommandInput } from "../register/commands.ts";
import type { SelftestFlags } from "../register/proving.ts";

/** Performs the schedules and says what came of them; a signal leaves it at those that are done. */
export async function runSelftestCommand(input: CommandInput, flags: SelftestFlags): Promise<number> {
  const { schedules, seed = randomSeed() } = flags;
  const stop = watchSignals();
  try {
    const proof = await withProgress(input.host, (say) =>
      runSelftest({
        seed,
        schedules,
        onSchedule: (number) => {
          say(`schedule ${number} of ${schedules}`);
        },
        isToEnd: () => stop.request.reason !== undefined,
      }),
    );
    tell(input, proof);
    if (proof.breaches.length > 0) return EXIT_CODES.bug.code;
    const { reason } = stop.request;
    return reason?.kind === "signal" ? signalExitCode(reason.signal) : EXIT_CODES.done.code;
  } finally {
    stop.close();
  }
}

/** Enough to begin with. */
const BREACHES_TOLD = 20;

function tell({ host, json }: CommandInput, proof: Proof): void {
  for (const { seed, promise, detail } of proof.breaches.slice(0, BREACHES_TOLD)) {
    host.stderr.write(
      `schedule ${seed}: ${PROMISES[promise]}: ${printable(detail)}\n  to see it again: ${replayOf(seed)}\n`,
    );
  }
  if (json) printJson(host, documentOf(proof));
  else host.stdout.write(`${countsOf(proof)}\n${lastLine(proof)}\n`);
}

const replayOf = (seed: number): string => `tradebot selftest --seed ${seed} --schedules 1`;

function countsOf({ happenings, faults }: Proof): string {
  const struck = Object.values(faults).reduce((sum, count) => sum + count, 0);
  return [...Object.entries(happenings), ["faults", struck] as const]
    .map(([name, count]) => `${name}=${count}`)
    .join(" ");
}

const documentOf = ({ schedules, orders, duplicates, lost, seed, happenings, faults, breaches }: Proof) => ({
  schedules,
  orders,
  duplicates,
  lost,
  seed,
  happenings,
  faults,
  breaches: breaches.map(({ promise, detail, seed: of }) => ({
    seed: of,
    promise,
    meaning: PROMISES[promise],
    detail,
    replay: replayOf(of),
  })),
});
