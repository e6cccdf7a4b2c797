import type { Assessment } from "../../exchange/assess-order.ts";
import { assessOrder } from "../../exchange/assess-order.ts";
import { balanceOf } from "../../exchange/balance.ts";
import type { OrderDraft, Refusal } from "../../exchange/order-draft.ts";
import type { Answer } from "../answer.ts";
import { ok, refuseFields, wireNumber } from "../answer.ts";
import type { ApiRequest } from "../api-request.ts";
import { BodyReader } from "../body-reader.ts";
import type { Desk } from "../desk.ts";
import { pendingDisclaimers } from "../disclaimer.ts";
import { readOrder } from "./order-body.ts";

type Fitting = Extract<Assessment, { kind: "fits" }>;

/** Judges an order and reserves nothing. A lack of money is an objection beside `Ok`, as on Saxo. */
export function precheck(desk: Desk, request: ApiRequest): Answer {
  const read = readOrder(request.body, desk);
  if (read.kind === "faults") return refuseFields(read.faults);
  if (read.kind === "refused") return ok(notAcceptable(read.refusal));
  const { books, market, settings } = desk;
  const context = { market, at: request.at, closedMarket: settings.closedMarket };
  const assessment = assessOrder(books, read.draft, context);
  return ok(
    assessment.kind === "refused"
      ? notAcceptable(assessment.refusal)
      : acceptable(assessment, read.draft, { desk, request }),
  );
}

const errorInfo = ({ code, message }: Refusal): Record<string, unknown> => ({
  ErrorCode: code,
  Message: message,
});

const notAcceptable = (refusal: Refusal): Record<string, unknown> => ({
  ErrorInfo: errorInfo(refusal),
  EstimatedCashRequired: 0,
  PreCheckResult: "Error",
});

interface Asked {
  readonly desk: Desk;
  readonly request: ApiRequest;
}

function acceptable(fitting: Fitting, draft: OrderDraft, { desk, request }: Asked): Record<string, unknown> {
  const { impact, shortage } = fitting;
  const groups = new BodyReader(request.body).words("FieldGroups", ["Costs", "MarginImpactBuySell"]);
  const cost = {
    Commission: wireNumber(impact.commission),
    ExchangeFee: 0,
    GuaranteedStopFee: 0,
    StampDuty: 0,
  };
  return {
    ...(groups.has("Costs") && { Cost: cost, CostInAccountCurrency: cost }),
    ErrorInfo: shortage && errorInfo(shortage),
    EstimatedCashRequired: wireNumber(impact.required),
    EstimatedCashRequiredCurrency: "USD",
    ExternalReference: draft.externalReference,
    InstrumentToAccountConversionRate: 1,
    MarginImpactBuySell: groups.has("MarginImpactBuySell")
      ? marginImpact(fitting, draft, { desk, request })
      : undefined,
    PreCheckResult: "Ok",
    PreTradeDisclaimers: pendingDisclaimers(desk, request.at, "precheck"),
  };
}

/** Only the members of the order's own side. */
function marginImpact(
  { impact }: Fitting,
  draft: OrderDraft,
  { desk, request }: Asked,
): Record<string, unknown> {
  const { marginAvailable } = balanceOf(desk.books, desk.market, request.at);
  const change = wireNumber(impact.marginChange);
  const side = draft.side === "buy" ? "Buy" : "Sell";
  return {
    Currency: "USD",
    InitialMarginAvailableCurrent: wireNumber(marginAvailable),
    [`InitialMarginAvailable${side}`]: wireNumber(marginAvailable.minus(impact.marginChange)),
    [`InitialMargin${side}`]: change,
    [`MaintenanceMargin${side}`]: change,
  };
}
