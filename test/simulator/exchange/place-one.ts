import type { Books } from "../../../src/simulator/exchange/books.ts";
import type { OrderDraft } from "../../../src/simulator/exchange/order-draft.ts";
import type { Placement } from "../../../src/simulator/exchange/place-order.ts";
import { placeOrders } from "../../../src/simulator/exchange/place-order.ts";
import type { TradingContext } from "../../../src/simulator/exchange/trading-context.ts";
import { DEFAULT_TRADING_RULES } from "../../../src/simulator/exchange/trading-rules.ts";

/** What only some tests say of the exchange. */
export const usually = (
  context: Pick<TradingContext, "market" | "at"> & Partial<TradingContext>,
): TradingContext => ({
  closedMarket: { currencies: "queue", exchanges: "queue" },
  rules: DEFAULT_TRADING_RULES,
  ...context,
});

/** Places one order that hangs on no other. */
export const placeOne = (
  books: Books,
  draft: OrderDraft,
  context: Pick<TradingContext, "market" | "at"> & Partial<TradingContext>,
): Placement => placeOrders(books, { kind: "entry", entry: draft, children: [] }, usually(context));
