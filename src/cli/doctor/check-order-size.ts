import type { AccountBalance } from "../../core/domain/account.ts";
import type { Decimal } from "../../core/domain/decimal.ts";
import type { AssetType, InstrumentDetails } from "../../core/domain/instrument.ts";
import type { Quote } from "../../core/domain/market-data.ts";
import {
  minimumQuantity,
  quantityFault,
  quantityStep,
  valueOf,
  type QuantityFault,
} from "../../core/domain/quantity-steps.ts";
import type { Diagnosis } from "./diagnosis.ts";
import { doubtful, failing } from "./diagnosis.ts";

/** Whether an order of the size that opens positions is one that the instrument takes. */
export function checkQuantity(quantity: Decimal, details: InstrumentDetails): Diagnosis | undefined {
  const broken = quantityFault(quantity, "buy", details);
  if (broken === undefined) return undefined;
  const { instrument, symbol } = details;
  const finding = `${instrument.id}: DEFAULT_QUANTITY ${quantity.toString()} ${WORDS[broken](details)} of ${symbol}`;
  return failing("instrument", finding, {
    exit: "configuration",
    remedy: `set DEFAULT_QUANTITY for it, for example ${instrument.assetType}=${minimumQuantity("buy", details).toString()}`,
  });
}

const WORDS: Readonly<Record<QuantityFault, (details: InstrumentDetails) => string>> = {
  too_many_decimals: ({ amountDecimals }) => `has more than the ${amountDecimals} decimals`,
  off_lot: (details) => `is no multiple of the ${quantityStep("buy", details).toString()} in a lot`,
  below_minimum: (details) =>
    `is less than the smallest order, ${minimumQuantity("buy", details).toString()},`,
  above_maximum: ({ orderLimits }) =>
    `is more than the largest order, ${String(orderLimits.maximumQuantity)},`,
};

/** Bought with cash; everything else takes a margin that only a precheck tells. */
const PAID_IN_FULL: ReadonlySet<AssetType> = new Set(["Stock", "Etf"]);

/** Whether one order is worth enough for the broker, and not more than there is to pay it with. */
export function checkOrderValue(
  quantity: Decimal,
  {
    details,
    quote,
    balance,
  }: { details: InstrumentDetails; quote: Quote; balance?: AccountBalance | undefined },
): Diagnosis | undefined {
  const { instrument, pricing, orderLimits, currency } = details;
  const value = valueOf(quantity, quote.ask, details);
  const worth = `${instrument.id}: one order is worth ${value.toString()} ${pricing.currency}`;
  if (pricing.currency === currency && orderLimits.minimumValue?.gt(value) === true) {
    return failing(
      "instrument",
      `${worth}, less than the ${orderLimits.minimumValue.toString()} that Saxo takes`,
      {
        exit: "configuration",
        remedy: `set a larger DEFAULT_QUANTITY for ${instrument.assetType}`,
      },
    );
  }
  const cash = balance?.currency === pricing.currency ? balance.cashAvailable : undefined;
  if (cash === undefined || !PAID_IN_FULL.has(instrument.assetType) || cash.gte(value)) return undefined;
  return doubtful(
    "instrument",
    `${worth}, more than the cash available, ${cash.toString()}`,
    `set a smaller DEFAULT_QUANTITY for ${instrument.assetType}, or pay in`,
  );
}
