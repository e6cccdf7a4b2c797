import type { ClockReading } from "../../../core/domain/clock-skew.ts";
import { timestamp, type DurationMs, type Timestamp } from "../../../core/domain/time.ts";
import type { Clock } from "../../../cycle/ports.ts";
import type { Call } from "./call.ts";
import type { Exchanged } from "./exchange-report.ts";
import { tokenUnusable } from "./failures.ts";
import { HttpFailure } from "./http-exchange.ts";
import type { HttpExchange, HttpReply, HttpRequest } from "./http-exchange.ts";
import { correlationOf, readReply } from "./reply.ts";

export interface Sender {
  readonly http: HttpExchange;
  readonly restBase: URL;
  /** Takes the token out of a text, in whatever form it stands there. */
  readonly hideToken: (text: string, token: string) => string;
  readonly clock: Clock;
  readonly onBrokerClock?: (reading: ClockReading) => void;
}

interface Sending {
  readonly token: string;
  readonly timeout: DurationMs;
  /** Ends the exchange early; absent for what must not be cut short. */
  readonly stop?: AbortSignal;
}

/** A shorter one could be a piece of something else in the reply. Saxo's have hundreds of characters. */
const SHORTEST_TOKEN_HIDDEN = 16;
/** What an HTTP header can carry of a token; anything else is a damaged setting. */
const SENDABLE_TOKEN = /^[\x21-\x7e]+$/;

/** Sends one request once. @throws TradebotError when the token cannot be sent */
export async function sendCall(sender: Sender, call: Call, sending: Sending): Promise<Exchanged> {
  const { clock, http } = sender;
  const request = requestOf(sender, call, sending);
  const askedAt = clock.now();
  const startedAtMs = clock.monotonicMs();
  const durationMs = (): number => clock.monotonicMs() - startedAtMs;
  try {
    const sent = await http.send(request);
    tellClock(sender, sent, askedAt);
    const reply = readReply(withoutToken(sender, sent, sending.token));
    return { kind: "reply", reply, durationMs: durationMs() };
  } catch (failure) {
    if (!(failure instanceof HttpFailure)) throw failure;
    return { kind: "failure", failure, durationMs: durationMs() };
  }
}

function requestOf({ restBase }: Sender, call: Call, { token, timeout, stop }: Sending): HttpRequest {
  const base = restBase.pathname.replace(/\/+$/, "");
  const question = call.query === undefined || call.query === "" ? "" : `?${call.query}`;
  return {
    method: call.method,
    path: `${base}${call.path}${question}`,
    headers: headersOf(call, token),
    ...(call.body === undefined ? {} : { body: JSON.stringify(call.body) }),
    timeout,
    ...(stop === undefined ? {} : { stop }),
  };
}

function headersOf(call: Call, token: string): Record<string, string> {
  if (!SENDABLE_TOKEN.test(token)) throw tokenUnusable();
  return {
    accept: "application/json",
    authorization: `Bearer ${token}`,
    "user-agent": "tradebot",
    ...(call.body === undefined ? {} : { "content-type": "application/json; charset=utf-8" }),
    ...(call.requestId === undefined ? {} : { "x-request-id": call.requestId }),
  };
}

/** A broker, or a proxy before it, that repeats our headers in an error must not bring the token into the store. */
function withoutToken({ hideToken }: Sender, reply: HttpReply, token: string): HttpReply {
  const isLong = token.length >= SHORTEST_TOKEN_HIDDEN;
  return isLong ? { ...reply, text: hideToken(reply.text, token) } : reply;
}

/** Only answers of the broker itself tell its time: a proxy has a clock of its own. */
function tellClock({ clock, onBrokerClock }: Sender, reply: HttpReply, askedAt: Timestamp): void {
  const ourAt = clock.now();
  const brokerMs = Date.parse(reply.header("date") ?? "");
  if (Number.isNaN(brokerMs) || correlationOf(reply) === undefined) return;
  onBrokerClock?.({ brokerAt: timestamp(brokerMs), askedAt, ourAt });
}
