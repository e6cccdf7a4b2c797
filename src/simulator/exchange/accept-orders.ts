import { assert } from "../../core/domain/assert.ts";
import type { Books } from "./books.ts";
import { related } from "./end-order.ts";
import { correlationKeyOf } from "./ids.ts";
import type { JudgedRequest, Leg } from "./leg.ts";
import type { LegResult, OrderRequest, RequestResult } from "./order-request.ts";
import type { OrderRelation } from "./order-terms.ts";
import { STAND_ALONE } from "./order-terms.ts";
import type { Bond } from "./register-order.ts";
import { enter, nextOrderId } from "./register-order.ts";
import { settle } from "./settle.ts";
import type { Step } from "./step.ts";
import { andThen, noStep } from "./step.ts";
import type { TradingContext } from "./trading-context.ts";

interface Accepted {
  readonly judged: JudgedRequest;
  readonly context: TradingContext;
}

/** Lets all orders of a request into the market, ties them together, and executes what can be executed at once. */
export function accept(
  books: Books,
  request: OrderRequest,
  { judged, context }: Accepted,
): { readonly result: RequestResult; readonly step: Step } {
  const { entry, legs } = judged;
  const all = entry === undefined ? legs : [entry, ...legs];
  const ids = all.map((_, index) => nextOrderId(books, index));
  const bonds = bondsOf(books, request, ids);
  const tied = bonds.others.reduce(
    (current, [orderId, relation]) => related(current, orderId, relation),
    books,
  );
  const entered = all.reduce(
    (step, leg, index) =>
      andThen(step, (current) => enterLeg(current, leg, { context, bond: bonds.own[index] ?? {} })),
    noStep(tied),
  );
  const results = all.map(({ draft: { externalReference } }, index): LegResult => ({
    kind: "accepted",
    orderId: ids[index] ?? "",
    externalReference,
  }));
  return {
    result:
      entry === undefined ? { root: undefined, legs: results } : { root: results[0], legs: results.slice(1) },
    step: andThen(entered, (current) => settle(current, context.market, context.at)),
  };
}

function enterLeg(
  books: Books,
  { draft, assessment }: Leg,
  { context, bond }: { readonly context: TradingContext; readonly bond: Bond },
): Step {
  assert(assessment.kind === "fits", "only orders that fit are accepted");
  return enter(books, draft, { order: assessment.order, context, bond });
}

interface Bonds {
  /** In the order of the new orders. */
  readonly own: readonly Bond[];
  /** New relations of orders that are there already. */
  readonly others: readonly (readonly [string, OrderRelation])[];
}

function bondsOf(books: Books, request: OrderRequest, ids: readonly string[]): Bonds {
  const correlationKey = correlationKeyOf(ids[0] ?? "");
  switch (request.kind) {
    case "entry": {
      const [entryId = "", ...childIds] = ids;
      const entry: OrderRelation = childIds.length === 0 ? STAND_ALONE : { kind: "IfDoneMaster", childIds };
      const relations = [entry, ...childIds.map((id) => childRelation(entryId, childIds, id))];
      return { own: relations.map((relation) => ({ relation, correlationKey })), others: [] };
    }
    case "pair":
      return { own: pairRelations(ids).map((relation) => ({ relation, correlationKey })), others: [] };
    case "attach":
      return attachedBonds(books, request.orderId, ids);
    case "close":
      return closingBonds(books, request, ids);
  }
}

function childRelation(entryId: string, childIds: readonly string[], id: string): OrderRelation {
  const otherId = childIds.find((other) => other !== id);
  return otherId === undefined
    ? { kind: "IfDoneSlave", entryId }
    : { kind: "IfDoneSlaveOco", entryId, otherId };
}

const pairRelations = (ids: readonly string[]): readonly OrderRelation[] =>
  ids.map((id) => {
    const otherId = ids.find((other) => other !== id);
    return otherId === undefined ? STAND_ALONE : { kind: "Oco", otherId };
  });

function attachedBonds(books: Books, entryId: string, ids: readonly string[]): Bonds {
  const entry = books.orders.get(entryId);
  assert(entry !== undefined, `order ${entryId} was there when it was judged`);
  const present = entry.relation.kind === "IfDoneMaster" ? entry.relation.childIds : [];
  const childIds = [...present, ...ids];
  return {
    own: ids.map((id) => ({
      relation: childRelation(entryId, childIds, id),
      correlationKey: entry.correlationKey,
    })),
    others: [
      [entryId, { kind: "IfDoneMaster", childIds }],
      ...present.map((id) => [id, childRelation(entryId, childIds, id)] as const),
    ],
  };
}

/**
 * A target that joins a stop on the same position, or the other way round, becomes a pair with it. What closes at
 * once joins nothing: what it leaves of the position stays guarded.
 */
function closingBonds(
  books: Books,
  { positionId, legs }: Extract<OrderRequest, { kind: "close" }>,
  ids: readonly string[],
): Bonds {
  const joins = legs.every(({ type }) => type !== "Market");
  const present = [...books.orders.values()].filter(
    ({ relatedPositionId, relation }) =>
      joins && relatedPositionId === positionId && relation.kind === "StandAlone",
  );
  const others = present.length + ids.length === 2 ? present.map(({ orderId }) => orderId) : [];
  const relations = pairRelations([...others, ...ids]);
  const bond = (relation: OrderRelation): Bond => ({ relation, relatedPositionId: positionId });
  return {
    own: relations.slice(others.length).map(bond),
    others: others.flatMap((id, index) => {
      const relation = relations[index];
      return relation === undefined ? [] : [[id, relation] as const];
    }),
  };
}
