import type { DurationMs } from "../../core/domain/time.ts";
import type { StopReason, StopRequest } from "../../cycle/ports.ts";

const SIGNALS = ["SIGTERM", "SIGINT", "SIGHUP"] as const;

/** Everything that can ask the cycle to end early; the first one to speak is the reason. */
export interface StopWatch {
  readonly request: StopRequest;
  /** Aborted together with the request, for whoever waits. */
  readonly signal: AbortSignal;
  /** From now on; a later call replaces the earlier one. */
  setDeadline(after: DurationMs): void;
  /** Looks for a request to stop a few times a second, and again whenever somebody asks for the reason. */
  lookFor(isAsked: () => boolean): void;
  /** Gives the signals back to the system, which ends the process on them. */
  close(): void;
}

/** How long a request may go unnoticed by whoever sleeps or waits for an answer. */
const LOOK_EVERY_MS = 200;

export function watchSignals(): StopWatch {
  const controller = new AbortController();
  let reason: StopReason | undefined;
  let deadline: NodeJS.Timeout | undefined;
  let looking: NodeJS.Timeout | undefined;
  let look = (): void => undefined;

  const stop = (why: StopReason): void => {
    if (reason !== undefined) return;
    reason = why;
    controller.abort();
  };
  const onSignal = (signal: NodeJS.Signals): void => {
    const known = SIGNALS.find((candidate) => candidate === signal);
    if (known !== undefined) stop({ kind: "signal", signal: known });
  };
  for (const signal of SIGNALS) process.on(signal, onSignal);

  return {
    request: {
      get reason() {
        look();
        return reason;
      },
    },
    signal: controller.signal,
    setDeadline: (after) => {
      clearTimeout(deadline);
      deadline = setTimeout(() => {
        stop({ kind: "deadline" });
      }, after).unref();
    },
    lookFor: (isAsked) => {
      look = () => {
        if (reason === undefined && isAsked()) stop({ kind: "asked" });
      };
      clearInterval(looking);
      looking = setInterval(look, LOOK_EVERY_MS).unref();
    },
    close: () => {
      clearInterval(looking);
      look = () => undefined;
      clearTimeout(deadline);
      for (const signal of SIGNALS) process.off(signal, onSignal);
    },
  };
}
