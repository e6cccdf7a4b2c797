import { assert } from "../../core/domain/assert.ts";
import type { Books } from "./books.ts";
import { accept } from "./accept-orders.ts";
import type { JudgedRequest, Leg } from "./leg.ts";
import { judge } from "./leg.ts";
import { refusal } from "./order-draft.ts";
import type { LegResult, NotTaken, OrderRequest, RequestResult } from "./order-request.ts";
import { refusedTogether } from "./order-request.ts";
import { nextOrderId, register, termsOf } from "./register-order.ts";
import type { ActivitySubStatus } from "./activity.ts";
import type { Step } from "./step.ts";
import { andThen, noStep } from "./step.ts";
import type { TradingContext } from "./trading-context.ts";

export interface Placement {
  readonly result: RequestResult;
  readonly step: Step;
}

/**
 * Takes all orders of a request, or refuses them all; executes at once what the market gives. Both leave lines in the
 * order log: a refused order under an id that the answer does not disclose.
 */
export function placeOrders(books: Books, request: OrderRequest, context: TradingContext): Placement {
  const judged = judge(books, request, context);
  const isRefused = orderedLegs(judged).some((leg) => notTaken(leg).reason !== undefined);
  if (isRefused) return refuse(books, judged, context);
  const { scenario } = context;
  if (scenario?.kind === "late_rejection" && scenario.afterMs === 0)
    return refuseLater(books, judged, context);
  if (scenario?.kind === "partial_acceptance") return acceptPartly(books, request, context);
  return accept(books, request, { judged, context });
}

const orderedLegs = ({ entry, legs }: JudgedRequest): readonly Leg[] =>
  entry === undefined ? legs : [entry, ...legs];

const notTaken = ({ draft: { externalReference }, assessment }: Leg): NotTaken => ({
  reason: assessment.kind === "refused" ? assessment.refusal : assessment.shortage,
  externalReference,
});

function refuse(books: Books, judged: JudgedRequest, context: TradingContext): Placement {
  return {
    result: refusedTogether(judged.entry && notTaken(judged.entry), judged.legs.map(notTaken)),
    step: registerAll(books, judged, { context, subStatuses: ["Rejected"] }),
  };
}

function refuseLater(books: Books, judged: JudgedRequest, context: TradingContext): Placement {
  const results = orderedLegs(judged).map(({ draft }, index): LegResult => ({
    kind: "accepted",
    orderId: nextOrderId(books, index),
    externalReference: draft.externalReference,
  }));
  const subStatuses = ["Requested", "Rejected"] as const;
  return { result: resultOf(judged, results), step: registerAll(books, judged, { context, subStatuses }) };
}

function registerAll(
  books: Books,
  judged: JudgedRequest,
  {
    context: { at },
    subStatuses,
  }: { readonly context: TradingContext; readonly subStatuses: readonly ActivitySubStatus[] },
): Step {
  return orderedLegs(judged).reduce(
    (step, { draft }) =>
      andThen(step, (current) => register(current, termsOf(current, draft, { at }), subStatuses)),
    noStep(books),
  );
}

/** Takes the entry without one of its children: a live order behind an error. */
function acceptPartly(books: Books, request: OrderRequest, context: TradingContext): Placement {
  const { scenario, ...rest } = context;
  if (request.kind !== "entry" || scenario?.kind !== "partial_acceptance")
    return placeOrders(books, request, rest);
  const refused = request.children[scenario.child];
  if (refused === undefined) return placeOrders(books, request, rest);
  const children = request.children.filter((child) => child !== refused);
  const { result, step } = placeOrders(books, { ...request, children }, rest);
  const failed: LegResult = {
    kind: "refused",
    refusal: refusal(scenario.code, "The related order was not accepted"),
    externalReference: refused.externalReference,
  };
  return {
    result: { ...result, legs: result.legs.toSpliced(scenario.child, 0, failed) },
    step: andThen(step, (current) =>
      register(current, termsOf(current, refused, { at: context.at }), ["Rejected"]),
    ),
  };
}

function resultOf({ entry }: JudgedRequest, results: readonly LegResult[]): RequestResult {
  const [first, ...others] = results;
  assert(first !== undefined, "a request has at least one order");
  return entry === undefined ? { root: undefined, legs: results } : { root: first, legs: others };
}
