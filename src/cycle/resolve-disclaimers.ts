import type {
  Disclaimer,
  DisclaimerEntry,
  DisclaimerPolicy,
  DisclaimerVerdict,
} from "../core/execution/disclaimers.ts";
import { judgeDisclaimer } from "../core/execution/disclaimers.ts";
import { TradebotError } from "../core/domain/errors.ts";
import type { Intent } from "../core/domain/order.ts";
import type { ConnectedContext } from "./context.ts";
import { orderFields } from "./event-fields.ts";
import { asInstrumentFailure } from "./instrument-failure.ts";
import type { PendingDisclaimers } from "./ports/broker-answers.ts";

/** What stands before an order, and what may be done about it. */
interface Demand {
  readonly pending: PendingDisclaimers;
  readonly policy: DisclaimerPolicy;
  /** Whether answers are given: a dry run agrees to nothing. */
  readonly mayAnswer: boolean;
  /** What has become of the order if the texts are not accepted. */
  readonly otherwise: "SKIPPED" | "FAILED";
}

/** `accepted`: nothing stands before the order any more, or in a dry run nothing would. */
export type Resolution =
  | { readonly kind: "accepted" }
  /** Why, for people. */
  | { readonly kind: "refused"; readonly detail: string };

interface Judged {
  readonly hash: string;
  readonly text: Disclaimer;
  readonly verdict: DisclaimerVerdict;
}

/**
 * Reads the texts, keeps them, and answers them if the policy lets every one of them be accepted; otherwise none.
 * What is answered is written down before the broker is told.
 *
 * @throws TradebotError when an answer did not get through, or when the texts cannot be read (`DISCLAIMER_UNREADABLE`)
 */
export async function resolveDisclaimers(
  context: ConnectedContext,
  intent: Intent,
  demand: Demand,
): Promise<Resolution> {
  const judged = await judgeTexts(context, intent, demand);
  const refusals = judged.filter(({ verdict }) => verdict.kind === "refuse");
  if (refusals.length > 0) {
    for (const one of refusals) record(context, intent, demand, one, "refused");
    const detail = refusals.map(reasonOf).join("; ");
    return refuse(context, intent, demand, { ...named(refusals), detail });
  }
  if (!demand.mayAnswer) return { kind: "accepted" };
  for (const one of judged) await accept(context, intent, demand, one);
  context.ports.events.emit("execution_disclaimer_resolved", {
    ...about(context, intent, demand),
    ...named(judged),
    disclaimer_policy: demand.policy,
  });
  return { kind: "accepted" };
}

/** The texts are for people as well: they are read and kept also where the policy answers none. */
async function judgeTexts(
  context: ConnectedContext,
  intent: Intent,
  demand: Demand,
): Promise<readonly Judged[]> {
  const { ports, broker } = context;
  const { store, clock, events } = ports;
  const required = { ...about(context, intent, demand), disclaimer_required: true };
  try {
    const texts = await broker.readDisclaimers(demand.pending.tokens);
    const judged = texts.map((text): Judged => {
      const hash = store.noteDisclaimer(text, clock.now());
      return { hash, text, verdict: judgeDisclaimer(demand.policy, text, store.personalAnswer(hash)) };
    });
    events.emit("execution_disclaimer_required", { ...required, ...named(judged) });
    return judged;
  } catch (error) {
    events.emit("execution_disclaimer_required", required);
    throw unreadable(asInstrumentFailure(error));
  }
}

/** No policy has refused anything here: the broker failed, and the run ends as after any other failure of its. */
const unreadable = (cause: TradebotError): TradebotError =>
  new TradebotError({
    code: "DISCLAIMER_UNREADABLE",
    message: `the texts before the order cannot be read: ${cause.message}`,
    exit: cause.exit,
    hint: cause.hint ?? "The next decision asks for them again; the order is not placed before they are read",
    cause,
  });

async function accept(
  context: ConnectedContext,
  intent: Intent,
  demand: Demand,
  judged: Judged,
): Promise<void> {
  record(context, intent, demand, judged, "accepting");
  const { token } = judged.text;
  await context.broker.answerDisclaimer({ context: demand.pending.context, token, response: "Accepted" });
  record(context, intent, demand, judged, "accepted");
}

function record(
  { ports, cycle }: ConnectedContext,
  { externalReference }: Intent,
  { policy }: Demand,
  { hash, verdict }: Judged,
  answer: DisclaimerEntry["answer"],
): void {
  const at = ports.clock.now();
  const reason = verdict.kind === "refuse" ? { reason: verdict.reason } : {};
  ports.store.recordDisclaimer({ hash, at, answer, policy, cycle, externalReference, ...reason });
}

function refuse(
  context: ConnectedContext,
  intent: Intent,
  demand: Demand,
  why: { readonly detail: string; readonly disclaimer_title?: string; readonly disclaimer_hash?: string },
): Resolution {
  context.ports.events.emit("execution_disclaimer_blocked", {
    ...about(context, intent, demand),
    ...why,
    disclaimer_policy: demand.policy,
    execution_outcome: demand.otherwise,
    failure_reason: DISCLAIMER_BLOCKED,
  });
  return { kind: "refused", detail: why.detail };
}

/** Why an order is given up before which a text stays unanswered. */
export const DISCLAIMER_BLOCKED = "DISCLAIMER_BLOCKED";

const about = ({ ports }: ConnectedContext, intent: Intent, { pending }: Demand) => ({
  ...orderFields(ports, intent),
  disclaimer_tokens_count: pending.tokens.length,
});

const named = (texts: readonly Judged[]) => ({
  disclaimer_title: texts.map(({ text }) => text.title).join("; "),
  disclaimer_hash: texts.map(({ hash }) => hash).join(" "),
});

const reasonOf = ({ hash, verdict }: Judged): string =>
  verdict.kind === "refuse" ? `${hash} ${verdict.reason}` : hash;
