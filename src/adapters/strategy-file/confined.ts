import { Script } from "node:vm";
import { Misdeeds } from "./misdeeds.ts";

/** A strategy that has not answered by then never will, or is of no use to a cycle. */
const LONGEST_MS = 10_000;

/** Node bounds the time of a script, with everything that it calls: this one calls what lies in this place. */
const PLACE = Symbol.for("tradebot.confined_work");
const CALL = `globalThis[Symbol.for("tradebot.confined_work")]()`;
let call: Script | undefined;
let isInside = false;

/**
 * Runs a user's own code, and all that reads what it gave: it can neither hold the process nor end it, and nothing of
 * it goes on later, when nobody would know whose it is.
 *
 * @throws Misconduct when it tried, also where it caught what it got for it; otherwise what the code throws
 */
export function confined<Answer>(work: () => Answer, longestMs = LONGEST_MS): Answer {
  if (isInside) return work();
  isInside = true;
  const misdeeds = new Misdeeds();
  try {
    return inTime(work, longestMs);
  } catch (error) {
    if (isTimeUp(error)) misdeeds.note(`did not end within ${longestMs / 1000} seconds`);
    throw error;
  } finally {
    isInside = false;
    misdeeds.end();
  }
}

function inTime<Answer>(work: () => Answer, longestMs: number): Answer {
  call ??= new Script(CALL);
  try {
    Reflect.set(globalThis, PLACE, work);
    return call.runInThisContext({ timeout: longestMs }) as Answer;
  } finally {
    Reflect.deleteProperty(globalThis, PLACE);
  }
}

const isTimeUp = (error: unknown): boolean =>
  typeof error === "object" &&
  error !== null &&
  Reflect.get(error, "code") === "ERR_SCRIPT_EXECUTION_TIMEOUT";
