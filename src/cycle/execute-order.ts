import { TradebotError } from "../core/domain/errors.ts";
import type { Intent } from "../core/domain/order.ts";
import type { DisclaimerPolicy } from "../core/execution/disclaimers.ts";
import type { ConnectedContext } from "./context.ts";
import { orderFields } from "./event-fields.ts";
import { placeIntent, placementOf } from "./place-intent.ts";
import type { PendingDisclaimers, PrecheckOutcome } from "./ports.ts";
import { drop, giveUpUnsent } from "./record-placement.ts";
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
  if (!(await isReady(context, intent, rules))) return;
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

/**
 * Whether the order may be placed; otherwise it is given up. Where texts stand beside a refusal they may be its reason:
 * they are answered, and the order is prechecked once more.
 */
async function isReady(context: ConnectedContext, intent: Intent, rules: Rules): Promise<boolean> {
  const first = await precheckOrder(context, intent, { isLast: rules.dryRun });
  if (first.kind === "given_up") return false;
  if (first.disclaimers === undefined) return true;
  const isClear = await clearDisclaimers(context, intent, { ...rules, pending: first.disclaimers });
  if (!isClear || first.kind === "passed") return isClear;
  const second = await precheckOrder(context, intent, { isLast: true });
  if (second.kind === "given_up" || second.disclaimers === undefined) return second.kind === "passed";
  return clearDisclaimers(context, intent, { ...rules, pending: second.disclaimers });
}

type Prechecked =
  | { readonly kind: "given_up" }
  /** `refused`: for the texts, perhaps. */
  | { readonly kind: "passed" | "refused"; readonly disclaimers?: PendingDisclaimers };

/** @param isLast whether a refusal is final, whatever stands beside it */
async function precheckOrder(
  context: ConnectedContext,
  intent: Intent,
  { isLast }: { readonly isLast: boolean },
): Promise<Prechecked> {
  const { broker, ports } = context;
  const requestId = ports.ids.requestId();
  const about = { ...orderFields(ports, intent), saxo_request_id: requestId };
  ports.events.emit("execution_precheck_begin", about);
  const fail = (reason: string, detail: string): void => {
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
    const { disclaimers } = outcome;
    if (outcome.kind === "accepted") {
      ports.events.emit("execution_precheck_passed", { ...about, ...passedFields(outcome) });
      return { kind: "passed", ...(disclaimers === undefined ? {} : { disclaimers }) };
    }
    fail(outcome.code, outcome.reason);
    if (disclaimers !== undefined && !isLast) return { kind: "refused", disclaimers };
    drop(context, intent, { to: "dropped", reason: outcome.code, detail: outcome.reason });
    return { kind: "given_up" };
  } catch (error) {
    if (error instanceof TradebotError) {
      fail(error.code, error.message);
      drop(context, intent, { to: "dropped", reason: error.code, detail: error.message });
    }
    throw error;
  }
}

const passedFields = ({
  disclaimers,
  estimatedCashRequired,
}: Extract<PrecheckOutcome, { kind: "accepted" }>) => ({
  precheck_ok: true,
  disclaimer_required: disclaimers !== undefined,
  disclaimer_tokens_count: disclaimers?.tokens.length ?? 0,
  estimated_cash_required: estimatedCashRequired?.toString(),
});

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
      giveUpUnsent(context, intent, { to: "dropped", reason: error.code, detail: error.message });
    throw error;
  }
}
