import type { DurationMs } from "../../../core/domain/time.ts";
import type { Clock } from "../../../cycle/ports.ts";
import { cycleStopped } from "./failures.ts";

/** Sleeps by the clock, but no longer than until the signal. @throws TradebotError `CYCLE_STOPPED` */
export async function sleepUnlessStopped(
  clock: Clock,
  duration: DurationMs,
  stop: AbortSignal,
): Promise<void> {
  throwIfStopped(stop);
  await waitUnlessStopped(clock.sleep(duration), stop);
}

/** Waits for it, but no longer than until the signal. @throws TradebotError `CYCLE_STOPPED` */
export async function waitUnlessStopped(awaited: Promise<unknown>, stop: AbortSignal): Promise<void> {
  throwIfStopped(stop);
  let wake: () => void = () => undefined;
  const stopped = new Promise<void>((resolve) => {
    wake = resolve;
    stop.addEventListener("abort", wake, { once: true });
  });
  await Promise.race([awaited, stopped]);
  stop.removeEventListener("abort", wake);
  throwIfStopped(stop);
}

export function throwIfStopped(stop: AbortSignal): void {
  if (stop.aborted) throw cycleStopped();
}
