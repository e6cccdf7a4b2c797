import type { Position } from "../domain/account.ts";
import type { Decimal } from "../domain/decimal.ts";
import { minDecimal, ZERO } from "../domain/decimal.ts";
import type { AccountKey, ExternalReference, OrderId, PositionId } from "../domain/ids.ts";
import type { Instrument, InstrumentDetails } from "../domain/instrument.ts";
import { quantityFault } from "../domain/quantity-steps.ts";
import type { Timestamp } from "../domain/time.ts";
import { repairReferenceFor } from "../execution/external-reference.ts";
import type { ApprovedOrder, ProposedOrder } from "./decision.ts";
import { remainingOf } from "../domain/order.ts";
import type { WaitingOrder } from "./plan-protection.ts";
import type { ProtectivePurpose, ProtectiveTerms } from "./protection.ts";
import { closableLots } from "./split-exit.ts";

/** What a position without protection goes back to. */
export interface RepairBasis {
  readonly accountKey: AccountKey;
  readonly instrument: Instrument;
  /** The order that opened its newest part, where the records know it. */
  readonly openedBy: OrderId | undefined;
  /** Of the decision behind that order. */
  readonly strategy: string;
  readonly decisionBarCloseAt: Timestamp;
  /** Orders of each purpose that have reached the broker since. */
  readonly attempts: Readonly<Record<ProtectivePurpose, number>>;
}

/** Orders that go beside a position that lacks them, the position being approved already. */
export const repairOrders = (
  basis: RepairBasis,
  quantity: Decimal,
  { terms, positionId }: { readonly terms: readonly ProtectiveTerms[]; readonly positionId?: PositionId },
): readonly ApprovedOrder[] =>
  terms.map(({ purpose, price }) => {
    const { accountKey, instrument, openedBy, strategy, decisionBarCloseAt, attempts } = basis;
    const lot = positionId === undefined ? {} : { positionId };
    const identity = { accountKey, instrumentId: instrument.id, purpose, openedBy, ...lot };
    const order: ProposedOrder = {
      accountKey,
      instrument,
      side: "sell",
      quantity,
      purpose,
      price,
      strategy,
      decisionBarCloseAt,
      externalReference: repairReferenceFor({ ...identity, attempt: attempts[purpose] }),
      ...lot,
    };
    return order as ApprovedOrder;
  });

/** A protective order, and what our records know of the opening it was sent for. */
export interface TiedOrder extends WaitingOrder {
  /** That it was placed beside. */
  readonly positionId?: PositionId;
  /** That it went out with. */
  readonly entry?: { readonly orderId: OrderId | undefined; readonly reference: ExternalReference };
}

/** The broker may name no orders beside an opening, and what that would close of it is not there to be closed twice. */
export const isTiedTo = (lot: Position, { orderId, positionId, entry }: TiedOrder): boolean =>
  lot.relatedOrderIds.includes(orderId) ||
  lot.positionId === positionId ||
  (entry !== undefined && isOpenedBy(lot, entry));

const isOpenedBy = (
  { sourceOrderId, externalReference }: Position,
  { orderId, reference }: NonNullable<TiedOrder["entry"]>,
): boolean => (orderId !== undefined && sourceOrderId === orderId) || externalReference === reference;

/** How much of an opening is to get orders of its own. */
export interface LotShare {
  readonly lot: Position;
  readonly quantity: Decimal;
}

/**
 * Spreads what lacks protection over the openings, the oldest first: to each no more than no order is tied to, and
 * nothing where that is less than the broker takes an order for.
 *
 * @param lots openings of ours
 */
export function spreadOverLots(
  quantity: Decimal,
  {
    instrument,
    details,
    lots,
    waiting,
  }: {
    readonly instrument: Instrument;
    readonly details: InstrumentDetails;
    readonly lots: readonly Position[];
    readonly waiting: readonly TiedOrder[];
  },
): readonly LotShare[] {
  const shares: LotShare[] = [];
  const free = freeOf(waiting);
  let left = quantity;
  for (const lot of closableLots({ instrument, side: "sell" }, lots)) {
    const share = minDecimal(left, free(lot));
    if (quantityFault(share, "sell", details) !== undefined) continue;
    shares.push({ lot, quantity: share });
    left = left.minus(share);
  }
  return shares;
}

/**
 * What stops, or where there are none targets, would not close of one opening after the other: what an order closes of
 * the one it does not close of the next, where an entry has opened several.
 */
function freeOf(waiting: readonly TiedOrder[]): (lot: Position) => Decimal {
  const left = new Map(waiting.map((order) => [order, remainingOf(order)]));
  return (lot) => {
    const tied = waiting.filter((order) => isTiedTo(lot, order));
    const stops = tied.filter(({ purpose }) => purpose === "stop");
    let free = lot.quantity;
    for (const order of stops.length > 0 ? stops : tied) {
      const closes = minDecimal(free, left.get(order) ?? ZERO);
      left.set(order, (left.get(order) ?? ZERO).minus(closes));
      free = free.minus(closes);
    }
    return free;
  };
}
