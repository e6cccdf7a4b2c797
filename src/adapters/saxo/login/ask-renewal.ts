import { durationMs, seconds, type DurationMs } from "../../../core/domain/time.ts";
import type { Clock } from "../../../cycle/ports.ts";
import { refreshPair, type OAuthApp, type RefreshRequest, type TokenReply } from "./token-endpoint.ts";

interface Asking {
  readonly app: OAuthApp;
  readonly clock: Pick<Clock, "sleep">;
  readonly stop: AbortSignal;
}

const BETWEEN_TRIES: DurationMs = seconds(1);
/** A longer wish of the endpoint is left to the next start. */
const LONGEST_WISH: DurationMs = seconds(10);

/** Asks a second time only after a first request that has certainly changed nothing: the token works once. */
export async function askRenewal({ app, clock, stop }: Asking, pair: RefreshRequest): Promise<TokenReply> {
  const asking = { app, stop: graceAfter(stop) };
  const first = await refreshPair(pair, asking);
  if (first.kind !== "no_answer" || first.mayHaveArrived) return first;
  const wait = durationMs(Math.max(BETWEEN_TRIES, first.retryAfterMs ?? 0));
  if (wait > LONGEST_WISH) return first;
  if (!stop.aborted) await clock.sleep(wait);
  return isStopped(stop) ? first : refreshPair(pair, asking);
}

const isStopped = ({ aborted }: AbortSignal): boolean => aborted;

/** Schedulers end a process 15 seconds after they have asked it to end. */
const GRACE: DurationMs = seconds(12);

/** Aborted some time after `stop`: until then an answer under way may still come and be written down. */
export function graceAfter(stop: AbortSignal, grace = GRACE): AbortSignal {
  const late = new AbortController();
  const count = (): void => {
    AbortSignal.timeout(grace).addEventListener("abort", () => {
      late.abort();
    });
  };
  if (stop.aborted) count();
  else stop.addEventListener("abort", count, { once: true });
  return late.signal;
}
