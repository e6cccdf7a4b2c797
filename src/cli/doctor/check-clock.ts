import type { ClockReading } from "../../adapters/saxo/transport/saxo-client.ts";
import type { Diagnosis } from "./diagnosis.ts";
import { doubtful, failing, fine } from "./diagnosis.ts";

/** The broker's Date header is cut to the second, so its clock may be as much later. */
const CUT_OFF_MS = 1000;
const NOTICEABLE_MS = 2000;
/** A quote's age is told from the two clocks, and orders are looked for by time. */
const UNUSABLE_MS = 5000;

/** Compares our clock with the broker's, by the answers in which they differ least: the others took longer to come. */
export function checkClock(readings: readonly ClockReading[]): Diagnosis {
  const skews = readings.map(skewOf);
  const [least] = skews.toSorted((a, b) => Math.abs(a) - Math.abs(b));
  if (least === undefined) {
    return doubtful(
      "clock",
      "the broker's answers do not say what time it is",
      "compare the clock with a time server",
    );
  }
  const size = Math.abs(least);
  const difference = `${(size / 1000).toFixed(1)} s ${least < 0 ? "behind" : "ahead of"} the broker's`;
  if (size <= NOTICEABLE_MS) return fine("clock", "agrees with the broker's to about a second");
  const remedy = "let the clock of this machine follow a time server";
  return size <= UNUSABLE_MS
    ? doubtful("clock", `is ${difference}`, remedy)
    : failing("clock", `is ${difference}`, { exit: "configuration", remedy });
}

/** 0 as long as both clocks can show the same. */
function skewOf({ brokerAt, ourAt }: ClockReading): number {
  const difference = ourAt - brokerAt;
  return difference < 0 ? difference : Math.max(0, difference - CUT_OFF_MS);
}
