import { TradebotError } from "../core/domain/errors.ts";
import type { Transition } from "../core/execution/lifecycle.ts";
import { KILL_SWITCH_ON } from "../core/risk/kill-switch.ts";
import { leadOf, type Bundle } from "./bundle.ts";
import type { ConnectedContext } from "./context.ts";
import { drop, giveUpUnsent } from "./record-placement.ts";
import { objectionToAge } from "./standstill.ts";

export interface LastLook {
  /**
   * Right before the orders leave, after all that takes time. @returns why they are not wanted any more
   * @throws TradebotError when it cannot be seen: then they do not leave
   */
  readonly lastLook?: () => Promise<Pick<Transition, "reason" | "detail"> | undefined>;
}

/** Asks for everything that may speak against the orders, what takes time first; gives them up where something does. */
export async function mayLeave(
  context: ConnectedContext,
  bundle: Bundle,
  { lastLook }: LastLook,
): Promise<boolean> {
  const { ports } = context;
  await waitForTurn(context, bundle);
  const looked = ports.stop.reason === undefined ? await orGiveUp(context, bundle, lastLook) : undefined;
  if (ports.stop.reason !== undefined) {
    drop(context, bundle, { to: "dropped", reason: "CYCLE_STOPPED" });
    return false;
  }
  const objection = looked ?? objectionToAge(bundle.decided, ports.clock) ?? banOf(context, bundle);
  if (objection !== undefined) giveUpUnsent(context, bundle, { to: "dropped", ...objection });
  return objection === undefined;
}

/** What somebody has forbidden. @throws TradebotError when the lock is somebody else's now */
function banOf(
  { ports, tally }: ConnectedContext,
  bundle: Bundle,
): Pick<Transition, "reason" | "detail"> | undefined {
  const ban = ports.guard.check(leadOf(bundle).purpose);
  if (ban?.code === KILL_SWITCH_ON) tally.held_back += bundle.intents.length;
  return ban && { reason: ban.code, detail: ban.reason };
}

/** A token that is refused is replaced, which may take its time: what may be sent is asked anew. */
export function sendingAgain(context: ConnectedContext, bundle: Bundle) {
  let isForbidden = false;
  const mayGo = (): boolean => {
    const objection = banOf(context, bundle) ?? objectionToAge(bundle.decided, context.ports.clock);
    isForbidden = objection !== undefined;
    return !isForbidden;
  };
  return { mayGo, isForbidden: (): boolean => isForbidden };
}

/** The token is at hand and the pace allows it: what is announced now leaves now. */
const waitForTurn = (context: ConnectedContext, bundle: Bundle): Promise<unknown> =>
  orGiveUp(context, bundle, () => context.broker.waitForOrderTurn());

/** What fails before anything was sent ends the orders. */
async function orGiveUp<Result>(
  context: ConnectedContext,
  bundle: Bundle,
  step: (() => Promise<Result>) | undefined,
): Promise<Result | undefined> {
  try {
    return await step?.();
  } catch (error) {
    if (error instanceof TradebotError)
      giveUpUnsent(context, bundle, { to: "dropped", reason: error.code, detail: error.message });
    throw error;
  }
}
