import type { AccountIdentity, Position } from "../domain/account.ts";
import { assert } from "../domain/assert.ts";
import type { Decimal } from "../domain/decimal.ts";
import { minDecimal, sumDecimals, ZERO } from "../domain/decimal.ts";
import { isOwnReference, type OrderId } from "../domain/ids.ts";
import type { Side } from "../domain/order.ts";
import { externalReferenceFor } from "../execution/external-reference.ts";
import type { ApprovedOrder, ProposedOrder } from "./decision.ts";

/** Whether an opposite order would stand beside what it is to close, until the night nets the two. */
export const closesByLot = ({ nettingProfile }: Pick<AccountIdentity, "nettingProfile">): boolean =>
  nettingProfile === "FifoEndOfDay";

/**
 * Whether we opened it: what carries a foreign reference, or none and comes from an order that is not ours, is
 * somebody else's, and is not closed however much there is to sell.
 */
export const isOwnLot = (
  { externalReference: reference, sourceOrderId }: Pick<Position, "externalReference" | "sourceOrderId">,
  isOwnOrder: (orderId: OrderId) => boolean,
): boolean =>
  reference === undefined
    ? sourceOrderId !== undefined && isOwnOrder(sourceOrderId)
    : isOwnReference(reference);

/**
 * An exit as one order for each opening of ours that it closes, the oldest first. Together they are for no more than
 * the exit; for less, where the broker lists less than that of ours to close.
 *
 * @param order an exit
 * @param lots openings of ours
 */
export function splitByLot(order: ApprovedOrder, lots: readonly Position[]): readonly ApprovedOrder[] {
  assert(order.purpose === "exit", "only an exit closes openings");
  const parts: ApprovedOrder[] = [];
  let left = order.quantity;
  for (const lot of closableLots(order, lots)) {
    if (left.lte(ZERO)) break;
    const quantity = minDecimal(left, lot.quantity.abs());
    parts.push(partOf(order, lot, quantity));
    left = left.minus(quantity);
  }
  return parts;
}

/**
 * An exit where the broker nets by itself, except for openings that were made to net with nothing: those of ours are
 * closed by their ids, and the rest of the exit goes as one order, for no more than it can net with.
 *
 * @param lots openings of ours
 * @param positions every opening: what nets is one position, whoever opened it
 */
export function splitForceOpen(
  order: ApprovedOrder,
  lots: readonly Position[],
  positions: readonly Position[],
): readonly ApprovedOrder[] {
  const parts = splitByLot(
    order,
    lots.filter(({ isForceOpen }) => isForceOpen),
  );
  const left = order.quantity.minus(sumDecimals(parts.map(({ quantity }) => quantity)));
  const netting = closableLots(order, positions).filter(({ isForceOpen }) => !isForceOpen);
  const quantity = minDecimal(left, sumDecimals(netting.map((lot) => lot.quantity.abs())));
  return quantity.lte(ZERO) ? parts : [...parts, { ...order, quantity }];
}

/** A part of what was approved is approved. Its reference names the opening too: each is closed by an order of its own. */
function partOf(order: ApprovedOrder, { positionId }: Position, quantity: Decimal): ApprovedOrder {
  const identity = { ...order, instrumentId: order.instrument.id, positionId };
  const part: ProposedOrder = {
    ...order,
    quantity,
    positionId,
    externalReference: externalReferenceFor(identity),
  };
  return part as ApprovedOrder;
}

/** Less of what was approved is approved. */
export function lessOf(order: ApprovedOrder, quantity: Decimal): ApprovedOrder {
  assert(quantity.gt(ZERO) && quantity.lte(order.quantity), "a part of an order is no more than the order");
  return { ...order, quantity };
}

const CLOSABLE = ["Open", "PartiallyClosed"];

export const closableLots = (
  { instrument, side }: Pick<ProposedOrder, "instrument" | "side">,
  positions: readonly Position[],
): readonly Position[] =>
  positions
    .filter(({ instrumentId, quantity }) => instrumentId === instrument.id && closes(side, quantity))
    .filter(({ canBeClosed, status }) => canBeClosed && CLOSABLE.includes(status))
    .sort(byAge);

const closes = (side: Side, quantity: Decimal): boolean =>
  side === "sell" ? quantity.gt(ZERO) : quantity.lt(ZERO);

/** By when they were opened; ids, which grow, decide between those of one instant. */
const byAge = (a: Position, b: Position): number =>
  (a.openedAt ?? 0) - (b.openedAt ?? 0) ||
  a.positionId.length - b.positionId.length ||
  (a.positionId < b.positionId ? -1 : 1);
