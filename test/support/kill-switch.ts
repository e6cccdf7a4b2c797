import { Crashed, CrashSwitch, type When } from "../../src/selftest/crash-switch.ts";
import { runCycleIn, type World } from "./world.ts";

export type { When };

/** Ends a run at its n-th store write or broker call. */
export class KillSwitch extends CrashSwitch {
  constructor(n: number, when: When) {
    super({ kind: "nth", n, when });
  }
}

/** Runs one cycle under the switch; its death is no error here. */
export async function runUnder(killSwitch: CrashSwitch, world: World): Promise<void> {
  try {
    await runCycleIn(world, { around: (ports) => killSwitch.around(ports) });
  } catch (error) {
    if (!(error instanceof Crashed)) throw error;
  }
}
