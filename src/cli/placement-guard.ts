import type { Lock } from "../adapters/files/lock.ts";
import type { Log } from "../adapters/logging/log.ts";
import { TradebotError } from "../core/domain/errors.ts";
import { logLost } from "./log-lost.ts";

/** What must be true before anything leaves, whoever wants it. @throws TradebotError `LOCK_LOST` or `LOG_LOST` */
export function requireLockAndLog(log: Log, lock: Lock): void {
  if (!lock.isStillOurs()) {
    throw new TradebotError({
      code: "LOCK_LOST",
      message: "another process has taken the lock of this cycle: no order is sent",
      exit: "lock_held",
      hint: "do not remove or copy files of the state directory while a cycle runs",
    });
  }
  if (log.isDegraded) throw logLost("no order is sent");
}
