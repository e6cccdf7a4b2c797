import { isPaidInFull } from "../../core/accounting/valuation.ts";
import type { AccountBalance } from "../../core/domain/account.ts";
import type { Decimal } from "../../core/domain/decimal.ts";
import {
  isPricedInItsCurrency,
  type AssetType,
  type InstrumentDetails,
} from "../../core/domain/instrument.ts";
import type { Quote } from "../../core/domain/market-data.ts";
import {
  minimumQuantity,
  quantityFault,
  quantityStep,
  valueOf,
  type QuantityFault,
} from "../../core/domain/quantity-steps.ts";
import type { RiskLimits } from "../../core/risk/risk-limits.ts";
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

const PAIRS: ReadonlySet<AssetType> = new Set(["FxSpot", "FxCrypto"]);

/** What an order breaks by itself, whatever else is held. @param value in the account's currency */
function beyondLimit(value: Decimal, assetType: AssetType, limits: RiskLimits): string | undefined {
  const { maxFxNotional, maxPositionValue, minTradeAmount } = limits;
  const [name, limit] = PAIRS.has(assetType)
    ? ["MAX_FX_NOTIONAL", maxFxNotional]
    : ["MAX_POSITION_VALUE", maxPositionValue];
  if (value.gt(limit)) return `more than ${name}, ${limit.toString()}`;
  return value.lt(minTradeAmount) ? `less than MIN_TRADE_AMOUNT, ${minTradeAmount.toString()}` : undefined;
}

/** Whether one order is worth enough for the broker, and not more than there is to pay it with. */
export function checkOrderValue(
  quantity: Decimal,
  {
    details,
    quote,
    balance,
    limits,
  }: {
    details: InstrumentDetails;
    quote: Quote;
    balance?: AccountBalance | undefined;
    limits: RiskLimits;
  },
): Diagnosis | undefined {
  const { instrument, pricing, orderLimits } = details;
  const value = valueOf(quantity, quote.ask, details);
  const worth = `${instrument.id}: one order is worth ${value.toString()} ${pricing.currency}`;
  if (isPricedInItsCurrency(details) && orderLimits.minimumValue?.gt(value) === true) {
    return failing(
      "instrument",
      `${worth}, less than the ${orderLimits.minimumValue.toString()} that Saxo takes`,
      {
        exit: "configuration",
        remedy: `set a larger DEFAULT_QUANTITY for ${instrument.assetType}`,
      },
    );
  }
  if (balance?.currency !== pricing.currency) return undefined;
  const cash = balance.cashAvailable;
  const beyond = beyondLimit(value, instrument.assetType, limits);
  if (beyond !== undefined) {
    const remedy = `set another DEFAULT_QUANTITY for ${instrument.assetType}, or another limit`;
    return doubtful("instrument", `${worth}, ${beyond}: it is denied each time`, remedy);
  }
  if (cash === undefined || !isPaidInFull(instrument) || cash.gte(value)) return undefined;
  return doubtful(
    "instrument",
    `${worth}, more than the cash available, ${cash.toString()}`,
    `set a smaller DEFAULT_QUANTITY for ${instrument.assetType}, or pay in`,
  );
}
