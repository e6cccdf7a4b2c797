import type { Position } from "../core/domain/account.ts";
import type { Decimal } from "../core/domain/decimal.ts";
import type { PositionId } from "../core/domain/ids.ts";
import type { InstrumentDetails } from "../core/domain/instrument.ts";
import { remainingOf, type Intent } from "../core/domain/order.ts";
import { externalReferenceFor } from "../core/execution/external-reference.ts";
import type { WaitingOrder } from "../core/risk/plan-protection.ts";
import type { ProtectivePurpose } from "../core/risk/protection.ts";
import { isTiedTo, spreadOverLots, type TiedOrder } from "../core/risk/repair-orders.ts";
import { isOwnLot } from "../core/risk/split-exit.ts";
import type { ConnectedContext } from "./context.ts";
import type { GuardedPosition } from "./guarded-positions.ts";

/** What is to be placed beside a position. */
export interface Repair {
  readonly position: GuardedPosition;
  readonly details: InstrumentDetails;
  /** Zero where no stop lacks. */
  readonly quantity: Decimal;
  readonly withoutTarget: readonly WaitingOrder[];
}

/** Orders for some of a position, in one request. */
export interface Part {
  readonly repair: Repair;
  readonly quantity: Decimal;
  readonly openPrice: Decimal | undefined;
  readonly positionId?: PositionId;
  readonly only?: ProtectivePurpose;
}

/** @param lots openings of ours, where each is closed for itself */
export function partsOf(
  context: ConnectedContext,
  repair: Repair,
  lots: readonly Position[] | undefined,
): readonly Part[] {
  const { position, details, quantity } = repair;
  if (lots === undefined) return [{ repair, quantity, openPrice: position.averageOpenPrice }];
  const { instrument } = position;
  const waiting = position.waiting.map((order) => tied(context, order));
  return spreadOverLots(quantity, { instrument, details, waiting, lots }).map(({ lot, quantity: share }) => ({
    repair,
    quantity: share,
    openPrice: lot.openPrice ?? position.averageOpenPrice,
    positionId: lot.positionId,
  }));
}

/** A target that joins the stop of an opening becomes a pair with it. */
export const targetParts = (
  context: ConnectedContext,
  repair: Repair,
  lots: readonly Position[],
): readonly Part[] =>
  repair.withoutTarget.flatMap((stop): readonly Part[] => {
    const order = tied(context, stop);
    const lot = lots.find((one) => isTiedTo(one, order));
    if (lot === undefined) return [];
    const openPrice = lot.openPrice ?? repair.position.averageOpenPrice;
    const { positionId } = lot;
    return [{ repair, quantity: remainingOf(stop), openPrice, positionId, only: "target" }];
  });

export async function readOwnLots({
  broker,
  account,
  ports,
}: ConnectedContext): Promise<readonly Position[]> {
  const positions = await broker.readPositions(account);
  return positions.filter((position) => isOwnLot(position, (id) => ports.store.hasOrder(id)));
}

/** The order with what our records know of its opening. */
function tied({ ports: { store } }: ConnectedContext, order: WaitingOrder): TiedOrder {
  const intent = store.unsettledIntents().find((one) => one.intent.id === order.id)?.intent;
  if (intent === undefined) return order;
  if (intent.positionId !== undefined) return { ...order, positionId: intent.positionId };
  const reference = entryReferenceOf(intent);
  return { ...order, entry: { reference, orderId: store.arrivedIntent(reference)?.orderId } };
}

/** A child is of the same decision as the entry it goes out with. */
const entryReferenceOf = (child: Intent) =>
  externalReferenceFor({ ...child, instrumentId: child.instrument.id, side: "buy", purpose: "entry" });
