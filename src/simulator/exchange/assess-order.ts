import { balanceOf } from "./balance.ts";
import type { Books, Lot } from "./books.ts";
import type { Impact, Intended } from "./check-funds.ts";
import { fundingFault, impactOf, ownershipFault } from "./check-funds.ts";
import { marketPriceFault, sessionFault } from "./check-market.ts";
import type { CheckedOrder } from "./check-order.ts";
import { checkOrder } from "./check-order.ts";
import type { EntryTerms } from "./check-relation.ts";
import { childFault } from "./check-relation.ts";
import { conversionRate, priceCurrencyOf } from "./conversion.ts";
import type { OrderDraft, Refusal } from "./order-draft.ts";
import { refusal } from "./order-draft.ts";
import type { TradingContext } from "./trading-context.ts";

/** What an order is for: to trade, to follow an entry, or to close a position. */
export type OrderRole =
  | { readonly kind: "plain" }
  | { readonly kind: "child"; readonly entry: EntryTerms }
  | { readonly kind: "closing"; readonly lot: Lot };

export type Assessment =
  /** It breaks a rule of its instrument, the market's hours, its relation or the holding. */
  | { readonly kind: "refused"; readonly refusal: Refusal }
  | {
      readonly kind: "fits";
      readonly order: CheckedOrder;
      readonly impact: Impact;
      /** The money that the account lacks for it. */
      readonly shortage: Refusal | undefined;
    };

const PLAIN: OrderRole = { kind: "plain" };

/** Judges an order without doing anything: the whole of a precheck, and the first half of a placement. */
export function assessOrder(
  books: Books,
  draft: OrderDraft,
  context: TradingContext,
  role: OrderRole = PLAIN,
): Assessment {
  const check = checkOrder(draft, context.at);
  if (check.kind === "refused") return check;
  const intended = intendedExecution(books, draft, context);
  const fault =
    accountFault(books, draft) ??
    sessionFault(draft, context) ??
    roleFault(books, { draft, intended, context, role });
  if (fault !== undefined) return { kind: "refused", refusal: fault };
  const impact = impactOf(books, intended);
  const balance = balanceOf(books, context.market, context.at);
  const shortage = role.kind === "plain" ? fundingFault(draft.instrument, impact, balance) : undefined;
  return { kind: "fits", order: check.order, impact, shortage };
}

function accountFault(
  { account }: Books,
  { instrument, isForceOpen = false }: OrderDraft,
): Refusal | undefined {
  if (!account.isActive) return refusal("IllegalAccount", "The account is not active");
  if (instrument.isMargin && !account.isMarginTradingAllowed) {
    return refusal("InstrumentNotAllowed", "The account does not trade on margin");
  }
  return isForceOpen && account.nettingProfile !== "FifoEndOfDay"
    ? refusal("ForceOpenNotAllowed", "Positions of this account always net")
    : undefined;
}

interface Asked {
  readonly draft: OrderDraft;
  readonly intended: Intended;
  readonly context: TradingContext;
  readonly role: OrderRole;
}

function roleFault(books: Books, { draft, intended, context, role }: Asked): Refusal | undefined {
  switch (role.kind) {
    case "plain":
      return marketPriceFault(draft, context) ?? ownershipFault(books, intended, context.rules);
    case "child":
      return childFault(draft, role.entry, context.rules);
    case "closing":
      return marketPriceFault(draft, context) ?? positionFault(draft, role.lot);
  }
}

function positionFault({ instrument, side, amount }: OrderDraft, lot: Lot): Refusal | undefined {
  const closes = side === (lot.amount.gt("0") ? "sell" : "buy");
  return instrument.id === lot.instrument.id && closes && amount.lte(lot.amount.abs())
    ? undefined
    : refusal("OrderRelatedPositionMissMatch", "The order does not match the position");
}

function intendedExecution({ account }: Books, draft: OrderDraft, { market, at }: TradingContext): Intended {
  const { bid, ask } = market.quote(draft.instrument, at);
  return {
    instrument: draft.instrument,
    amount: draft.side === "buy" ? draft.amount : draft.amount.neg(),
    price: expectedPrice(draft) ?? (draft.side === "buy" ? ask : bid),
    rate: conversionRate(market, { from: priceCurrencyOf(draft.instrument), to: account.currency }, at),
    at,
  };
}

/** A market order takes what there is, a stop limit order at most its limit. */
const expectedPrice = ({ type, price, stopLimitPrice }: OrderDraft): OrderDraft["price"] =>
  type === "Market" ? undefined : (stopLimitPrice ?? price);
