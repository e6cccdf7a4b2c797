import type { Decimal } from "../../core/domain/decimal.ts";
import { roundDownToStep, sumDecimals, ZERO } from "../../core/domain/decimal.ts";
import { decimal } from "../../core/domain/decimal.ts";
import type { Timestamp } from "../../core/domain/time.ts";
import { timestamp } from "../../core/domain/time.ts";
import type { ActivitySubStatus } from "./activity.ts";
import type { Books } from "./books.ts";
import type { CheckedOrder } from "./check-order.ts";
import { dayOrderEndAt } from "./hours.ts";
import { correlationKeyOf, orderIdOf } from "./ids.ts";
import type { OrderDraft } from "./order-draft.ts";
import type { FillSplit, OrderRelation, OrderTerms, VenueAnswer, WorkingOrder } from "./order-terms.ts";
import { STAND_ALONE } from "./order-terms.ts";
import { record } from "./record.ts";
import type { OrderScenario } from "./scenario.ts";
import type { Step } from "./step.ts";
import { andThen, noStep } from "./step.ts";
import type { TradingContext } from "./trading-context.ts";
import { withOrder } from "./working-orders.ts";

/** How an order hangs together with what was placed with it. */
export interface Bond {
  readonly relation?: OrderRelation;
  readonly relatedPositionId?: string;
  /** Of the request's first order; its own when absent. */
  readonly correlationKey?: string;
}

/** The id that the `ahead`-th of the next orders will get. */
export const nextOrderId = ({ counters }: Books, ahead = 0): string => orderIdOf(counters.orders + 1 + ahead);

/** Gives an order its id, and leaves a line for each sub-status in the order log. */
export function register(books: Books, terms: OrderTerms, subStatuses: readonly ActivitySubStatus[]): Step {
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

export function termsOf(
  books: Books,
  draft: OrderDraft,
  { at, bond = {} }: { readonly at: Timestamp; readonly bond?: Bond },
): OrderTerms {
  const orderId = nextOrderId(books);
  const { assetType, uic, id } = draft.instrument;
  const isMarket = draft.type === "Market";
  return {
    orderId,
    account: books.account.number,
    instrument: { id, assetType, uic },
    side: draft.side,
    amount: draft.amount,
    type: draft.type,
    duration: draft.duration,
    relation: bond.relation ?? STAND_ALONE,
    isForceOpen: draft.isForceOpen ?? false,
    tradesExtendedHours: draft.tradesExtendedHours ?? false,
    placedAt: at,
    correlationKey: bond.correlationKey ?? correlationKeyOf(orderId),
    ...(bond.relatedPositionId !== undefined && { relatedPositionId: bond.relatedPositionId }),
    ...(!isMarket && pricesOf(draft)),
    ...(draft.expiration !== undefined && { expirationText: draft.expiration.text }),
    ...(draft.externalReference !== undefined && { externalReference: draft.externalReference }),
  };
}

/** The prices that an order of its type has; others that were sent along mean nothing. */
export const pricesOf = ({
  type,
  price,
  stopLimitPrice,
  trailing,
}: OrderDraft): Pick<OrderTerms, "price" | "stopLimitPrice" | "trailing"> => ({
  ...(price !== undefined && { price }),
  ...(type === "StopLimit" && stopLimitPrice !== undefined && { stopLimitPrice }),
  ...(type.startsWith("Trailing") && trailing !== undefined && { trailing }),
});

/** Lets an order into the market: at work at once, or waiting for its entry. */
export function enter(
  books: Books,
  draft: OrderDraft,
  {
    order,
    context,
    bond,
  }: { readonly order: CheckedOrder; readonly context: TradingContext; readonly bond: Bond },
): Step {
  const { at } = context;
  const terms = termsOf(books, draft, { at, bond });
  const isChild = terms.relation.kind.startsWith("IfDoneSlave");
  const expiresAt = expiryOf(draft, { order, context, isChild });
  const split = splitOf(draft, context.scenario);
  const venue = isChild ? undefined : venueAnswerTo(context);
  const working: WorkingOrder = {
    ...terms,
    status: isChild ? "NotWorking" : "Working",
    notBefore: venue?.at ?? at,
    isTriggered: false,
    filledAmount: ZERO,
    ...(expiresAt !== undefined && { expiresAt }),
    ...(split !== undefined && { split }),
    ...(venue !== undefined && { venue }),
  };
  return andThen(register(books, terms, subStatusesOf(context, isChild)), (current) =>
    noStep(withOrder(current, working)),
  );
}

/** What the order log shows at once. */
function subStatusesOf({ scenario }: TradingContext, isChild: boolean): readonly ActivitySubStatus[] {
  return scenario?.kind === "slow_venue" && !isChild
    ? ["Requested", scenario.subStatus]
    : ["Requested", "Confirmed"];
}

function venueAnswerTo({ scenario, at }: TradingContext): VenueAnswer | undefined {
  if (scenario?.kind !== "slow_venue" && scenario?.kind !== "late_rejection") return undefined;
  return { at: timestamp(at + scenario.afterMs), isAccepted: scenario.kind === "slow_venue" };
}

interface Living {
  readonly order: CheckedOrder;
  readonly context: TradingContext;
  /** The day of a child's day order is that of its entry's fill. */
  readonly isChild: boolean;
}

function expiryOf(
  { instrument }: OrderDraft,
  { order, context: { market, at }, isChild }: Living,
): Timestamp | undefined {
  if (order.duration !== "DayOrder") return order.expiresAt;
  return isChild ? undefined : dayOrderEndAt(market, instrument, at);
}

/** The amounts of a partial fill: fractions of the whole in steps that can be traded, the last one what is left of all. */
function splitOf(
  { amount, instrument }: OrderDraft,
  scenario: OrderScenario | undefined,
): FillSplit | undefined {
  if (scenario?.kind !== "partial_fills") return undefined;
  const step = instrument.lotSize ?? decimal(`1e-${instrument.amountDecimals}`);
  const amounts: Decimal[] = scenario.parts.map((part) => roundDownToStep(amount.times(part), step));
  const isWhole = sumDecimals(scenario.parts).gte("1");
  if (isWhole) amounts.splice(-1, 1, amount.minus(sumDecimals(amounts.slice(0, -1))));
  return { amounts: amounts.filter((part) => part.gt(ZERO)), everyMs: scenario.everySeconds * 1000 };
}
