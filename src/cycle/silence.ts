import type { IntentId } from "../core/domain/ids.ts";
import { durationMs, elapsed, type Timestamp } from "../core/domain/time.ts";
import { ANSWER_PATIENCE, SENDING_PATIENCE } from "../core/execution/verdict.ts";
import type { ConnectedContext, CycleContext } from "./context.ts";
import type { IntentStanding } from "./ports/order-store.ts";

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
export function quietSinceMs(context: ConnectedContext, standing: IntentStanding): number {
  const { ports, silences } = context;
  const { id } = standing.intent;
  const sinceMs = silences.get(id) ?? ports.clock.monotonicMs() - quietByRecord(context, standing);
  silences.set(id, sinceMs);
  return sinceMs;
}

/**
 * By the times that an earlier process wrote down. Who waited for the answer told when that ended; after a crash it is
 * the longest that the sending and the desk can take. It was sent before we began, wherever the clock stands now.
 */
function quietByRecord(
  context: ConnectedContext,
  { intent, placingAt, answerGivenUpAt, clockAheadMs }: IntentStanding,
): number {
  const since = (at: Timestamp): number => Math.max(0, elapsedAtBroker(context, at, clockAheadMs));
  if (answerGivenUpAt !== undefined) return since(answerGivenUpAt);
  const { clock } = context.ports;
  if (placingAt === undefined) return Math.max(0, elapsed(intent.decisionBarCloseAt, clock.now())); // not sent by us
  return since(placingAt) - SENDING_MAX;
}

/**
 * How much time has passed at the broker, which nobody can set. Where it has not told its time, then or now, ours proves
 * nothing: it may have been set meanwhile, and what we have not waited for ourselves has not passed.
 */
function elapsedAtBroker({ ports, broker }: ConnectedContext, at: Timestamp, aheadThen?: number): number {
  const aheadNow = broker.clockAheadMs();
  if (aheadThen === undefined || aheadNow === undefined) return 0;
  return elapsed(at, ports.clock.now()) - (aheadNow - aheadThen);
}
