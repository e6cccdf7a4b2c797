import type { ClockReading } from "../../../core/domain/clock-skew.ts";
import { TradebotError } from "../../../core/domain/errors.ts";
import { durationMs, timestamp, type DurationMs } from "../../../core/domain/time.ts";
import type { Clock, Ids } from "../../../cycle/ports.ts";
import type { EventEmitter } from "../../../events/emitter.ts";
import type { AccessTokens } from "./access-tokens.ts";
import { describeCall } from "./call.ts";
import type { Call } from "./call.ts";
import { reportExchange } from "./exchange-report.ts";
import type { Exchanged } from "./exchange-report.ts";
import { brokerUnreachable, loginNeeded, readFailed, replyLost, tokenUnusable } from "./failures.ts";
import { HttpExchange, HttpFailure } from "./http-exchange.ts";
import type { HttpFailureKind, HttpReply, HttpRequest } from "./http-exchange.ts";
import { readReply } from "./reply.ts";
import type { Reply } from "./reply.ts";
import { RETRIES_MAX, retryAfterMs, retryWait } from "./retry-wait.ts";
import { sleepUnlessStopped } from "./stoppable.ts";
import { Throttle } from "./throttle.ts";
import type { LimitNews } from "./throttle.ts";

export interface ClientOptions {
  readonly restBase: URL;
  readonly tokens: AccessTokens;
  readonly hideToken: (text: string, token: string) => string;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly events: EventEmitter;
  readonly ordersPerSecond: number;
  readonly readTimeout: DurationMs;
  readonly writeTimeout: DurationMs;
  /** Ends reads, and whatever has not been sent yet; never a write under way. */
  readonly stop: AbortSignal;
  readonly onBrokerClock?: (reading: ClockReading) => void;
}

/** What became of a write that was made once and will not be repeated. */
export type WriteResult =
  | { readonly kind: "answered"; readonly reply: Reply }
  | { readonly kind: "not_sent"; readonly cause: TradebotError }
  | { readonly kind: "lost"; readonly cause: TradebotError };

const NO_LIMITS = { limits: [] };
/** A shorter one could be a piece of something else in the reply. Saxo's have hundreds of characters. */
const SHORTEST_TOKEN_HIDDEN = 16;
/** What an HTTP header can carry of a token; anything else is a damaged setting. */
const SENDABLE_TOKEN = /^[\x21-\x7e]+$/;

/** Speaks HTTP with Saxo: token, limits, timeouts, retries of what may be retried, and an event for each exchange. */
export class SaxoClient {
  readonly #options: ClientOptions;
  readonly #stop: AbortSignal;
  readonly #closing = new AbortController();
  readonly #http: HttpExchange;
  readonly #throttle: Throttle;
  #requestCount = 0;

  constructor(options: ClientOptions) {
    this.#options = options;
    this.#stop = AbortSignal.any([options.stop, this.#closing.signal]);
    this.#http = new HttpExchange(options.restBase.origin);
    this.#throttle = new Throttle({ ...options, stop: this.#stop });
  }

  /** HTTP requests sent so far, repeated ones included. */
  get requestCount(): number {
    return this.#requestCount;
  }

  /**
   * Asks for something that changes nothing, and again when the broker was busy or silent.
   *
   * @returns the reply of any other status; the caller judges it
   * @throws TradebotError `LOGIN_NEEDED`, `BROKER_UNREACHABLE`, `CYCLE_STOPPED`, `BROKER_CONTRACT_BROKEN`
   */
  async ask(call: Call): Promise<Reply> {
    for (let attempt = 1; ; attempt += 1) {
      const tried = attempt === 1 ? call : this.#withFreshId(call);
      const exchanged = await this.#exchange(tried, "read");
      const wait = attempt > RETRIES_MAX ? undefined : this.#waitBeforeRetry(exchanged, attempt);
      reportExchange(this.#options.events, tried, exchanged, { attempt, wait });
      if (wait === undefined) return settleRead(tried, exchanged);
      await sleepUnlessStopped(this.#options.clock, wait, this.#stop);
    }
  }

  /** Sends something that must arrive at most once: no retry, and no stop once it is under way. */
  async write(call: Call): Promise<WriteResult> {
    try {
      const exchanged = await this.#exchange(call, "write");
      reportExchange(this.#options.events, call, exchanged, { attempt: 1 });
      return writeResult(call, exchanged);
    } catch (cause) {
      if (cause instanceof TradebotError) return { kind: "not_sent", cause }; // held back until the cycle was stopped
      throw cause;
    }
  }

  /** Waits until a write of an order would leave at once. @throws TradebotError `CYCLE_STOPPED` */
  waitForOrderTurn(): Promise<void> {
    return this.#throttle.waitForOrderTurn();
  }

  /** Ends reads still under way and closes the connections. */
  async close(): Promise<void> {
    this.#closing.abort();
    await this.#http.close();
  }

  /** A token that the broker refuses is replaced once; a request it was refused for had no effect. */
  async #exchange(call: Call, kind: "read" | "write"): Promise<Exchanged> {
    const { tokens, events } = this.#options;
    const token = await tokens.current();
    const exchanged = await this.#send(call, kind, token);
    if (exchanged.kind === "failure" || exchanged.reply.status !== 401) return exchanged;
    const other = await tokens.renewed(token);
    if (other === undefined) return exchanged;
    reportExchange(events, call, exchanged, { attempt: 1, wait: durationMs(0) });
    return this.#send(call, kind, other);
  }

  #send(call: Call, kind: "read" | "write", token: string): Promise<Exchanged> {
    return this.#throttle.run<Exchanged>(call.path, async () => {
      const request = this.#request(call, kind, token);
      this.#requestCount += 1;
      const startedAtMs = this.#options.clock.monotonicMs();
      const sinceStart = (): number => this.#options.clock.monotonicMs() - startedAtMs;
      try {
        const sent = await this.#http.send(request);
        this.#tellClock(sent);
        const reply = readReply(this.#withoutToken(sent, token));
        const exchanged: Exchanged = { kind: "reply", reply, durationMs: sinceStart() };
        return { result: exchanged, news: this.#news(reply) };
      } catch (failure) {
        if (!(failure instanceof HttpFailure)) throw failure;
        const exchanged: Exchanged = { kind: "failure", failure, durationMs: sinceStart() };
        return { result: exchanged, news: NO_LIMITS };
      }
    });
  }

  #request(call: Call, kind: "read" | "write", token: string): HttpRequest {
    const base = this.#options.restBase.pathname.replace(/\/+$/, "");
    const question = call.query === undefined || call.query === "" ? "" : `?${call.query}`;
    return {
      method: call.method,
      path: `${base}${call.path}${question}`,
      headers: headersOf(call, token),
      ...(call.body === undefined ? {} : { body: JSON.stringify(call.body) }),
      ...(kind === "read"
        ? { timeout: this.#options.readTimeout, stop: this.#stop }
        : { timeout: this.#options.writeTimeout }),
    };
  }

  /** A broker, or a proxy before it, that repeats our headers in an error must not bring the token into the store. */
  #withoutToken(reply: HttpReply, token: string): HttpReply {
    const isLong = token.length >= SHORTEST_TOKEN_HIDDEN;
    return isLong ? { ...reply, text: this.#options.hideToken(reply.text, token) } : reply;
  }

  #tellClock({ header }: HttpReply): void {
    const ourAt = this.#options.clock.now();
    const brokerMs = Date.parse(header("date") ?? "");
    if (Number.isNaN(brokerMs)) return; // some proxies leave it out: then nothing is known of the broker's clock
    this.#options.onBrokerClock?.({ brokerAt: timestamp(brokerMs), ourAt });
  }

  /** A repeated precheck under its old id would run into the duplicate guard. */
  #withFreshId(call: Call): Call {
    return call.requestId === undefined ? call : { ...call, requestId: this.#options.ids.requestId() };
  }

  #news(reply: Reply): LimitNews {
    const waitMs =
      reply.status === 429 ? retryAfterMs(reply.retryAfter, this.#options.clock.now()) : undefined;
    return { limits: reply.limits, ...(waitMs === undefined ? {} : { retryAfterMs: waitMs }) };
  }

  #waitBeforeRetry(exchanged: Exchanged, attempt: number): DurationMs | undefined {
    const isReply = exchanged.kind === "reply";
    const isWorthRetrying = isReply
      ? isTransient(exchanged.reply.status)
      : RETRIED_FAILURES.has(exchanged.failure.kind);
    if (!isWorthRetrying) return undefined;
    return retryWait(isReply ? exchanged.reply : NO_LIMITS, attempt, this.#options.clock.now());
  }
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

const RETRIED_FAILURES: ReadonlySet<HttpFailureKind> = new Set(["not_connected", "lost", "timed_out"]);

const isTransient = (status: number): boolean => status === 408 || status === 429 || status >= 500;

function settleRead(call: Call, exchanged: Exchanged): Reply {
  if (exchanged.kind === "failure") throw readFailed(describeCall(call), exchanged.failure);
  const { status } = exchanged.reply;
  if (status === 401) throw loginNeeded(describeCall(call));
  if (isTransient(status)) throw brokerUnreachable(describeCall(call), `status ${status}`);
  return exchanged.reply;
}

function writeResult(call: Call, exchanged: Exchanged): WriteResult {
  if (exchanged.kind === "reply") return { kind: "answered", reply: exchanged.reply };
  const { failure } = exchanged;
  return failure.kind === "not_connected"
    ? { kind: "not_sent", cause: readFailed(describeCall(call), failure) }
    : { kind: "lost", cause: replyLost(describeCall(call), failure) };
}
