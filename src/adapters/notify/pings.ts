import type { DurationMs } from "../../core/domain/time.ts";
import { seconds } from "../../core/domain/time.ts";
import type { Clock } from "../../cycle/ports.ts";
import type { EventEmitter } from "../../events/emitter.ts";
import { post, type PostOutcome } from "./post.ts";

type PingKind = "start" | "success" | "fail";

export interface PingOptions {
  readonly url: URL;
  readonly events: EventEmitter;
}

/** By which clock to wait, and until when. */
export interface PingManner {
  readonly clock: Pick<Clock, "sleep">;
  readonly stop: AbortSignal;
}

const ATTEMPT_TIMEOUT = seconds(5);
const ATTEMPTS = 2;
/** A start that is told after the end would look like a run that never ends: it is given up first. */
const START_PATIENCE = seconds(2);

/** Tells a dead man's switch of one run. Nothing here fails the run: what cannot be told is a warning. */
export class Pings {
  readonly #options: PingOptions;
  readonly #overtaken = new AbortController();
  #start: Promise<unknown> = Promise.resolve();

  constructor(options: PingOptions) {
    this.#options = options;
  }

  /** Sends the start on its way and waits for nothing. */
  start({ clock, stop }: PingManner): void {
    const signal = AbortSignal.any([stop, this.#overtaken.signal]);
    this.#start = this.#send("start", "", { clock, stop: signal });
  }

  /** Tells how the run ended, after its start was told or given up. @returns whether the switch took it */
  async finish(kind: "success" | "fail", body: string, manner: PingManner): Promise<boolean> {
    await this.#endStart(START_PATIENCE);
    return this.#send(kind, body, manner);
  }

  /** Ends the run without a word: the switch speaks up by itself unless a later run does. */
  async abandon(): Promise<void> {
    this.#overtaken.abort();
    await this.#start;
  }

  async #endStart(patience: DurationMs): Promise<void> {
    const tooLate = new AbortController();
    const deadline = AbortSignal.any([AbortSignal.timeout(patience), tooLate.signal]);
    deadline.addEventListener("abort", () => {
      this.#overtaken.abort();
    });
    await this.#start;
    tooLate.abort();
  }

  async #send(kind: PingKind, body: string, { clock, stop }: PingManner): Promise<boolean> {
    const { url, events } = this.#options;
    for (let attempt = 1; ; attempt++) {
      const outcome = await post({
        url: pingAddress(url, kind),
        contentType: "text/plain; charset=utf-8",
        body,
        timeout: ATTEMPT_TIMEOUT,
        stop,
      });
      if (outcome.kind === "accepted") {
        events.emit("notify_ping_delivered", { notification: kind, http_status: outcome.httpStatus });
        return true;
      }
      if (attempt === ATTEMPTS || !isWorthRepeating(outcome) || stop.aborted) {
        events.emit("notify_ping_failed", failureFields(kind, attempt, outcome));
        return false;
      }
      await clock.sleep(seconds(0.5));
    }
  }
}

const isWorthRepeating = (outcome: PostOutcome): boolean =>
  outcome.kind === "unanswered" || (outcome.kind === "refused" && outcome.isTransient);

const failureFields = (
  kind: PingKind,
  attempts: number,
  outcome: Exclude<PostOutcome, { kind: "accepted" }>,
) => ({
  notification: kind,
  attempts,
  failure_reason: outcome.failure,
  http_status: outcome.kind === "refused" ? outcome.httpStatus : undefined,
});

/** The address itself for a success; `/start` or `/fail` behind its path otherwise, before its query. */
export function pingAddress(url: URL, kind: PingKind): URL {
  if (kind === "success") return url;
  const address = new URL(url);
  address.pathname = `${url.pathname.replace(/\/+$/, "")}/${kind}`;
  return address;
}
