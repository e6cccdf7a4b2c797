import type { DurationMs } from "../core/domain/time.ts";
import { isoFromTimestamp } from "../core/domain/time.ts";
import type { Clock } from "../cycle/ports.ts";
import type { EventEmitter } from "../events/emitter.ts";
import type { Message } from "../report/incident-record.ts";
import type { SendingResult } from "../report/deliveries.ts";

export interface Sending {
  readonly webhookUrl: URL;
  readonly clock: Clock;
  readonly stop: AbortSignal;
  /** For sending, not for waiting until it may begin. */
  readonly budget: DurationMs;
  readonly events: EventEmitter;
}

/** @returns what became of each message that was tried */
export async function sendMessages(
  messages: readonly Message[],
  { webhookUrl: url, clock, stop, budget, events }: Sending,
): Promise<readonly SendingResult[]> {
  if (messages.length === 0) return [];
  const { deliverMessages } = await import("../adapters/notify/deliver-messages.ts");
  const deliverables = messages.map(({ id, subject, body, composedAt }) => ({
    id,
    subject,
    body,
    timestamp: isoFromTimestamp(composedAt),
  }));
  const results = await deliverMessages(deliverables, { url, clock, stop, budget });
  for (const message of messages) {
    const result = results.find(({ id }) => id === message.id);
    if (result !== undefined) sayResult(events, message, result);
  }
  return results;
}

export const headFields = ({ incident, kind }: Pick<Message, "incident" | "kind">) => ({
  incident,
  notification: kind,
});

function sayResult(events: EventEmitter, message: Message, result: SendingResult): void {
  const { attempts, httpStatus: http_status, failure } = result;
  const fields = { ...headFields(message), attempts };
  if (result.isDelivered && http_status !== undefined) {
    events.emit("notify_webhook_delivered", { ...fields, http_status });
  } else {
    events.emit("notify_webhook_failed", { ...fields, failure_reason: failure ?? "UNKNOWN", http_status });
  }
}
