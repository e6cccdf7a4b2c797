import { TradebotError } from "../core/domain/errors.ts";
import type { Intent } from "../core/domain/order.ts";
import type { DisclaimerPolicy } from "../core/execution/disclaimers.ts";
import type { ConnectedContext } from "./context.ts";
import { orderFields } from "./event-fields.ts";
import { placeIntent, placementOf } from "./place-intent.ts";
import type { PendingDisclaimers } from "./ports.ts";
import { drop } from "./record-placement.ts";
import { DISCLAIMER_BLOCKED, resolveDisclaimers } from "./resolve-disclaimers.ts";

interface Rules {
  readonly dryRun: boolean;
  readonly disclaimerPolicy: DisclaimerPolicy;
}

/**
 * Takes one written-down intent through precheck, disclaimers and placement. Each step is committed before the
 * effect it announces.
 *
 * @throws TradebotError when going on with further orders makes no sense: the token was refused, the broker is gone
 */
export async function executeOrder(context: ConnectedContext, intent: Intent, rules: Rules): Promise<void> {
  const precheck = await precheckOrder(context, intent);
  if (precheck.kind === "given_up") return;
  if (precheck.disclaimers !== undefined) {
    const isClear = await clearDisclaimers(context, intent, { ...rules, pending: precheck.disclaimers });
    if (!isClear) return;
  }
  if (!rules.dryRun) {
    await placeIntent(context, intent, rules.disclaimerPolicy);
    return;
  }
  drop(context, intent, { to: "dropped", reason: "DRY_RUN" });
  context.ports.events.emit("execution_dry_run_ended", {
    ...orderFields(context.ports, intent),
    execution_outcome: "SKIPPED",
  });
}

type Prechecked =
  { readonly kind: "given_up" } | { readonly kind: "passed"; readonly disclaimers?: PendingDisclaimers };

async function precheckOrder(context: ConnectedContext, intent: Intent): Promise<Prechecked> {
  const { broker, ports } = context;
  const requestId = ports.ids.requestId();
  const about = { ...orderFields(ports, intent), saxo_request_id: requestId };
  ports.events.emit("execution_precheck_begin", about);
  const giveUp = (reason: string, detail: string): void => {
    drop(context, intent, { to: "dropped", reason, detail });
    ports.events.emit("execution_precheck_failed", {
      ...about,
      precheck_ok: false,
      execution_outcome: "FAILED",
      failure_reason: reason,
      detail,
    });
  };
  try {
    const outcome = await broker.precheck(placementOf(intent), requestId);
    if (outcome.kind === "refused") {
      giveUp(outcome.code, outcome.reason);
      return { kind: "given_up" };
    }
    const { disclaimers, estimatedCashRequired } = outcome;
    ports.events.emit("execution_precheck_passed", {
      ...about,
      precheck_ok: true,
      disclaimer_required: disclaimers !== undefined,
      disclaimer_tokens_count: disclaimers?.tokens.length ?? 0,
      estimated_cash_required: estimatedCashRequired?.toString(),
    });
    return { kind: "passed", ...(disclaimers === undefined ? {} : { disclaimers }) };
  } catch (error) {
    if (error instanceof TradebotError) giveUp(error.code, error.message);
    throw error;
  }
}

/** Whether nothing stands before the order any more; otherwise it is given up. */
async function clearDisclaimers(
  context: ConnectedContext,
  intent: Intent,
  { pending, dryRun, disclaimerPolicy: policy }: Rules & { readonly pending: PendingDisclaimers },
): Promise<boolean> {
  const demand = { pending, policy, mayAnswer: !dryRun, otherwise: "SKIPPED" } as const;
  try {
    const resolution = await resolveDisclaimers(context, intent, demand);
    if (resolution.kind === "accepted") return true;
    drop(context, intent, { to: "dropped", reason: DISCLAIMER_BLOCKED, detail: resolution.detail });
    return false;
  } catch (error) {
    if (error instanceof TradebotError)
      drop(context, intent, { to: "dropped", reason: error.code, detail: error.message });
    throw error;
  }
}
