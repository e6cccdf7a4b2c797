import { TradebotError } from "../core/domain/errors.ts";
import type { Intent, Placement } from "../core/domain/order.ts";
import type { DisclaimerPolicy } from "../core/execution/disclaimers.ts";
import type { ConnectedContext } from "./context.ts";
import { orderFields } from "./event-fields.ts";
import type { PendingDisclaimers } from "./ports.ts";
import { commit, drop, fieldsOf, giveUpUnsent, recordOutcome } from "./record-placement.ts";
import { DISCLAIMER_BLOCKED, resolveDisclaimers } from "./resolve-disclaimers.ts";

/** The order as the broker gets it: closing one opening where each is closed for itself. */
export function placementOf(intent: Intent): Placement {
  const { accountKey, instrument, side, quantity, externalReference, positionId } = intent;
  const order = { kind: "market", accountKey, instrument, side, quantity, externalReference } as const;
  return positionId === undefined
    ? { kind: "single", order }
    : { kind: "on_position", positionId, orders: [order] };
}

/**
 * Sends a written-down intent: after `placing` there is exactly one request, whatever comes back. An order refused
 * because a text came up meanwhile is sent once more when the policy lets the text be accepted: as an intent of its
 * own, since the refused one has reached nobody and is over.
 *
 * @throws TradebotError when going on with further orders makes no sense
 */
export async function placeIntent(
  context: ConnectedContext,
  intent: Intent,
  policy: DisclaimerPolicy,
): Promise<void> {
  const pending = await send(context, intent, { mayFollow: policy !== "block_all" });
  if (pending === undefined) return;
  const demand = { pending, policy, mayAnswer: true, otherwise: "FAILED" } as const;
  const resolution = await resolveDisclaimers(context, intent, demand);
  if (resolution.kind === "refused" || policy === "block_all") return;
  const again = await send(context, followUp(context, intent), { mayFollow: false });
  if (again === undefined) return;
  context.ports.events.emit("execution_disclaimer_blocked", {
    ...orderFields(context.ports, intent),
    disclaimer_tokens_count: again.tokens.length,
    disclaimer_policy: policy,
    execution_outcome: "FAILED",
    failure_reason: DISCLAIMER_BLOCKED,
    detail: "outstanding again, right after they were accepted",
  });
}

/** The same order under a request id of its own. */
function followUp({ ports, cycle }: ConnectedContext, intent: Intent): Intent {
  const next = ports.store.createIntent(cycle, {
    ...intent,
    createdAt: ports.clock.now(),
    requestId: ports.ids.requestId(),
  });
  ports.events.emit("execution_intent_created", orderFields(ports, next));
  return next;
}

/** @returns the texts because of which the order was refused */
async function send(
  context: ConnectedContext,
  intent: Intent,
  { mayFollow }: { readonly mayFollow: boolean },
): Promise<PendingDisclaimers | undefined> {
  const { broker, ports } = context;
  await waitForTurn(context, intent);
  if (ports.stop.reason !== undefined) {
    drop(context, intent, { to: "dropped", reason: "CYCLE_STOPPED" });
    return undefined;
  }
  const ban = ports.guard.check(intent.purpose);
  if (ban !== undefined) {
    giveUpUnsent(context, intent, { to: "dropped", reason: ban.code, detail: ban.reason });
    return undefined;
  }
  commit(context, intent, { to: "placing", reason: "ABOUT_TO_SEND" });
  ports.events.emit("execution_placement_begin", fieldsOf(context, intent));
  const startedAtMs = ports.clock.monotonicMs();
  const outcome = await broker.place(placementOf(intent), intent.requestId);
  const durationMs = Math.round(ports.clock.monotonicMs() - startedAtMs);
  recordOutcome(context, intent, { outcome, durationMs, mayFollow });
  if (outcome.kind === "not_sent") throw outcome.cause;
  return outcome.kind === "rejected" ? outcome.disclaimers : undefined;
}

/** The token is at hand and the pace allows it: what is announced now leaves now. */
async function waitForTurn(context: ConnectedContext, intent: Intent): Promise<void> {
  try {
    await context.broker.waitForOrderTurn();
  } catch (error) {
    if (error instanceof TradebotError)
      giveUpUnsent(context, intent, { to: "dropped", reason: error.code, detail: error.message });
    throw error;
  }
}
