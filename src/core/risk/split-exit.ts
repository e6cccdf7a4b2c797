import type { AccountIdentity, Position } from "../domain/account.ts";
import { assert } from "../domain/assert.ts";
import type { Decimal } from "../domain/decimal.ts";
import { minDecimal, ZERO } from "../domain/decimal.ts";
import { isOwnReference } from "../domain/ids.ts";
import type { Side } from "../domain/order.ts";
import { externalReferenceFor } from "../execution/external-reference.ts";
import type { ApprovedOrder, ProposedOrder } from "./decision.ts";

/** Whether an opposite order would stand beside what it is to close, until the night nets the two. */
export const closesByLot = ({ nettingProfile }: Pick<AccountIdentity, "nettingProfile">): boolean =>
  nettingProfile === "FifoEndOfDay";

/**
 * An exit as one order for each opening that it closes: our own openings first, and of those the oldest. Together
 * they are for no more than the exit; for less, where the broker lists less than that to close.
 *
 * @param order an exit
 */
export function splitByLot(order: ApprovedOrder, positions: readonly Position[]): readonly ApprovedOrder[] {
  assert(order.purpose === "exit", "only an exit closes openings");
  const parts: ApprovedOrder[] = [];
  let left = order.quantity;
  for (const lot of closableLots(order, positions)) {
    if (left.lte(ZERO)) break;
    const quantity = minDecimal(left, lot.quantity.abs());
    parts.push(partOf(order, lot, quantity));
    left = left.minus(quantity);
  }
  return parts;
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

const CLOSABLE = ["Open", "PartiallyClosed"];

const closableLots = (
  { instrument, side }: Pick<ProposedOrder, "instrument" | "side">,
  positions: readonly Position[],
): readonly Position[] =>
  positions
    .filter(({ instrumentId, quantity }) => instrumentId === instrument.id && closes(side, quantity))
    .filter(({ canBeClosed, status }) => canBeClosed && CLOSABLE.includes(status))
    .sort((a, b) => ownFirst(a, b) || byAge(a, b));

const closes = (side: Side, quantity: Decimal): boolean =>
  side === "sell" ? quantity.gt(ZERO) : quantity.lt(ZERO);

const ownFirst = (a: Position, b: Position): number =>
  Number(isOwnReference(b.externalReference)) - Number(isOwnReference(a.externalReference));

/** By when they were opened; ids, which grow, decide between those of one instant. */
const byAge = (a: Position, b: Position): number =>
  (a.openedAt ?? 0) - (b.openedAt ?? 0) ||
  a.positionId.length - b.positionId.length ||
  (a.positionId < b.positionId ? -1 : 1);
