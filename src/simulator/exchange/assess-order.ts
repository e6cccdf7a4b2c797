import type { Timestamp } from "../../core/domain/time.ts";
import type { Market } from "../market/types.ts";
import { balanceOf } from "./balance.ts";
import type { Books } from "./books.ts";
import type { Impact, Intended } from "./check-funds.ts";
import { fundingFault, impactOf, ownershipFault } from "./check-funds.ts";
import type { CheckedOrder } from "./check-order.ts";
import { checkOrder } from "./check-order.ts";
import type { OrderDraft, Refusal } from "./order-draft.ts";

/** Around an order: the market, the instant, and how the exchange behaves. */
export interface TradingContext {
  readonly market: Market;
  readonly at: Timestamp;
  /** A market order while the instrument does not trade waits for the opening, or is refused. Saxo does both. */
  readonly closedMarket: "queue" | "refuse";
}

export type Assessment =
  /** It breaks a rule of its instrument, the market's hours or the holding. */
  | { readonly kind: "refused"; readonly refusal: Refusal }
  | {
      readonly kind: "fits";
      readonly order: CheckedOrder;
      readonly impact: Impact;
      /** The money that the account lacks for it. */
      readonly shortage: Refusal | undefined;
    };

/** Judges an order without doing anything: the whole of a precheck, and the first half of a placement. */
export function assessOrder(books: Books, draft: OrderDraft, context: TradingContext): Assessment {
  const check = checkOrder(draft, context.at);
  if (check.kind === "refused") return check;
  const closed = hoursFault(draft, context);
  if (closed !== undefined) return { kind: "refused", refusal: closed };
  const intended = intendedExecution(draft, check.order, context);
  const notOwned = ownershipFault(books, intended);
  if (notOwned !== undefined) return { kind: "refused", refusal: notOwned };
  const impact = impactOf(books, intended);
  const balance = balanceOf(books, context.market, context.at);
  return {
    kind: "fits",
    order: check.order,
    impact,
    shortage: fundingFault(draft.instrument, impact, balance),
  };
}

function hoursFault(draft: OrderDraft, { market, at, closedMarket }: TradingContext): Refusal | undefined {
  const mayWait = closedMarket === "queue" || draft.type !== "Market";
  return mayWait || market.isOpen(draft.instrument, at)
    ? undefined
    : { code: "MarketClosed", message: "The market is closed" };
}

function intendedExecution(draft: OrderDraft, order: CheckedOrder, context: TradingContext): Intended {
  const { bid, ask } = context.market.quote(draft.instrument, context.at);
  return {
    instrument: draft.instrument,
    amount: draft.side === "buy" ? draft.amount : draft.amount.neg(),
    price: order.price ?? (draft.side === "buy" ? ask : bid),
  };
}
