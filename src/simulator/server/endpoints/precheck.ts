import { decimal } from "../../../core/domain/decimal.ts";
import type { Assessment } from "../../exchange/assess-order.ts";
import { balanceOf } from "../../exchange/balance.ts";
import type { Books } from "../../exchange/books.ts";
import { judgeChange } from "../../exchange/change-order.ts";
import { moneyRate } from "../../exchange/conversion.ts";
import type { Leg } from "../../exchange/leg.ts";
import { judge } from "../../exchange/leg.ts";
import type { OrderDraft, Refusal } from "../../exchange/order-draft.ts";
import type { LegResult, RequestResult } from "../../exchange/order-request.ts";
import type { TradingContext } from "../../exchange/trading-context.ts";
import type { Answer } from "../answer.ts";
import { ok, refuseFields, wireNumber } from "../answer.ts";
import type { ApiRequest } from "../api-request.ts";
import { BodyReader } from "../body-reader.ts";
import type { Desk } from "../desk.ts";
import { pendingDisclaimers } from "../disclaimer.ts";
import { tradingContext } from "../trading.ts";
import { isChange, readChange } from "./change-body.ts";
import { readOrderRequest } from "./order-body.ts";

type Fitting = Extract<Assessment, { kind: "fits" }>;

/** Judges orders, or a change, and reserves nothing. A lack of money is an objection beside `Ok`, as on Saxo. */
export function precheck(desk: Desk, request: ApiRequest): Answer {
  const reader = new BodyReader(request.body);
  groupsOf(reader);
  if (reader.hasFaults) return refuseFields(reader.faults);
  if (isChange(request.body)) return precheckChange(desk, request);
  const read = readOrderRequest(desk, request, false);
  if (read.kind === "faults") return refuseFields(read.faults);
  if (read.kind === "refused") return ok(unreadable(read.result));
  const { books } = read;
  const { entry, legs } = judge(books, read.request, leniently(tradingContext(desk, request)));
  const asked = { desk, request, books };
  const orders = legs.map((leg) => verdict(leg, asked));
  const root = entry === undefined ? summary(legs) : verdict(entry, asked);
  return ok({
    ...root,
    Orders: orders.length > 0 ? orders : undefined,
    PreTradeDisclaimers:
      root["PreCheckResult"] === "Ok" ? pendingDisclaimers(desk, request.at, "precheck") : undefined,
  });
}

/** Some of them have nothing to show here. */
const GROUPS = ["AllocationMarginImpact", "Costs", "MarginImpact", "MarginImpactBuySell"] as const;
const groupsOf = (reader: BodyReader): ReadonlySet<(typeof GROUPS)[number]> =>
  reader.words("FieldGroups", GROUPS);

const ANY_DISTANCE = decimal("1000000");

/** A precheck does not see how far a child is from its entry. */
const leniently = (context: TradingContext): TradingContext => ({
  ...context,
  rules: { ...context.rules, childDistanceMax: ANY_DISTANCE, childDistanceMaxOf: new Map() },
});

function precheckChange(desk: Desk, request: ApiRequest): Answer {
  const read = readChange(request.body, desk);
  if (read.kind === "faults") return refuseFields(read.faults);
  const { books } = read;
  if (books === undefined)
    return ok(notAcceptable({ code: "IllegalAccount", message: "Account is invalid" }));
  const context = tradingContext(desk, request);
  for (const change of read.changes) {
    const judged = judgeChange(books, change, context);
    if (judged.kind === "refused") return ok(notAcceptable(judged.refusal));
  }
  const [first] = read.changes;
  const judged = first && judgeChange(books, first, context);
  if (judged?.kind !== "fits")
    return ok(notAcceptable({ code: "OrderNotFound", message: "Order not found" }));
  return ok(verdict(judged.leg, { desk, request, books }));
}

const errorInfo = ({ code, message }: Refusal): Record<string, unknown> => ({
  ErrorCode: code,
  Message: message,
});

const notAcceptable = (refusal: Refusal, externalReference?: string): Record<string, unknown> => ({
  ErrorInfo: errorInfo(refusal),
  EstimatedCashRequired: 0,
  ExternalReference: externalReference,
  PreCheckResult: "Error",
});

/** Of a request without an entry: all of its orders together. */
function summary(legs: readonly Leg[]): Record<string, unknown> {
  const isGood = legs.every(({ assessment }) => assessment.kind === "fits");
  return { EstimatedCashRequired: 0, PreCheckResult: isGood ? "Ok" : "Error" };
}

/** Orders that could not even be read. */
function unreadable({ root, legs }: RequestResult): Record<string, unknown> {
  const line = (leg: LegResult): Record<string, unknown> =>
    leg.kind === "refused" ? notAcceptable(leg.refusal, leg.externalReference) : {};
  return {
    ...(root === undefined ? { EstimatedCashRequired: 0, PreCheckResult: "Error" } : line(root)),
    ...(legs.length > 0 && { Orders: legs.map(line) }),
  };
}

interface Asked {
  readonly desk: Desk;
  readonly request: ApiRequest;
  readonly books: Books;
}

const verdict = ({ draft, assessment }: Leg, asked: Asked): Record<string, unknown> =>
  assessment.kind === "refused"
    ? notAcceptable(assessment.refusal, draft.externalReference)
    : acceptable(assessment, draft, asked);

function acceptable(fitting: Fitting, draft: OrderDraft, asked: Asked): Record<string, unknown> {
  const { impact, shortage } = fitting;
  const groups = groupsOf(new BodyReader(asked.request.body));
  return {
    ...(groups.has("Costs") && costs(fitting, draft)),
    ErrorInfo: shortage && errorInfo(shortage),
    EstimatedCashRequired: wireNumber(impact.required),
    EstimatedCashRequiredCurrency: asked.books.account.currency,
    ExternalReference: draft.externalReference,
    InstrumentToAccountConversionRate: wireNumber(moneyRate(draft.instrument, impact.rate)),
    MarginImpactBuySell: groups.has("MarginImpactBuySell") ? marginImpact(fitting, draft, asked) : undefined,
    PreCheckResult: "Ok",
  };
}

/** Once in the instrument's currency, and once in that of the account. */
function costs({ impact: { commission, rate } }: Fitting, draft: OrderDraft): Record<string, unknown> {
  const cost = (amount: number): Record<string, number> => ({
    Commission: amount,
    ExchangeFee: 0,
    GuaranteedStopFee: 0,
    StampDuty: 0,
  });
  return {
    Cost: cost(wireNumber(commission.div(moneyRate(draft.instrument, rate)).round(2))),
    CostInAccountCurrency: cost(wireNumber(commission)),
  };
}

/** Only the members of the order's own side. */
function marginImpact(
  { impact }: Fitting,
  draft: OrderDraft,
  { desk, request, books }: Asked,
): Record<string, unknown> {
  const { marginAvailable } = balanceOf(books, desk.market, request.at);
  const change = wireNumber(impact.marginChange);
  const side = draft.side === "buy" ? "Buy" : "Sell";
  return {
    Currency: books.account.currency,
    InitialMarginAvailableCurrent: wireNumber(marginAvailable),
    [`InitialMarginAvailable${side}`]: wireNumber(marginAvailable.minus(impact.marginChange)),
    [`InitialMargin${side}`]: change,
    [`MaintenanceMargin${side}`]: change,
  };
}
