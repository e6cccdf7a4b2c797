import { event, orderEvent } from "./event.ts";

/** An order is intended, and what is asked before it is sent. */
export const INTENT_EVENTS = {
  execution_intent_created: orderEvent(
    "info",
    "execution.intent",
    "An order is intended; written down before anything is sent.",
    { required: ["side", "quantity", "purpose"] },
  ),
  execution_precheck_begin: orderEvent(
    "info",
    "execution.precheck",
    "The broker is asked whether it would take the order.",
  ),
  execution_precheck_passed: orderEvent("info", "execution.precheck", "The broker would take the order.", {
    required: ["precheck_ok", "disclaimer_required"],
    optional: ["estimated_cash_required", "disclaimer_tokens_count", "execution_outcome"],
  }),
  execution_precheck_failed: orderEvent(
    "warn",
    "execution.precheck",
    "The order goes no further: refused, or the question could not be answered.",
    { required: ["precheck_ok", "execution_outcome", "failure_reason"], optional: ["detail"] },
  ),
  execution_dry_run_ended: orderEvent(
    "info",
    "execution.precheck",
    "Dry run: the order ends here, nothing is placed.",
    { required: ["execution_outcome"] },
  ),
  execution_disclaimer_required: orderEvent(
    "warn",
    "execution.disclaimers",
    "The broker wants disclaimers answered first.",
    {
      required: ["disclaimer_required", "disclaimer_tokens_count"],
      optional: ["disclaimer_title", "disclaimer_hash"],
    },
  ),
  execution_disclaimer_resolved: orderEvent(
    "info",
    "execution.disclaimers",
    "All disclaimers are answered.",
    {
      required: ["disclaimer_tokens_count"],
      optional: ["disclaimer_title", "disclaimer_hash", "disclaimer_policy"],
    },
  ),
  execution_disclaimer_blocked: orderEvent(
    "warn",
    "execution.disclaimers",
    "A disclaimer is left unanswered by the policy, or cannot be accepted; the order is given up.",
    {
      required: ["disclaimer_tokens_count", "execution_outcome", "failure_reason"],
      optional: ["disclaimer_title", "disclaimer_hash", "disclaimer_policy", "detail"],
    },
  ),
  execution_disclaimer_reviewed: event(
    "info",
    "execution.disclaimers",
    "A person has agreed to a disclaimer, or declined it.",
    { required: ["disclaimer_hash", "disclaimer_title", "reason"] },
  ),
} as const;
