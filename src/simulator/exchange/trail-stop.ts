import { assert } from "../../core/domain/assert.ts";
import { roundDown } from "../../core/domain/decimal.ts";
import type { Timestamp } from "../../core/domain/time.ts";
import type { Market } from "../market/types.ts";
import { instrumentOf } from "./instrument-of.ts";
import type { WorkingOrder } from "./order-terms.ts";

/** A trailing stop that follows the market by as many whole steps as keep its distance; it never moves back. */
export function trailed(order: WorkingOrder, market: Market, at: Timestamp): WorkingOrder {
  const { price, trailing, side, type } = order;
  assert(price !== undefined && trailing !== undefined, `order ${order.orderId} trails without a distance`);
  const { bid, ask, mid } = market.quote(instrumentOf(market, order.instrument), at);
  const current = type.endsWith("IfTraded") ? mid : side === "buy" ? ask : bid;
  const distance = (side === "buy" ? price.minus(current) : current.minus(price)).minus(trailing.distance);
  const move = roundDown(distance.div(trailing.step), 0).times(trailing.step);
  return { ...order, price: side === "buy" ? price.minus(move) : price.plus(move) };
}
