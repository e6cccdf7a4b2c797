import type { Lock } from "../adapters/files/lock.ts";
import type { Log } from "../adapters/logging/log.ts";
import { readKillSwitch } from "../adapters/files/read-kill-switch.ts";
import { TradebotError } from "../core/domain/errors.ts";
import { forbids, KILL_SWITCH_ON, killSwitchInWords, type KillSwitch } from "../core/risk/kill-switch.ts";
import type { PlacementBan, PlacementGuard } from "../cycle/ports.ts";
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

interface Guarded {
  readonly log: Log;
  readonly lock: Lock;
  readonly stateDirectory: string;
  /** Whether the log tells already that the kill switch is on. */
  readonly isKillSwitchKnown: boolean;
  /** Whether real money may be traded still. */
  readonly checkPermit: () => PlacementBan | undefined;
}

/** The last things that must be true before an order of a cycle leaves; the kill switch is read anew for each. */
export function placementGuard(guarded: Guarded): PlacementGuard {
  const { log, lock, stateDirectory, checkPermit } = guarded;
  let isKnown = guarded.isKillSwitchKnown;
  const requireWritable = (): void => {
    requireLockAndLog(log, lock);
  };
  return {
    requireWritable,
    check(purpose) {
      requireWritable();
      const killSwitch = readKillSwitch(stateDirectory);
      if (killSwitch === undefined || !forbids(killSwitch, purpose)) return checkPermit();
      if (!isKnown) tellOfKillSwitch(log, killSwitch);
      isKnown = true;
      return { code: KILL_SWITCH_ON, reason: killSwitchInWords(killSwitch) };
    },
  };
}

export function tellOfKillSwitch(log: Log, killSwitch: KillSwitch): void {
  log.emit("killswitch_active", {
    kill_switch_mode: killSwitch.mode,
    detail: killSwitchInWords(killSwitch),
  });
}
