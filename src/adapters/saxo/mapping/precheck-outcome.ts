import type { PrecheckOutcome } from "../../../cycle/ports.ts";
import type { Precheck } from "../wire/precheck.ts";

/** Accepted means: no objection anywhere, not even beside an `Ok`. */
export function precheckOutcome(wire: Precheck): PrecheckOutcome {
  const objections = [wire.ErrorInfo, ...(wire.Orders ?? []).map((leg) => leg.ErrorInfo)];
  if (wire.PreCheckResult !== "Ok" || objections.some((objection) => objection !== undefined)) {
    return { kind: "refused", code: "PRECHECK_NOT_OK", reason: "the broker objects without giving a code" };
  }
  const { EstimatedCashRequired: cash, PreTradeDisclaimers: pending } = wire;
  return {
    kind: "accepted",
    ...(cash === undefined ? {} : { estimatedCashRequired: cash }),
    ...(pending === undefined || pending.DisclaimerTokens.length === 0
      ? {}
      : { disclaimers: { context: pending.DisclaimerContext, tokens: pending.DisclaimerTokens } }),
  };
}
