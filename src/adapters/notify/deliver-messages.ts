import type { DurationMs } from "../../core/domain/time.ts";
import { durationMs, seconds } from "../../core/domain/time.ts";
import type { Clock } from "../../cycle/ports.ts";
import { post, type PostOutcome } from "./post.ts";

/** What the receiver gets, and gets again byte for byte when it is sent again. */
interface Deliverable {
  readonly id: number;
  readonly subject: string;
  readonly body: string;
  /** When it was composed, ISO 8601 UTC. */
  readonly timestamp: string;
}

interface SendingResult {
  readonly id: number;
  readonly isDelivered: boolean;
  /** Whether the same message will be refused again, unless somebody changes something. */
  readonly isRefusedForGood?: boolean;
  readonly attempts: number;
  readonly httpStatus?: number;
  readonly failure?: string;
}

export interface DeliveryOptions {
  readonly url: URL;
  readonly clock: Pick<Clock, "monotonicMs" | "sleep">;
  readonly stop: AbortSignal;
  /** For all messages together. */
  readonly budget: DurationMs;
}

const ATTEMPT_TIMEOUT = seconds(3);
/** Before the second and the third attempt. */
const WAITS: readonly DurationMs[] = [durationMs(500), durationMs(1500)];

/**
 * Posts messages in their order. Ends at the first one that finds the receiver down or busy, since the next would find
 * the same; one that is refused for good holds up no other.
 *
 * @returns a result for each message that was tried
 */
export async function deliverMessages(
  messages: readonly Deliverable[],
  options: DeliveryOptions,
): Promise<readonly SendingResult[]> {
  const endsAtMs = options.clock.monotonicMs() + options.budget;
  const results: SendingResult[] = [];
  for (const message of messages) {
    if (!hasTime(options, endsAtMs)) break;
    const { attempts, outcome } = await deliver(message, options, endsAtMs);
    results.push(resultOf(message.id, attempts, outcome));
    if (isReceiverDown(outcome)) break;
  }
  return results;
}

const hasTime = ({ clock, stop }: DeliveryOptions, endsAtMs: number): boolean =>
  !stop.aborted && clock.monotonicMs() < endsAtMs;

const isReceiverDown = (outcome: PostOutcome): boolean =>
  outcome.kind === "unanswered" || (outcome.kind === "refused" && outcome.isTransient);

/** A receiver that asks for patience gets it: until the next run. */
const isWorthRepeating = (outcome: PostOutcome): boolean =>
  isReceiverDown(outcome) && !(outcome.kind === "refused" && outcome.httpStatus === 429);

interface Tried {
  readonly attempts: number;
  readonly outcome: PostOutcome;
}

async function deliver(
  { subject, body, timestamp }: Deliverable,
  options: DeliveryOptions,
  endsAtMs: number,
): Promise<Tried> {
  const { url, clock, stop } = options;
  for (let attempts = 1; ; attempts++) {
    const outcome = await post({
      url,
      contentType: "application/json",
      body: JSON.stringify({ subject, body, timestamp }),
      timeout: durationMs(Math.min(ATTEMPT_TIMEOUT, endsAtMs - clock.monotonicMs())),
      stop,
    });
    const wait = WAITS[attempts - 1];
    if (wait === undefined || !isWorthRepeating(outcome)) return { attempts, outcome };
    if (clock.monotonicMs() + wait >= endsAtMs) return { attempts, outcome };
    await clock.sleep(wait);
    if (!hasTime(options, endsAtMs)) return { attempts, outcome };
  }
}

function resultOf(id: number, attempts: number, outcome: PostOutcome): SendingResult {
  const isDelivered = outcome.kind === "accepted";
  switch (outcome.kind) {
    case "accepted":
      return { id, isDelivered, attempts, httpStatus: outcome.httpStatus };
    case "refused": {
      const { httpStatus, failure, isTransient } = outcome;
      const finality = isTransient ? {} : { isRefusedForGood: true };
      return { id, isDelivered, ...finality, attempts, httpStatus, failure };
    }
    case "unanswered":
      return { id, isDelivered, attempts, failure: outcome.failure };
  }
}
