import { ZERO } from "../../core/domain/decimal.ts";
import type { Timestamp } from "../../core/domain/time.ts";
import type { TradingContext } from "./assess-order.ts";
import { assessOrder } from "./assess-order.ts";
import type { ActivitySubStatus } from "./activity.ts";
import type { Books } from "./books.ts";
import type { OrderTerms, WorkingOrder } from "./order-terms.ts";
import { STAND_ALONE } from "./order-terms.ts";
import type { CheckedOrder } from "./check-order.ts";
import { fillOrder } from "./fill-order.ts";
import { dayOrderEndAt } from "./hours.ts";
import { correlationKeyOf, orderIdOf } from "./ids.ts";
import type { OrderDraft, Refusal } from "./order-draft.ts";
import { record } from "./record.ts";
import type { Step } from "./step.ts";
import { andThen, noStep } from "./step.ts";

export type Placement =
  | { readonly kind: "accepted"; readonly orderId: string; readonly step: Step }
  | { readonly kind: "refused"; readonly refusal: Refusal; readonly step: Step };

/** Takes an order, or refuses it; executes it at once when its price is there. Both leave lines in the order log. */
export function placeOrder(books: Books, draft: OrderDraft, context: TradingContext): Placement {
  const assessment = assessOrder(books, draft, context);
  const { at, market } = context;
  if (assessment.kind === "refused") return refuse(books, draft, { refusal: assessment.refusal, at });
  const { order, shortage } = assessment;
  if (shortage !== undefined) return refuse(books, draft, { refusal: shortage, at });

  const terms = termsOf(books, draft, at);
  const step = andThen(register(books, terms, ["Requested", "Confirmed"]), (registered) => {
    const { bid, ask } = market.quote(draft.instrument, at);
    const price = draft.side === "buy" ? ask : bid;
    const isInReach =
      order.price === undefined || (draft.side === "buy" ? ask.lte(order.price) : bid.gte(order.price));
    return isInReach && market.isOpen(draft.instrument, at)
      ? fillOrder(registered, terms, { instrument: draft.instrument, price, at })
      : rest(registered, withExpiry(terms, { draft, order, context }));
  });
  return { kind: "accepted", orderId: terms.orderId, step };
}

/** An order that gets an id, and is then refused by the venue: only the order log tells. */
export function placeOrderRefusedByVenue(books: Books, draft: OrderDraft, at: Timestamp): Placement {
  const terms = termsOf(books, draft, at);
  const step = register(books, terms, ["Requested", "Rejected"]);
  return { kind: "accepted", orderId: terms.orderId, step };
}

/** A refused order leaves a line under an id that the answer does not disclose. */
function refuse(
  books: Books,
  draft: OrderDraft,
  { refusal, at }: { readonly refusal: Refusal; readonly at: Timestamp },
): Placement {
  const terms = termsOf(books, draft, at);
  return { kind: "refused", refusal, step: register(books, terms, ["Rejected"]) };
}

function termsOf(books: Books, draft: OrderDraft, at: Timestamp): OrderTerms {
  const orderId = orderIdOf(books.counters.orders + 1);
  const { assetType, uic, id } = draft.instrument;
  return {
    orderId,
    instrument: { id, assetType, uic },
    side: draft.side,
    amount: draft.amount,
    type: draft.type,
    duration: draft.duration,
    relation: STAND_ALONE,
    isForceOpen: false,
    tradesExtendedHours: false,
    placedAt: at,
    correlationKey: correlationKeyOf(orderId),
    ...(draft.type !== "Market" && draft.price !== undefined && { price: draft.price }),
    ...(draft.expiration !== undefined && { expirationText: draft.expiration.text }),
    ...(draft.externalReference !== undefined && { externalReference: draft.externalReference }),
  };
}

function register(books: Books, terms: OrderTerms, subStatuses: readonly ActivitySubStatus[]): Step {
  const counters = { ...books.counters, orders: books.counters.orders + 1 };
  const registered: Step = { ...noStep({ ...books, counters }), placed: [terms] };
  return subStatuses.reduce(
    (step, subStatus) =>
      andThen(step, (current) =>
        record(current, { at: terms.placedAt, order: terms, status: "Placed", subStatus }),
      ),
    registered,
  );
}

const rest = (books: Books, order: WorkingOrder): Step =>
  noStep({ ...books, orders: new Map(books.orders).set(order.orderId, order) });

interface Working {
  readonly draft: OrderDraft;
  readonly order: CheckedOrder;
  readonly context: TradingContext;
}

function withExpiry(terms: OrderTerms, { draft, order, context }: Working): WorkingOrder {
  const expiresAt =
    order.duration === "DayOrder"
      ? dayOrderEndAt(context.market, draft.instrument, context.at)
      : order.expiresAt;
  return {
    ...terms,
    status: "Working",
    isTriggered: false,
    filledAmount: ZERO,
    ...(expiresAt !== undefined && { expiresAt }),
  };
}
