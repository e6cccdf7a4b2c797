import { judgeSkew, skewOf, skewInWords, type ClockReading } from "../../core/domain/clock-skew.ts";
import type { Diagnosis } from "./diagnosis.ts";
import { doubtful, failing, fine } from "./diagnosis.ts";

/** Compares our clock with the broker's. */
export function checkClock(readings: readonly ClockReading[]): Diagnosis {
  const skew = skewOf(readings);
  if (skew === undefined) {
    return doubtful(
      "clock",
      "the broker's answers do not say what time it is",
      "compare the clock with a time server",
    );
  }
  const verdict = judgeSkew(skew);
  if (verdict === "ok") return fine("clock", "agrees with the broker's to about a second");
  const finding = `is ${skewInWords(skew)}`;
  const remedy = "let the clock of this machine follow a time server";
  return verdict === "warn"
    ? doubtful("clock", finding, remedy)
    : failing("clock", finding, { exit: "configuration", remedy });
}
