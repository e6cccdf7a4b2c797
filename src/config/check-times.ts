import type { ConfigFault } from "./config-fault.ts";
import { blamedOf, faultAt, type Standing } from "./standing.ts";

const SECONDS_OF_MINUTE = 60;

/**
 * A cycle that outlasts the time between two starts makes the next one find the lock held.
 *
 * @param standings those whose values are sound by themselves
 * @returns the fault, at the place of the first of the three settings that somebody wrote
 */
export function checkTimes(standings: readonly Standing[]): readonly ConfigFault[] {
  const standing = (name: string): Standing | undefined =>
    standings.find(({ setting, text }) => setting.name === name && text !== undefined);
  const timeout = standing("CYCLE_TIMEOUT_SECONDS");
  const jitter = standing("SCHEDULER_JITTER_SECONDS");
  const interval = standing("SCHEDULER_INTERVAL_MINUTES");
  if (timeout === undefined || jitter === undefined || interval === undefined) return [];
  const between = numberIn(interval) * SECONDS_OF_MINUTE;
  if (numberIn(timeout) + numberIn(jitter) < between) return [];
  return [
    faultAt(blamedOf([timeout, jitter, interval]) ?? timeout, {
      fault: `CYCLE_TIMEOUT_SECONDS (${timeout.text}) and SCHEDULER_JITTER_SECONDS (${jitter.text}) reach the next start, which SCHEDULER_INTERVAL_MINUTES (${interval.text}) sets`,
      expected: `together less than ${between} seconds, or a longer interval`,
    }),
  ];
}

const numberIn = ({ text }: Standing): number => Number(text);
