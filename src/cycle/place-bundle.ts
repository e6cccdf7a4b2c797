import { present } from "../core/domain/present.ts";
import type { DisclaimerPolicy } from "../core/execution/disclaimers.ts";
import { leadOf, placementOf, writeDown, type Bundle } from "./bundle.ts";
import type { ConnectedContext } from "./context.ts";
import { orderFields } from "./event-fields.ts";
import { NO_FOLLOW_UP, withoutRefused, type FollowUp } from "./follow-up.ts";
import { mayLeave, sendingAgain, type LastLook } from "./may-leave.ts";
import type { PendingDisclaimers, PlacementOutcome } from "./ports/broker-answers.ts";
import { commit, fieldsOf, recordOutcome } from "./record-placement.ts";
import { DISCLAIMER_BLOCKED, resolveDisclaimers } from "./resolve-disclaimers.ts";
import { noteAnswer } from "./silence.ts";

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

export interface Placing extends LastLook {
  readonly disclaimerPolicy: DisclaimerPolicy;
}

/** The refused order, once the text that stood before it is accepted. */
async function sendAfterText(
  context: ConnectedContext,
  bundle: Bundle,
  {
    pending,
    policy,
    ...rules
  }: LastLook & {
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
interface MayFollow extends LastLook {
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
