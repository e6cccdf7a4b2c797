import { elapsed, minutes, type Timestamp } from "../core/domain/time.ts";
import type { Transition } from "../core/execution/lifecycle.ts";
import type { Clock } from "./ports.ts";

/** The same moment on both clocks. */
export interface Moment {
  readonly at: Timestamp;
  /** On the clock that never jumps, and stands still while the machine does. */
  readonly ms: number;
}

export const momentOf = (clock: Clock): Moment => ({ at: clock.now(), ms: clock.monotonicMs() });

/** More than a slow cycle takes. */
const DECISION_LASTS = minutes(5);
/** As long as a look at the broker's records lasts, of which the clock that stands still would not tell. */
const STANDSTILL_MS = 5_000;

/**
 * Why what was decided then is not sent now. A machine that was suspended goes on where it stopped, hours later, with
 * prices and looks that are hours old; on one of the clocks no time has passed. The next cycle decides anew.
 */
export function objectionToAge(
  { at, ms }: Moment,
  clock: Clock,
): Pick<Transition, "reason" | "detail"> | undefined {
  const age = elapsed(at, clock.now());
  const stoodStill = age - (clock.monotonicMs() - ms);
  if (age <= DECISION_LASTS && stoodStill <= STANDSTILL_MS) return undefined;
  return {
    reason: "DECISION_STALE",
    detail: `decided ${Math.round(age / 1_000)} s ago by the machine's clock`,
  };
}
