import { TradebotError } from "../../../core/domain/errors.ts";
import { durationMs, type DurationMs, type Timestamp } from "../../../core/domain/time.ts";
import type { Ids } from "../../../cycle/ports.ts";
import type { AccessTokens } from "./access-tokens.ts";
import { describeCall } from "./call.ts";
import type { Call } from "./call.ts";
import { reportExchange } from "./exchange-report.ts";
import type { Exchanged } from "./exchange-report.ts";
import { brokerUnreachable, loginNeeded, readFailed, replyLost } from "./failures.ts";
import { HttpExchange } from "./http-exchange.ts";
import type { HttpFailureKind } from "./http-exchange.ts";
import { Provenance } from "./provenance.ts";
import { exhaustedReset } from "./rate-limits.ts";
import type { LimitNews } from "./rate-limits.ts";
import { isSuccess, isTokenRefused } from "./reply.ts";
import type { Reply } from "./reply.ts";
import { RETRIES_MAX, retryAfterMs, retryWait } from "./retry-wait.ts";
import { sendCall } from "./send-call.ts";
import type { Sender } from "./send-call.ts";
import { sleepUnlessStopped } from "./stoppable.ts";
import { Throttle } from "./throttle.ts";
import type { ThrottleOptions } from "./throttle.ts";
import { TokenTrials } from "./token-trials.ts";

export interface ClientOptions extends ThrottleOptions, Omit<Sender, "http"> {
  readonly tokens: AccessTokens;
  readonly ids: Ids;
  readonly readTimeout: DurationMs;
  readonly writeTimeout: DurationMs;
  /** Ends reads, and whatever has not been sent yet; never a write under way. */
  readonly stop: AbortSignal;
}

/** What became of a write that was made once and will not be repeated. */
export type WriteResult =
  | { readonly kind: "answered"; readonly reply: Reply }
  | { readonly kind: "not_sent"; readonly cause: TradebotError }
  | { readonly kind: "lost"; readonly cause: TradebotError };

interface Sending {
  readonly token: string;
  /** In the clock's monotonic time; later it is of no use. */
  readonly startByMs: number;
}

const NO_LIMITS = { limits: [] };
const TOO_LATE = "it could not be sent in time, and was not sent";

const forbiddenMeanwhile = (what: string): TradebotError =>
  new TradebotError({
    code: "FORBIDDEN_MEANWHILE",
    message: `${what} was refused for its token, and with the new one it may not be sent any more`,
    exit: "login_needed",
  });

/** Speaks HTTP with Saxo: token, limits, timeouts, retries of what may be retried, and an event for each exchange. */
export class SaxoClient {
  readonly #options: ClientOptions;
  readonly #stop: AbortSignal;
  readonly #closing = new AbortController();
  readonly #sender: Sender;
  readonly #throttle: Throttle;
  readonly #trials = new TokenTrials((token, call) => this.#tryToken(token, call));
  readonly #provenance = new Provenance();
  #requestCount = 0;
  #closed: Promise<void> | undefined;

  constructor(options: ClientOptions) {
    this.#options = options;
    this.#stop = AbortSignal.any([options.stop, this.#closing.signal]);
    this.#sender = { ...options, http: new HttpExchange(options.restBase.origin) };
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
   * @throws TradebotError `LOGIN_NEEDED`, `BROKER_UNREACHABLE`, `BROKER_LIMIT_REACHED`, `CYCLE_STOPPED`,
   * `BROKER_CONTRACT_BROKEN`
   */
  async ask(call: Call): Promise<Reply> {
    for (let attempt = 1; ; attempt += 1) {
      const tried = attempt === 1 ? call : this.#withFreshId(call);
      const exchanged = await this.#exchange(tried, "read");
      const wait = this.#waitBeforeRetry(tried, exchanged, attempt);
      reportExchange(this.#options.events, tried, exchanged, { attempt, wait });
      if (wait === undefined) return this.#provenance.vouch(tried, settleRead(tried, exchanged));
      if (wait > 0) await sleepUnlessStopped(this.#options.clock, wait, this.#stop);
    }
  }

  /** Sends something that must arrive at most once: no retry, and no stop once it is under way. */
  async write(call: Call): Promise<WriteResult> {
    let exchanged: Exchanged;
    try {
      exchanged = await this.#exchange(call, "write");
    } catch (cause) {
      if (cause instanceof TradebotError) return { kind: "not_sent", cause }; // held back by a limit or a stop, or no token
      throw cause;
    }
    // from here on it has left, and no failure of ours may say that it has not
    reportExchange(this.#options.events, call, exchanged, { attempt: 1 });
    return writeResult(call, exchanged);
  }

  /** Waits until a write of an order would leave at once. @throws TradebotError `CYCLE_STOPPED`, `LOGIN_NEEDED` */
  async waitForOrderTurn(): Promise<void> {
    await this.#throttle.waitForOrderTurn();
    await this.#options.tokens.current(); // may take its time to be renewed: now, and not once the order is announced
  }

  /** Ends reads still under way, closes the connections, and leaves to the next process how the limits stand. */
  close(): Promise<void> {
    return (this.#closed ??= this.#close());
  }

  async #close(): Promise<void> {
    this.#closing.abort();
    await this.#sender.http.close();
    this.#throttle.remember();
  }

  /** A token that the broker refuses is replaced once; a request it was refused for had no effect. */
  async #exchange(call: Call, kind: "read" | "write"): Promise<Exchanged> {
    const { tokens, events, clock } = this.#options;
    const { startWithin = Infinity } = call;
    const startByMs = clock.monotonicMs() + startWithin;
    const token = await tokens.current();
    const exchanged = await this.#sendOnTrial(call, kind, { token, startByMs });
    if (!hasTokenRefused(exchanged) || tokens.renewed === undefined) return exchanged;
    reportExchange(events, call, exchanged, { attempt: 1, wait: durationMs(0) }); // first: there may be no other token
    const renewed = await tokens.renewed(token);
    if (call.mayGoAgain?.() === false) throw forbiddenMeanwhile(describeCall(call));
    return this.#sendOnTrial(call, kind, { token: renewed, startByMs });
  }

  /** A 401 may also be about data that the login may not see: then the token is good for something else. */
  async #sendOnTrial(call: Call, kind: "read" | "write", sending: Sending): Promise<Exchanged> {
    const exchanged = await this.#send(call, kind, sending);
    if (call.method !== "GET" || exchanged.kind === "failure" || !hasTokenRefused(exchanged))
      return exchanged;
    const isTokenAccepted = await this.#trials.isAccepted(sending.token, call);
    return { ...exchanged, reply: { ...exchanged.reply, isTokenAccepted } };
  }

  async #tryToken(token: string, call: Call): Promise<boolean> {
    const exchanged = await this.#send(call, "read", { token, startByMs: Infinity });
    reportExchange(this.#options.events, call, exchanged, { attempt: 1 });
    return exchanged.kind === "reply" && isSuccess(exchanged.reply.status);
  }

  #send(call: Call, kind: "read" | "write", { token, startByMs }: Sending): Promise<Exchanged> {
    const { readTimeout, writeTimeout, clock, tokens } = this.#options;
    return this.#throttle.run(call.path, async () => {
      if (clock.monotonicMs() > startByMs) throw brokerUnreachable(describeCall(call), TOO_LATE);
      this.#requestCount += 1;
      const exchanged = await sendCall(this.#sender, call, {
        token,
        ...(kind === "read" ? { timeout: readTimeout, stop: this.#stop } : { timeout: writeTimeout }),
      });
      return { result: withRemedy(exchanged, tokens.remedy), news: newsOf(exchanged, clock.now()) };
    });
  }

  /** A repeated precheck under its old id would run into the duplicate guard. */
  #withFreshId(call: Call): Call {
    return call.requestId === undefined ? call : { ...call, requestId: this.#options.ids.requestId() };
  }

  /** @returns how long to wait; `undefined` when it makes no sense to ask again */
  #waitBeforeRetry({ path }: Call, exchanged: Exchanged, attempt: number): DurationMs | undefined {
    if (attempt > RETRIES_MAX || !isWorthRetrying(exchanged)) return undefined;
    if (attempt === 1 && isCut(exchanged)) return durationMs(0);
    const wait = retryWait(newsOf(exchanged, this.#options.clock.now()), attempt);
    return this.#throttle.isWithinPatience(path, wait) ? wait : undefined;
  }
}

function withRemedy(exchanged: Exchanged, remedy: string): Exchanged {
  if (exchanged.kind === "failure" || exchanged.reply.status !== 401) return exchanged;
  return { ...exchanged, reply: { ...exchanged.reply, remedy } };
}

function newsOf(exchanged: Exchanged, now: Timestamp): LimitNews {
  if (exchanged.kind === "failure") return NO_LIMITS;
  const { status, limits, retryAfter } = exchanged.reply;
  const waitMs = isTransient(status) ? retryAfterMs(retryAfter, now) : undefined;
  return { limits, isRefusal: status === 429, ...(waitMs === undefined ? {} : { retryAfterMs: waitMs }) };
}

const hasTokenRefused = (exchanged: Exchanged): boolean =>
  exchanged.kind === "reply" && isTokenRefused(exchanged.reply);

/** Most of all a kept connection that the server closed while the request was on its way. */
const isCut = (exchanged: Exchanged): boolean =>
  exchanged.kind === "failure" && exchanged.failure.kind === "lost";

const isWorthRetrying = (exchanged: Exchanged): boolean =>
  exchanged.kind === "reply"
    ? isTransient(exchanged.reply.status)
    : RETRIED_FAILURES.has(exchanged.failure.kind);

const RETRIED_FAILURES: ReadonlySet<HttpFailureKind> = new Set(["not_connected", "lost", "timed_out"]);

const isTransient = (status: number): boolean => status === 408 || status === 429 || status >= 500;

function settleRead(call: Call, exchanged: Exchanged): Reply {
  if (exchanged.kind === "failure") throw readFailed(describeCall(call), exchanged.failure);
  const { status } = exchanged.reply;
  if (isTokenRefused(exchanged.reply)) throw loginNeeded(describeCall(call), exchanged.reply);
  if (isTransient(status)) throw brokerUnreachable(describeCall(call), transientWords(exchanged.reply));
  return exchanged.reply;
}

function transientWords({ status, retryAfter, limits }: Reply): string {
  if (retryAfter !== undefined) return `status ${status}, with the wish to wait (Retry-After: ${retryAfter})`;
  const reset = exhaustedReset(limits);
  return reset === undefined
    ? `status ${status}`
    : `status ${status}, a rate limit is used up for ${reset} s`;
}

function writeResult(call: Call, exchanged: Exchanged): WriteResult {
  if (exchanged.kind === "reply") return { kind: "answered", reply: exchanged.reply };
  const { failure } = exchanged;
  return failure.kind === "not_connected"
    ? { kind: "not_sent", cause: readFailed(describeCall(call), failure) }
    : { kind: "lost", cause: replyLost(describeCall(call), failure) };
}
