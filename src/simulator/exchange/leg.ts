import type { Assessment, OrderRole } from "./assess-order.ts";
import { assessOrder } from "./assess-order.ts";
import type { Books } from "./books.ts";
import type { EntryTerms } from "./check-relation.ts";
import { pairFault } from "./check-relation.ts";
import { instrumentOf } from "./instrument-of.ts";
import type { OrderDraft, Refusal } from "./order-draft.ts";
import { refusal } from "./order-draft.ts";
import type { OrderRequest } from "./order-request.ts";
import type { WorkingOrder } from "./order-terms.ts";
import type { TradingContext } from "./trading-context.ts";

/** One order of a request, judged. */
export interface Leg {
  readonly draft: OrderDraft;
  readonly assessment: Assessment;
}

export interface JudgedRequest {
  readonly entry: Leg | undefined;
  readonly legs: readonly Leg[];
}

/** Judges every order of a request, each in its role. */
export function judge(books: Books, request: OrderRequest, context: TradingContext): JudgedRequest {
  const leg = (draft: OrderDraft, role: OrderRole): Leg => ({
    draft,
    assessment: assessOrder(books, draft, context, role),
  });
  switch (request.kind) {
    case "entry": {
      const role: OrderRole = { kind: "child", entry: entryTerms(request.entry, context) };
      return {
        entry: leg(request.entry, { kind: "plain" }),
        legs: request.children.map((child) => leg(child, role)),
      };
    }
    case "pair": {
      const legs = request.legs.map((draft) => leg(draft, { kind: "plain" }));
      const fault = pairFault(request.legs);
      return { entry: undefined, legs: fault === undefined ? legs : withFault(legs, fault) };
    }
    case "attach":
      return { entry: undefined, legs: attached(books, request, { leg, context }) };
    case "close":
      return { entry: undefined, legs: closing(books, request, leg) };
  }
}

const withFault = (legs: readonly Leg[], fault: Refusal): readonly Leg[] =>
  legs.map((leg, index) =>
    index === legs.length - 1 ? { ...leg, assessment: { kind: "refused", refusal: fault } } : leg,
  );

const refuseAll = (drafts: readonly OrderDraft[], fault: Refusal): readonly Leg[] =>
  drafts.map((draft) => ({ draft, assessment: { kind: "refused", refusal: fault } }));

/** Children are measured against the entry's own price, or against what the market would take. */
export function entryTerms(entry: OrderDraft | WorkingOrder, { market, at }: TradingContext): EntryTerms {
  const { bid, ask } = market.quote(instrumentOf(market, entry.instrument), at);
  const atMarket = entry.side === "buy" ? ask : bid;
  return { ...entry, price: entry.type === "Market" ? atMarket : (entry.price ?? atMarket) };
}

type Judge = (draft: OrderDraft, role: OrderRole) => Leg;

const CHILDREN_MAX = 2;

function attached(
  books: Books,
  { orderId, children }: Extract<OrderRequest, { kind: "attach" }>,
  { leg, context }: { readonly leg: Judge; readonly context: TradingContext },
): readonly Leg[] {
  const entry = books.orders.get(orderId);
  if (entry === undefined) return refuseAll(children, refusal("OrderNotFound", "Order not found"));
  const { relation } = entry;
  const present = relation.kind === "IfDoneMaster" ? relation.childIds.length : 0;
  const mayHaveChildren = relation.kind === "StandAlone" || relation.kind === "IfDoneMaster";
  if (!mayHaveChildren || present + children.length > CHILDREN_MAX) {
    return refuseAll(children, refusal("IllegalRequest", "The order cannot have further related orders"));
  }
  const role: OrderRole = { kind: "child", entry: entryTerms(entry, context) };
  return children.map((child) => leg(child, role));
}

function closing(
  books: Books,
  { positionId, legs }: Extract<OrderRequest, { kind: "close" }>,
  leg: Judge,
): readonly Leg[] {
  if (books.account.nettingProfile !== "FifoEndOfDay") {
    const code = "RelatedOrClosingOrderNotAllowedForIntradayNettingClients";
    return refuseAll(
      legs,
      refusal(code, "Positions of this account net at once and are not closed by their id"),
    );
  }
  const lot = books.lots.get(positionId);
  if (lot !== undefined) return legs.map((draft) => leg(draft, { kind: "closing", lot }));
  const wasClosed = [...books.closedPositions.values()].some(
    (closed) => closed.openingPositionId === positionId,
  );
  return refuseAll(
    legs,
    wasClosed
      ? refusal("OrderRelatedPositionIsClosed", "The related position is closed")
      : refusal("RelatedPositionNotFound", "Related position not found"),
  );
}
