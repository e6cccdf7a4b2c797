import { TradebotError } from "../core/domain/errors.ts";
import type { Intent } from "../core/domain/order.ts";
import type { Transition } from "../core/execution/lifecycle.ts";
import type { ConnectedContext } from "./context.ts";
import { asInstrumentFailure } from "./instrument-failure.ts";
import { orderFields } from "./event-fields.ts";
import type { PendingDisclaimers, PlacementOutcome } from "./ports.ts";

/**
 * Takes one written-down intent through precheck, disclaimers and placement. Each step is committed before the
 * effect it announces; after `placing` there is exactly one request, whatever comes back.
 *
 * @throws TradebotError when going on with further orders makes no sense: the token was refused, the broker is gone
 */
export async function executeOrder(
  context: ConnectedContext,
  intent: Intent,
  options: { dryRun: boolean },
): Promise<void> {
  const disclaimers = await precheck(context, intent);
  if (disclaimers === "given_up") return;
  if (disclaimers !== undefined) {
    await refuseDisclaimers(context, intent, disclaimers);
  } else if (options.dryRun) {
    drop(context, intent, { to: "dropped", reason: "DRY_RUN" });
    context.ports.events.emit("execution_dry_run_ended", {
      ...orderFields(context.ports, intent),
      execution_outcome: "SKIPPED",
    });
  } else {
    await place(context, intent);
  }
}

async function precheck(
  context: ConnectedContext,
  intent: Intent,
): Promise<PendingDisclaimers | undefined | "given_up"> {
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
    const outcome = await broker.precheck(intent, requestId);
    if (outcome.kind === "refused") {
      giveUp(outcome.code, outcome.reason);
      return "given_up";
    }
    ports.events.emit("execution_precheck_passed", {
      ...about,
      precheck_ok: true,
      disclaimer_required: outcome.disclaimers !== undefined,
      disclaimer_tokens_count: outcome.disclaimers?.tokens.length ?? 0,
      estimated_cash_required: outcome.estimatedCashRequired?.toString(),
    });
    return outcome.disclaimers;
  } catch (error) {
    if (error instanceof TradebotError) giveUp(error.code, error.message);
    throw error;
  }
}

/** The policy is to answer none: a text nobody has read is not agreed to. The titles are read so that a person can. */
async function refuseDisclaimers(
  context: ConnectedContext,
  intent: Intent,
  pending: PendingDisclaimers,
): Promise<void> {
  const { broker, ports } = context;
  const reason = "DISCLAIMER_BLOCKED";
  drop(context, intent, { to: "dropped", reason });
  const count = pending.tokens.length;
  ports.events.emit("execution_disclaimer_required", {
    ...orderFields(ports, intent),
    disclaimer_required: true,
    disclaimer_tokens_count: count,
  });
  const blocked = {
    ...orderFields(ports, intent),
    disclaimer_tokens_count: count,
    execution_outcome: "SKIPPED",
    failure_reason: reason,
  };
  try {
    const titles = (await broker.readDisclaimers(pending.tokens)).map(({ title }) => title).join("; ");
    ports.events.emit("execution_disclaimer_blocked", { ...blocked, disclaimer_title: titles });
  } catch (error) {
    const { code } = asInstrumentFailure(error); // the titles are for people; the order is refused without them as well
    ports.events.emit("execution_disclaimer_blocked", { ...blocked, detail: `titles unreadable: ${code}` });
  }
}

/** They can come up between the precheck and the placement; the broker has refused the order then. */
function reportDisclaimersAtPlacement(
  { ports }: ConnectedContext,
  intent: Intent,
  { tokens }: PendingDisclaimers,
): void {
  const about = { ...orderFields(ports, intent), disclaimer_tokens_count: tokens.length };
  ports.events.emit("execution_disclaimer_required", { ...about, disclaimer_required: true });
  ports.events.emit("execution_disclaimer_blocked", {
    ...about,
    execution_outcome: "FAILED",
    failure_reason: "DISCLAIMER_BLOCKED",
  });
}

function drop(context: ConnectedContext, intent: Intent, transition: Transition): void {
  commit(context, intent, transition);
  context.tally.dropped += 1;
}

function commit({ ports, cycle }: ConnectedContext, intent: Intent, transition: Transition): void {
  ports.store.recordTransition(cycle, intent.id, transition, ports.clock.now());
}

async function place(context: ConnectedContext, intent: Intent): Promise<void> {
  const { broker, ports } = context;
  await broker.waitForOrderTurn();
  if (ports.stop.reason !== undefined) {
    drop(context, intent, { to: "dropped", reason: "CYCLE_STOPPED" });
    return;
  }
  ports.guard.check();
  commit(context, intent, { to: "placing", reason: "ABOUT_TO_SEND" });
  ports.events.emit("execution_placement_begin", {
    ...orderFields(ports, intent),
    saxo_request_id: intent.requestId,
  });
  const startedAtMs = ports.clock.monotonicMs();
  const outcome = await broker.place(intent, intent.requestId);
  recordOutcome(context, intent, {
    outcome,
    durationMs: Math.round(ports.clock.monotonicMs() - startedAtMs),
  });
  if (outcome.kind === "not_sent") throw outcome.cause;
}

function recordOutcome(
  context: ConnectedContext,
  intent: Intent,
  { outcome, durationMs }: { readonly outcome: PlacementOutcome; readonly durationMs: number },
): void {
  const { ports } = context;
  const { events } = ports;
  const fields = { ...orderFields(ports, intent), saxo_request_id: intent.requestId };
  switch (outcome.kind) {
    case "placed":
      commit(context, intent, { to: "placed", reason: "ACCEPTED", orderId: outcome.orderId });
      context.tally.placed += 1;
      events.emit("execution_order_placed", {
        ...fields,
        order_id: outcome.orderId,
        duration_ms: durationMs,
        execution_outcome: "SUCCESS",
      });
      return;
    case "rejected":
      commit(context, intent, { to: "rejected", reason: outcome.code, detail: outcome.reason });
      context.tally.rejected += 1;
      if (outcome.disclaimers !== undefined)
        reportDisclaimersAtPlacement(context, intent, outcome.disclaimers);
      events.emit("execution_order_rejected", {
        ...fields,
        execution_outcome: "FAILED",
        failure_reason: outcome.code,
        detail: outcome.reason,
      });
      return;
    case "not_sent":
      commit(context, intent, { to: "absent", reason: outcome.cause.code, detail: outcome.cause.message });
      context.tally.dropped += 1;
      events.emit("execution_order_dropped", {
        ...fields,
        execution_outcome: "FAILED",
        failure_reason: outcome.cause.code,
        detail: outcome.cause.message,
      });
      return;
    case "unknown":
      commit(context, intent, {
        to: "unknown",
        reason: outcome.cause.code,
        detail: outcome.cause.message,
        ...(outcome.orderId === undefined ? {} : { orderId: outcome.orderId }),
      });
      events.emit("execution_order_unknown", {
        ...fields,
        order_id: outcome.orderId,
        execution_outcome: "RECONCILIATION_NEEDED",
        failure_reason: outcome.cause.code,
        detail: outcome.cause.message,
      });
  }
}
