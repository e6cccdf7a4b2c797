import { TradebotError } from "../core/domain/errors.ts";
import { companionsIn, leadOf, placementOf, type Bundle } from "./bundle.ts";
import type { ConnectedContext } from "./context.ts";
import { orderFields } from "./event-fields.ts";
import { present } from "../core/domain/present.ts";
import type { ValueBound } from "../core/risk/decision.ts";
import { judgeValue, sumOfOverruns, type Overrun, type ValueObjection } from "../core/risk/value-bound.ts";
import { placeBundle, type Placing } from "./place-bundle.ts";
import type { PendingDisclaimers, PrecheckOutcome } from "./ports/broker-answers.ts";
import { drop, giveUpUnsent } from "./record-placement.ts";
import { DISCLAIMER_BLOCKED, resolveDisclaimers } from "./resolve-disclaimers.ts";

export interface Rules extends Placing {
  readonly dryRun: boolean;
  /** What an entry may come to by the broker's figures. */
  readonly bound?: ValueBound;
  /** Of the entries of the cycle so far; what is found of this one is added. */
  readonly overruns?: Overruns;
}

/** Of entries that may be sent; grows while they are prechecked. */
export type Overruns = Overrun[];

/**
 * Takes written-down intents that go together through precheck, disclaimers and placement. Each step is committed
 * before the effect it announces.
 *
 * @throws TradebotError when going on with further orders makes no sense: the token was refused, the broker is gone
 */
export async function executeOrder(context: ConnectedContext, bundle: Bundle, rules: Rules): Promise<void> {
  const ready = await makeReady(context, bundle, rules);
  if (ready === undefined) return;
  if (!rules.dryRun) {
    await placeBundle(context, ready, rules);
    return;
  }
  drop(context, ready, { to: "dropped", reason: "DRY_RUN" });
  for (const intent of ready.intents) {
    context.ports.events.emit("execution_dry_run_ended", {
      ...orderFields(context.ports, intent),
      execution_outcome: "SKIPPED",
    });
  }
}

/** What of it may be placed: what is refused together with its companions may be accepted without them. */
async function makeReady(
  context: ConnectedContext,
  bundle: Bundle,
  rules: Rules,
): Promise<Bundle | undefined> {
  const companions = companionsIn(bundle);
  if (companions.length === 0)
    return (await isReady(context, bundle, rules)) === "ready" ? bundle : undefined;
  const first = await isReady(context, bundle, { ...rules, mayShrink: true });
  if (first !== "refused") return first === "ready" ? bundle : undefined;
  giveUpUnsent(context, { ...bundle, intents: companions }, { to: "dropped", reason: "PRECHECK_REFUSED" });
  const alone = { ...bundle, intents: [leadOf(bundle)] };
  return (await isReady(context, alone, rules)) === "ready" ? alone : undefined;
}

/** `refused`: nothing was given up yet. */
type Readiness = "ready" | "refused" | "given_up";

type ReadyRules = Rules & {
  /** Whether a refusal is not the last word, because less may be asked for. */
  readonly mayShrink?: true;
};

/**
 * Whether the orders may be placed; otherwise they are given up. Where texts stand beside a refusal they may be its
 * reason: they are answered, and the orders are prechecked once more.
 */
async function isReady(context: ConnectedContext, bundle: Bundle, rules: ReadyRules): Promise<Readiness> {
  const { dryRun, bound, overruns, mayShrink = false } = rules;
  const asking = { mayShrink, ...present({ bound, overruns }) };
  const first = await precheckOrder(context, bundle, { ...asking, isLast: dryRun });
  if (first.kind === "given_up") return "given_up";
  if (first.disclaimers === undefined) return first.kind === "passed" ? "ready" : "refused";
  const isClear = await clearDisclaimers(context, bundle, { ...rules, pending: first.disclaimers });
  if (!isClear) return "given_up";
  if (first.kind === "passed") return "ready";
  const second = await precheckOrder(context, bundle, { ...asking, isLast: true });
  if (second.kind !== "passed") return second.kind;
  if (second.disclaimers === undefined) return "ready";
  return (await clearDisclaimers(context, bundle, { ...rules, pending: second.disclaimers }))
    ? "ready"
    : "given_up";
}

type Prechecked =
  | { readonly kind: "given_up" }
  /** `refused`: for the texts, perhaps. */
  | { readonly kind: "passed" | "refused"; readonly disclaimers?: PendingDisclaimers };

interface Asking extends Pick<Rules, "bound" | "overruns"> {
  /** Whether a refusal is final, whatever stands beside it. */
  readonly isLast: boolean;
  readonly mayShrink: boolean;
}

async function precheckOrder(
  context: ConnectedContext,
  bundle: Bundle,
  { isLast, mayShrink, ...rules }: Asking,
): Promise<Prechecked> {
  const { broker, ports } = context;
  const requestId = ports.ids.requestId();
  const about = { ...orderFields(ports, leadOf(bundle)), saxo_request_id: requestId };
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
    const outcome = await broker.precheck(placementOf(bundle), requestId);
    const { disclaimers } = outcome;
    const objection = objectionIn(outcome, { ...rules, currency: context.account.currency });
    if (objection !== undefined) return giveUpFor(context, bundle, { ...objection, fail });
    if (outcome.kind === "accepted") {
      ports.events.emit("execution_precheck_passed", { ...about, ...passedFields(outcome) });
      return { kind: "passed", ...(disclaimers === undefined ? {} : { disclaimers }) };
    }
    fail(outcome.code, outcome.reason);
    if (disclaimers !== undefined && !isLast) return { kind: "refused", disclaimers };
    if (mayShrink) return { kind: "refused" };
    drop(context, bundle, { to: "dropped", reason: outcome.code, detail: outcome.reason });
    return { kind: "given_up" };
  } catch (error) {
    if (error instanceof TradebotError) {
      fail(error.code, error.message);
      drop(context, bundle, { to: "dropped", reason: error.code, detail: error.message });
    }
    throw error;
  }
}

/** What the limits say to the broker's figures. What it says of one order leaves less of them for the next. */
function objectionIn(
  outcome: PrecheckOutcome,
  { bound, overruns = [], currency }: Pick<Rules, "bound" | "overruns"> & { readonly currency: string },
): ValueObjection | undefined {
  if (bound === undefined || outcome.kind !== "accepted") return undefined;
  const verdict = judgeValue(bound, outcome, { currency, overrun: sumOfOverruns(overruns) });
  if (verdict.kind === "objection") return verdict;
  overruns.push(verdict.overrun); // an order that was accepted is prechecked no more
  return undefined;
}

/** The limits do not let through what the broker would take. */
function giveUpFor(
  context: ConnectedContext,
  bundle: Bundle,
  { code, detail, fail }: ValueObjection & { readonly fail: (reason: string, detail: string) => void },
): Prechecked {
  fail(code, detail);
  drop(context, bundle, { to: "dropped", reason: code, detail });
  return { kind: "given_up" };
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

/** Whether nothing stands before the orders any more; otherwise they are given up. */
async function clearDisclaimers(
  context: ConnectedContext,
  bundle: Bundle,
  { pending, dryRun, disclaimerPolicy: policy }: Rules & { readonly pending: PendingDisclaimers },
): Promise<boolean> {
  const demand = { pending, policy, mayAnswer: !dryRun, otherwise: "SKIPPED" } as const;
  try {
    const resolution = await resolveDisclaimers(context, leadOf(bundle), demand);
    if (resolution.kind === "accepted") return true;
    drop(context, bundle, { to: "dropped", reason: DISCLAIMER_BLOCKED, detail: resolution.detail });
    return false;
  } catch (error) {
    if (error instanceof TradebotError)
      giveUpUnsent(context, bundle, { to: "dropped", reason: error.code, detail: error.message });
    throw error;
  }
}
