import type { OrderId } from "../../../core/domain/ids.ts";
import type { Placement } from "../../../core/domain/order.ts";
import type { PlacementOutcome } from "../../../cycle/ports/broker-answers.ts";

/**
 * The orders to cancel again, because those that were to go with them were refused: an entry without its stop would
 * open an unprotected position, and half of a pair would not be cancelled by the other. Orders on something that is
 * there already are kept: one of two protects better than none.
 */
export function ordersToTakeBack(placement: Placement, outcome: PlacementOutcome): readonly OrderId[] {
  if (outcome.kind !== "unknown" || outcome.legs === undefined) return [];
  if (placement.kind !== "entry" && placement.kind !== "pair") return [];
  if (!outcome.legs.some(({ kind }) => kind === "rejected")) return [];
  return outcome.legs.filter((leg) => leg.kind === "placed").map(({ orderId }) => orderId);
}
