import type { Decimal } from "../../core/domain/decimal.ts";
import { decimal, ZERO } from "../../core/domain/decimal.ts";
import type { Timestamp } from "../../core/domain/time.ts";
import { timestamp } from "../../core/domain/time.ts";
import type { SimulatedInstrument } from "../market/types.ts";
import type { Balance } from "./balance.ts";
import type { Books } from "./books.ts";
import { commissionFor, toCents } from "./cents.ts";
import { netAmount } from "./netting.ts";
import type { Refusal } from "./order-draft.ts";
import { refusal } from "./order-draft.ts";
import type { WorkingOrder } from "./order-terms.ts";
import type { TradingRules } from "./trading-rules.ts";
import { marginFor } from "./valuation.ts";
import { remainingOf } from "./working-orders.ts";

/** What an order would do to the account if it were executed at a price; in account currency. */
export interface Impact {
  readonly commission: Decimal;
  /** Cash to be paid, or margin to be bound, commission included; zero when the order only frees money. */
  readonly required: Decimal;
  /** Margin that the order adds; negative when it frees some. */
  readonly marginChange: Decimal;
  /** Units of account currency for one of the instrument's. */
  readonly rate: Decimal;
}

export interface Intended {
  readonly instrument: SimulatedInstrument;
  /** Signed. */
  readonly amount: Decimal;
  /** The limit, or what the market would take. */
  readonly price: Decimal;
  readonly rate: Decimal;
  readonly at: Timestamp;
}

export function impactOf(books: Books, { instrument, amount, price, rate }: Intended): Impact {
  const commission = toCents(commissionFor(instrument, amount, price).times(rate));
  const held = netAmount(books.lots, instrument);
  const inAccountCurrency = price.times(rate);
  const marginChange = marginFor(instrument, held.plus(amount), inAccountCurrency).minus(
    marginFor(instrument, held, inAccountCurrency),
  );
  const paid = instrument.isMargin ? marginChange : toCents(amount.times(inAccountCurrency));
  return { commission, marginChange, required: paid.gt(ZERO) ? paid.plus(commission) : ZERO, rate };
}

/** Whether the account has the money; the reason when it has not. */
export function fundingFault(
  instrument: SimulatedInstrument,
  { required }: Impact,
  balance: Balance,
): Refusal | undefined {
  if (instrument.isMargin) {
    return required.gt(ZERO) && required.gt(balance.marginAvailable)
      ? refusal("WouldExceedMargin", "Margin would be exceeded")
      : undefined;
  }
  return required.gt(balance.cashAvailable)
    ? refusal("InsufficientCash", "Insufficient cash for this order")
    : undefined;
}

/** Whether what is to be sold is there: only margin products can be sold short, and not all of them. */
export function ownershipFault(books: Books, intended: Intended, rules: TradingRules): Refusal | undefined {
  const { instrument, amount } = intended;
  if (amount.gt(ZERO)) return undefined;
  const owned = netAmount(books.lots, instrument);
  if (instrument.isMargin) {
    return rules.shortTradeDisabled.has(instrument.id) && amount.abs().gt(owned)
      ? refusal("ShortTradeDisabled", "The instrument cannot be sold short")
      : undefined;
  }
  if (amount.abs().gt(owned)) return refusal("NotOwned", "The amount to sell is not owned");
  if (amount.abs().gt(owned.minus(committedSales(books, instrument)))) {
    return refusal(
      "SellOrdersAlreadyExistForOwnedContracts",
      "Working orders to sell already cover what is owned",
    );
  }
  return rules.sellsOnlySettled && amount.abs().gt(settledAmount(books, intended))
    ? refusal("SellExceedsSettledExposure", "What was bought is not settled yet")
    : undefined;
}

/** Of a pair only one leg is ever filled, and a child sells what its entry has yet to buy. */
function committedSales(books: Books, instrument: SimulatedInstrument): Decimal {
  let committed = ZERO;
  const counted = new Set<string>();
  for (const order of books.orders.values()) {
    if (!isCommitted(order, instrument) || counted.has(order.orderId)) continue;
    committed = committed.plus(remainingOf(order));
    if (order.relation.kind === "Oco") counted.add(order.relation.otherId);
  }
  return committed;
}

const isCommitted = (order: WorkingOrder, instrument: SimulatedInstrument): boolean =>
  order.instrument.id === instrument.id && order.side === "sell" && order.status === "Working";

const SETTLEMENT_MS = 2 * 86_400_000;

function settledAmount({ lots }: Books, { instrument, at }: Intended): Decimal {
  const settledSince = timestamp(at - SETTLEMENT_MS);
  return [...lots.values()]
    .filter((lot) => lot.instrument.id === instrument.id && lot.openedAt <= settledSince)
    .reduce((sum, lot) => sum.plus(lot.amount), decimal("0"));
}
