import type { IntentId } from "../core/domain/ids.ts";
import { durationMs, elapsed, type Timestamp } from "../core/domain/time.ts";
import { ANSWER_PATIENCE, SENDING_PATIENCE } from "../core/execution/verdict.ts";
import type { CycleContext } from "./context.ts";
import type { IntentStanding } from "./ports.ts";

/**
 * Since when nothing of an order is under way any more, on the clock that never jumps: were the machine's clock set
 * while we wait, silence would pass for absence too early, or be waited for by the hour.
 */
export type Silences = Map<IntentId, number>;

/** The longest that a request can be under way after it was announced. */
const SENDING_MAX = durationMs(SENDING_PATIENCE + ANSWER_PATIENCE);

/** Whoever waited for the answer knows when it came, or when it was given up. */
export function noteAnswer({ ports: { clock }, silences }: CycleContext, intent: IntentId): void {
  silences.set(intent, clock.monotonicMs());
}

/** Since when nothing of it is under way, on the clock that never jumps; in the future while the request may be. */
export function quietSinceMs({ ports: { clock }, silences }: CycleContext, standing: IntentStanding): number {
  const { id } = standing.intent;
  const sinceMs = silences.get(id) ?? clock.monotonicMs() - quietByRecord(standing, clock.now());
  silences.set(id, sinceMs);
  return sinceMs;
}

/**
 * By the times that an earlier process wrote down. Who waited for the answer told when that ended; after a crash it is
 * the longest that the sending and the desk can take. It was sent before we began, wherever the clock stands now.
 */
function quietByRecord({ intent, placingAt, answerGivenUpAt }: IntentStanding, now: Timestamp): number {
  if (answerGivenUpAt !== undefined) return Math.max(0, elapsed(answerGivenUpAt, now));
  if (placingAt === undefined) return Math.max(0, elapsed(intent.decisionBarCloseAt, now));
  return Math.max(0, elapsed(placingAt, now)) - SENDING_MAX;
}
