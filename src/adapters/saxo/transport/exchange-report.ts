import type { DurationMs } from "../../../core/domain/time.ts";
import type { EventEmitter } from "../../../events/emitter.ts";
import type { Call } from "./call.ts";
import type { HttpFailure } from "./http-exchange.ts";
import { limitFields } from "./rate-limits.ts";
import { isSuccess } from "./reply.ts";
import type { Reply } from "./reply.ts";

/** One request and what came of it. */
export type Exchanged = { readonly durationMs: number } & (
  | { readonly kind: "reply"; readonly reply: Reply }
  | { readonly kind: "failure"; readonly failure: HttpFailure }
);

interface Attempt {
  /** From 1. */
  readonly attempt: number;
  /** Until the next one; absent when there is none. */
  readonly wait?: DurationMs | undefined;
}

/** Every answer of the OpenAPI has one; whatever has none was given by a proxy or at the edge of the network. */
const NOT_FROM_OPENAPI = "absent";

/** Emits the one event of an exchange. */
export function reportExchange(
  events: EventEmitter,
  call: Call,
  exchanged: Exchanged,
  { attempt, wait }: Attempt,
): void {
  const request = {
    http_method: call.method,
    http_url_path: call.path,
    saxo_request_id: call.requestId,
    duration_ms: Math.round(exchanged.durationMs),
  };
  if (exchanged.kind === "failure") {
    events.emit("http_error", { ...request, attempt, wait_ms: wait, detail: exchanged.failure.kind });
    return;
  }
  const { reply } = exchanged;
  const fields = {
    ...request,
    http_status: reply.status,
    error_code: reply.error?.code,
    x_correlation: reply.correlation ?? NOT_FROM_OPENAPI,
    ...limitFields(reply.limits),
  };
  if (isSuccess(reply.status)) events.emit("http_response_received", fields);
  else
    events.emit("http_error", {
      ...fields,
      attempt,
      wait_ms: wait,
      detail: reply.error?.message ?? reply.unreadable,
    });
}
