import { decimalFromNumber } from "../../../core/domain/decimal.ts";
import type { Decimal } from "../../../core/domain/decimal.ts";
import { TradebotError } from "../../../core/domain/errors.ts";
import type { OrderRequest } from "../../../core/domain/order.ts";

/** A market order for the rest of the day, in the words of Saxo's order placement. */
export function orderBody(order: OrderRequest): Readonly<Record<string, unknown>> {
  return {
    AccountKey: order.accountKey,
    Uic: order.instrument.uic,
    AssetType: order.instrument.assetType,
    BuySell: order.side === "buy" ? "Buy" : "Sell",
    Amount: exactNumber(order.quantity),
    OrderType: "Market",
    OrderDuration: { DurationType: "DayOrder" },
    ManualOrder: false,
    ExternalReference: order.externalReference,
  };
}

/** @throws TradebotError when JSON would carry another number than the one decided on */
function exactNumber(quantity: Decimal): number {
  const number = Number(quantity.toFixed());
  if (Number.isFinite(number) && decimalFromNumber(number).eq(quantity)) return number;
  throw new TradebotError({
    code: "QUANTITY_NOT_EXACT",
    message: `the quantity "${quantity.toFixed()}" has more digits than a JSON number can carry; nothing was sent`,
    exit: "configuration",
    hint: "Use a quantity of at most 15 significant digits",
  });
}
