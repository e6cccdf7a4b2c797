import { decimal } from "../../core/domain/decimal.ts";
import type { Timestamp } from "../../core/domain/time.ts";
import type { Split } from "../market/types.ts";
import type { Books, Lot } from "./books.ts";
import { endOrders } from "./end-order.ts";
import type { Step } from "./step.ts";

/** The next split of something that the account holds or has an order for, up to an instant. */
export function nextSplit(
  { lots, orders, settledThrough }: Books,
  splits: readonly Split[],
  upTo: Timestamp,
): Split | undefined {
  const concerned = new Set([...lots.values(), ...orders.values()].map(({ instrument }) => instrument.id));
  return splits
    .filter(({ at, instrumentId }) => at > settledThrough && at <= upTo && concerned.has(instrumentId))
    .toSorted((one, other) => one.at - other.at)[0];
}

/** Every share becomes several cheaper ones, and orders whose prices mean nothing any more are taken out of the market. */
export function applySplit(books: Books, { instrumentId, ratio, at }: Split): Step {
  const factor = decimal(String(ratio));
  const split = (lot: Lot): Lot => ({
    ...lot,
    amount: lot.amount.times(factor),
    openPrice: lot.openPrice.div(factor),
  });
  const lots = [...books.lots].map(
    ([id, lot]) => [id, lot.instrument.id === instrumentId ? split(lot) : lot] as const,
  );
  const orderIds = [...books.orders.values()]
    .filter(({ instrument }) => instrument.id === instrumentId)
    .map(({ orderId }) => orderId);
  return endOrders({ ...books, lots: new Map(lots) }, orderIds, { status: "Cancelled", at });
}
