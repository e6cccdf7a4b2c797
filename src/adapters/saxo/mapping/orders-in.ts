import type { OrderRequest, Placement } from "../../../core/domain/order.ts";

/** The new orders of a placement, in the order in which the broker's answer lists them. */
export function ordersIn(placement: Placement): readonly OrderRequest[] {
  if (placement.kind === "single") return [placement.order];
  return placement.kind === "entry" ? [placement.entry, ...placement.children] : placement.orders;
}
