import type { Breach } from "./breach.ts";
import { drawSchedule } from "./draw-schedule.ts";
import { runSchedule, type Verdict } from "./run-schedule.ts";

/** What came of many schedules. */
export interface Proof {
  /** Of the first schedule; each further one's is one more. */
  readonly seed: number;
  /** Performed to the end. */
  readonly schedules: number;
  /** Orders of ours that the broker took. */
  readonly orders: number;
  readonly duplicates: number;
  readonly lost: number;
  readonly breaches: readonly (Breach & { readonly seed: number })[];
  readonly happenings: Readonly<Record<string, number>>;
  /** Faults that struck, by kind. */
  readonly faults: Readonly<Record<string, number>>;
}

interface Selftest {
  readonly seed: number;
  readonly schedules: number;
  /** Told before each. */
  readonly onSchedule: (number: number) => void;
  /** Asked before each: whether to leave it at those that are done. */
  readonly isToEnd: () => boolean;
}

export async function runSelftest({ seed, schedules, onSchedule, isToEnd }: Selftest): Promise<Proof> {
  const verdicts: Verdict[] = [];
  while (verdicts.length < schedules && !isToEnd()) {
    onSchedule(verdicts.length + 1);
    verdicts.push(await performed(seed + verdicts.length));
  }
  const breaches = verdicts.flatMap((verdict) =>
    verdict.breaches.map((breach) => ({ ...breach, seed: verdict.seed })),
  );
  const countOf = (promise: Breach["promise"]) =>
    breaches.filter((breach) => breach.promise === promise).length;
  return {
    seed,
    schedules: verdicts.length,
    orders: sum(verdicts.map(({ orders }) => orders)),
    duplicates: countOf("duplicate"),
    lost: countOf("lost"),
    breaches,
    happenings: summed(verdicts.map(({ happenings }) => Object.entries(happenings))),
    faults: summed(verdicts.map(({ faults }) => [...faults])),
  };
}

/** A failure of the selftest itself proves nothing: it must say which schedule it was. */
async function performed(seed: number): Promise<Verdict> {
  try {
    return await runSchedule(drawSchedule(seed));
  } catch (cause) {
    throw new Error(`schedule ${seed} could not be performed: ${String(cause)}`, { cause });
  }
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);

function summed(
  lists: readonly (readonly (readonly [string, number])[])[],
): Readonly<Record<string, number>> {
  const totals = new Map<string, number>();
  for (const [name, count] of lists.flat()) totals.set(name, (totals.get(name) ?? 0) + count);
  return Object.fromEntries([...totals].sort(([one], [other]) => (one < other ? -1 : 1)));
}

/** The line that everything ends with. */
export const lastLine = ({ schedules, orders, duplicates, lost, seed }: Proof): string =>
  `schedules=${schedules} orders=${orders} duplicates=${duplicates} lost=${lost} seed=${seed}`;
