import { sumDecimals, ZERO, type Decimal } from "../../../core/domain/decimal.ts";
import { present } from "../../../core/domain/present.ts";
import type { PendingDisclaimers, PrecheckOutcome } from "../../../cycle/ports/broker-answers.ts";
import type { Precheck } from "../wire/precheck.ts";

/** Accepted means: an `Ok` for everything that was asked about, and no objection anywhere, not even beside an `Ok`. */
export function precheckOutcome(wire: Precheck): PrecheckOutcome {
  const pending = pendingDisclaimers(wire);
  if (!isOk(wire) || pending === "in_several_contexts")
    return refused(pending === "in_several_contexts" ? undefined : pending);
  const { EstimatedCashRequired: cash, EstimatedCashRequiredCurrency: currency } = wire;
  const { CostInAccountCurrency: costs, InstrumentToAccountConversionRate: rate } = wire;
  return {
    kind: "accepted",
    ...present({ estimatedCashRequired: cash, cashCurrency: currency, costs: sumOf(costs) }),
    ...(rate?.gt(ZERO) === true ? { conversionRate: rate } : {}), // 0 is no rate
    ...(pending === undefined ? {} : { disclaimers: pending }),
  };
}

const sumOf = (costs: Precheck["CostInAccountCurrency"]): Decimal | undefined =>
  costs && sumDecimals(Object.values(costs).filter((cost) => cost !== undefined));

const refused = (disclaimers: PendingDisclaimers | undefined): PrecheckOutcome => ({
  kind: "refused",
  code: "PRECHECK_NOT_OK",
  reason: "the broker objects without giving a code",
  ...(disclaimers === undefined ? {} : { disclaimers }),
});

/** Orders on something that is there already have results of their own, and none at the root. */
function isOk(wire: Precheck): boolean {
  const { PreCheckResult: result, Orders: orders = [] } = wire;
  const ownResults = orders.map((leg) => leg.PreCheckResult ?? result); // what says nothing goes with the root
  const results = result === undefined ? ownResults : [result, ...ownResults];
  return (
    results.length > 0 &&
    results.every((one) => one === "Ok") &&
    [wire, ...orders].every(({ ErrorInfo: objection }) => objection === undefined)
  );
}

/** What stands before any of the orders. A context goes with one question, so there should be one of them. */
export function pendingDisclaimers(wire: Precheck): PendingDisclaimers | "in_several_contexts" | undefined {
  const found = [wire, ...(wire.Orders ?? [])]
    .flatMap(({ PreTradeDisclaimers: own, ErrorInfo: objection }) => [own, objection?.PreTradeDisclaimers])
    .filter((pending) => pending !== undefined && pending.DisclaimerTokens.length > 0);
  const [context, ...others] = new Set(found.map((pending) => pending?.DisclaimerContext));
  if (others.length > 0) return "in_several_contexts";
  const tokens = [...new Set(found.flatMap((pending) => pending?.DisclaimerTokens ?? []))];
  return context === undefined ? undefined : { context, tokens };
}
