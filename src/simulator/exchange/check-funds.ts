import type { Decimal } from "../../core/domain/decimal.ts";
import { sumDecimals, ZERO } from "../../core/domain/decimal.ts";
import type { SimulatedInstrument } from "../market/types.ts";
import type { Balance } from "./balance.ts";
import type { Books } from "./books.ts";
import type { OrderTerms } from "./order-terms.ts";
import { commissionFor, toCents } from "./cents.ts";
import { netAmount } from "./netting.ts";
import type { Refusal } from "./order-draft.ts";
import { marginFor } from "./valuation.ts";

/** What an order would do to the account if it were executed at a price. */
export interface Impact {
  readonly commission: Decimal;
  /** Cash to be paid, or margin to be bound, commission included; zero when the order only frees money. */
  readonly required: Decimal;
  /** Margin that the order adds; negative when it frees some. */
  readonly marginChange: Decimal;
}

export interface Intended {
  readonly instrument: SimulatedInstrument;
  /** Signed. */
  readonly amount: Decimal;
  /** The limit, or what the market would take. */
  readonly price: Decimal;
}

export function impactOf(books: Books, { instrument, amount, price }: Intended): Impact {
  const commission = commissionFor(instrument, amount, price);
  const held = netAmount(books.lots, instrument);
  const marginChange = marginFor(instrument, held.plus(amount), price).minus(
    marginFor(instrument, held, price),
  );
  const paid = instrument.isMargin ? marginChange : toCents(amount.times(price));
  return { commission, marginChange, required: paid.gt(ZERO) ? paid.plus(commission) : ZERO };
}

/** Whether the account has the money; the reason when it has not. */
export function fundingFault(
  instrument: SimulatedInstrument,
  { required }: Impact,
  balance: Balance,
): Refusal | undefined {
  if (instrument.isMargin) {
    return required.gt(ZERO) && required.gt(balance.marginAvailable)
      ? { code: "WouldExceedMargin", message: "Margin would be exceeded" }
      : undefined;
  }
  return required.gt(balance.cashAvailable)
    ? { code: "InsufficientCash", message: "Insufficient cash for this order" }
    : undefined;
}

/** Whether what is to be sold is there; only margin products can be sold short. */
export function ownershipFault(books: Books, { instrument, amount }: Intended): Refusal | undefined {
  if (instrument.isMargin || amount.gt(ZERO)) return undefined;
  const owned = netAmount(books.lots, instrument);
  if (amount.abs().gt(owned)) return { code: "NotOwned", message: "The amount to sell is not owned" };
  const isCommitted = (order: OrderTerms): boolean =>
    order.instrument.id === instrument.id && order.side === "sell";
  const committed = sumDecimals([...books.orders.values()].filter(isCommitted).map((order) => order.amount));
  return amount.abs().gt(owned.minus(committed))
    ? {
        code: "SellOrdersAlreadyExistForOwnedContracts",
        message: "Working orders to sell already cover what is owned",
      }
    : undefined;
}
