import { TradebotError } from "../core/domain/errors.ts";
import { present } from "../core/domain/present.ts";
import type { DisclaimerPolicy } from "../core/execution/disclaimers.ts";
import type { Transition } from "../core/execution/lifecycle.ts";
import { KILL_SWITCH_ON } from "../core/risk/kill-switch.ts";
import { leadOf, placementOf, writeDown, type Bundle } from "./bundle.ts";
import type { ConnectedContext } from "./context.ts";
import { orderFields } from "./event-fields.ts";
import { NO_FOLLOW_UP, withoutRefused, type FollowUp } from "./follow-up.ts";
import type { PendingDisclaimers, PlacementOutcome } from "./ports/broker-answers.ts";
import { commit, drop, fieldsOf, giveUpUnsent, recordOutcome } from "./record-placement.ts";
import { DISCLAIMER_BLOCKED, resolveDisclaimers } from "./resolve-disclaimers.ts";
import { noteAnswer } from "./silence.ts";
import { objectionToAge } from "./standstill.ts";

/**
 * Sends written-down intents in one request: after `placing` there is exactly one, whatever comes back. An order
 * refused because a text came up meanwhile is sent once more when the policy lets the text be accepted, and what was
 * refused for what goes with it once more without that: as intents of their own, since the refused ones have reached
 * nobody and are over.
 *
 * @throws TradebotError when going on with further orders makes no sense
 */
export async function placeBundle(
  context: ConnectedContext,
  bundle: Bundle,
  { disclaimerPolicy: policy, lastLook }: Placing,
): Promise<void> {
  const rules = present({ lastLook });
  const first = await send(context, bundle, {
    ...rules,
    forText: policy !== "block_all",
    forCompanions: true,
  });
  if (first === undefined) return;
  if (first.pending === undefined) {
    if (first.again.length > 0)
      await send(context, followUp(context, bundle, first), {
        ...rules,
        forText: false,
        forCompanions: false,
      });
    return;
  }
  await sendAfterText(context, bundle, { ...rules, pending: first.pending, policy });
}

export interface Placing {
  readonly disclaimerPolicy: DisclaimerPolicy;
  /**
   * Right before the orders leave, after all that takes time. @returns why they are not wanted any more
   * @throws TradebotError when it cannot be seen: then they do not leave
   */
  readonly lastLook?: () => Promise<Pick<Transition, "reason" | "detail"> | undefined>;
}

/** The refused order, once the text that stood before it is accepted. */
async function sendAfterText(
  context: ConnectedContext,
  bundle: Bundle,
  {
    pending,
    policy,
    ...rules
  }: Pick<Placing, "lastLook"> & {
    readonly pending: PendingDisclaimers;
    readonly policy: DisclaimerPolicy;
  },
): Promise<void> {
  const lead = leadOf(bundle);
  const demand = { pending, policy, mayAnswer: true, otherwise: "FAILED" } as const;
  const resolution = await resolveDisclaimers(context, lead, demand);
  if (resolution.kind === "refused" || policy === "block_all") return;
  const next = followUp(context, bundle, { again: bundle.intents });
  const again = await send(context, next, { ...rules, forText: false, forCompanions: false });
  if (again?.pending === undefined) return;
  context.ports.events.emit("execution_disclaimer_blocked", {
    ...orderFields(context.ports, lead),
    disclaimer_tokens_count: again.pending.tokens.length,
    disclaimer_policy: policy,
    execution_outcome: "FAILED",
    failure_reason: DISCLAIMER_BLOCKED,
    detail: "outstanding again, right after they were accepted",
  });
}

/** The same orders under a request id of their own. */
const followUp = (context: ConnectedContext, { details, decided }: Bundle, { again }: FollowUp): Bundle => ({
  ...writeDown(context, again, details),
  decided,
});

/** For what a refused request may be sent once more. */
interface MayFollow extends Pick<Placing, "lastLook"> {
  readonly forText: boolean;
  readonly forCompanions: boolean;
}

interface Refused extends FollowUp {
  /** The texts because of which it was refused. */
  readonly pending: PendingDisclaimers | undefined;
}

/** @returns why it was refused, if it was */
async function send(
  context: ConnectedContext,
  bundle: Bundle,
  mayFollow: MayFollow,
): Promise<Refused | undefined> {
  if (!(await mayLeave(context, bundle, mayFollow))) return undefined;
  announce(context, bundle);
  const { isForbidden, ...answer } = await request(context, bundle);
  const refused = refusalIn(bundle, answer.outcome, mayFollow);
  recordOutcome(context, bundle, { ...answer, followUp: refused ?? NO_FOLLOW_UP });
  throwUnsent(answer.outcome, isForbidden);
  return refused;
}

/** Asks for everything that may speak against the orders, what takes time first; gives them up where something does. */
async function mayLeave(
  context: ConnectedContext,
  bundle: Bundle,
  { lastLook }: Pick<Placing, "lastLook">,
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

/** From this commit on they may have arrived. */
function announce(context: ConnectedContext, bundle: Bundle): void {
  const { broker, ports } = context;
  const clockAheadMs = broker.clockAheadMs();
  commit(context, bundle, { to: "placing", reason: "ABOUT_TO_SEND", ...present({ clockAheadMs }) });
  for (const intent of bundle.intents)
    ports.events.emit("execution_placement_begin", fieldsOf(context, intent));
}

/** The one request, and how long its answer took. */
async function request(context: ConnectedContext, bundle: Bundle) {
  const { broker, ports } = context;
  const startedAtMs = ports.clock.monotonicMs();
  const again = sendingAgain(context, bundle);
  const outcome = await broker.place(placementOf(bundle), leadOf(bundle).requestId, again.mayGo);
  for (const { id } of bundle.intents) noteAnswer(context, id);
  const durationMs = Math.round(ports.clock.monotonicMs() - startedAtMs);
  return { outcome, durationMs, isForbidden: again.isForbidden() };
}

/** A token that is refused is replaced, which may take its time: what may be sent is asked anew. */
function sendingAgain(context: ConnectedContext, bundle: Bundle) {
  let isForbidden = false;
  const mayGo = (): boolean => {
    const objection = banOf(context, bundle) ?? objectionToAge(bundle.decided, context.ports.clock);
    isForbidden = objection !== undefined;
    return !isForbidden;
  };
  return { mayGo, isForbidden: (): boolean => isForbidden };
}

/** @throws TradebotError when it was nobody's word that kept it from being sent */
function throwUnsent(outcome: PlacementOutcome, isForbidden: boolean): void {
  if (outcome.kind === "not_sent" && !isForbidden) throw outcome.cause;
}

function refusalIn(
  bundle: Bundle,
  outcome: PlacementOutcome,
  { forText, forCompanions }: MayFollow,
): Refused | undefined {
  if (outcome.kind !== "rejected") return undefined;
  const { disclaimers: pending } = outcome;
  if (pending !== undefined) return { pending, again: forText ? bundle.intents : [] };
  return { pending, again: forCompanions ? withoutRefused(bundle, outcome).again : [] };
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
