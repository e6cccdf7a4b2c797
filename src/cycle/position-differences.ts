import type { NetPosition, Position } from "../core/domain/account.ts";
import { ZERO, type Decimal } from "../core/domain/decimal.ts";
import { isOwnReference } from "../core/domain/ids.ts";
import { instrumentFromId, type InstrumentId } from "../core/domain/instrument.ts";
import type { OpenOrder } from "../core/domain/order.ts";
import { correctionOf, type Correction } from "../core/execution/reconcile.ts";
import type { ConnectedContext } from "./context.ts";
import { instrumentFields } from "./event-fields.ts";
import { isAsRecorded } from "./follow-protection.ts";
import type { Ports } from "./ports.ts";
import type { IntentStanding } from "./ports/order-store.ts";
import { isWaitingForItsPrice } from "./settle-orders.ts";

/** The account's orders and positions, read at one moment. */
export interface HoldingsSeen {
  readonly openOrders: readonly OpenOrder[];
  readonly positions: readonly NetPosition[];
  readonly lots: readonly Position[];
}

/** The broker bears out less than our records say. */
export interface PositionDifference extends Correction {
  readonly instrumentId: InstrumentId;
  readonly own: Decimal;
  /** Net. */
  readonly atBroker: Decimal;
}

/**
 * Where the broker does not bear out what we own by our records. The broker's position moves before its log shows the
 * execution: an order of ours under way in the instrument explains a difference until it is settled.
 */
export function positionDifferences(
  { ports: { store }, account }: ConnectedContext,
  { openOrders, positions, lots }: HoldingsSeen,
): readonly PositionDifference[] {
  const { nettingProfile } = account;
  if (nettingProfile === "Unknown") return [];
  const isUnderWay = underWay(store, openOrders);
  const isOwnOrder = store.hasOrder.bind(store);
  return [...store.ownPositions()].flatMap(([instrumentId, own]) => {
    if (isUnderWay(instrumentId)) return [];
    const net = positions.find((position) => position.instrumentId === instrumentId)?.quantity ?? ZERO;
    const ofInstrument = lots.filter((lot) => lot.instrumentId === instrumentId);
    const correction = correctionOf({ own, net, lots: ofInstrument, nettingProfile, isOwnOrder });
    return correction === undefined ? [] : [{ ...correction, instrumentId, own, atBroker: net }];
  });
}

function underWay(
  store: Ports["store"],
  openOrders: readonly OpenOrder[],
): (instrumentId: InstrumentId) => boolean {
  const listed = new Map(openOrders.map((order) => [order.orderId, order]));
  const isResting = (standing: IntentStanding): boolean =>
    isWaitingForItsPrice(standing) && isAsRecorded(standing, listed);
  const isForgotten = ({ externalReference, orderId }: OpenOrder): boolean =>
    isOwnReference(externalReference) && !store.hasOrder(orderId);
  const ids = new Set<string>([
    ...store
      .unsettledIntents()
      .filter((standing) => !isResting(standing))
      .map(({ intent }) => intent.instrument.id),
    ...openOrders.filter(isForgotten).map(({ instrumentId }) => instrumentId),
  ]);
  return (instrumentId) => ids.has(instrumentId);
}

/** What we own as far as the broker bears it out: nothing beyond that is ours to close. */
export const borneOut = (
  own: ReadonlyMap<InstrumentId, Decimal>,
  differences: readonly PositionDifference[],
): ReadonlyMap<InstrumentId, Decimal> =>
  new Map([...own, ...differences.map(({ instrumentId, left }) => [instrumentId, left] as const)]);

/** The fields of every log line about a difference. */
export function differenceFields(
  ports: Pick<Ports, "store" | "clock">,
  { instrumentId, own, atBroker, reason }: PositionDifference,
) {
  const instrument = instrumentFromId(instrumentId);
  return {
    ...(instrument === undefined ? {} : instrumentFields(ports, instrument)),
    instrument_id: instrumentId,
    own_quantity: own.toString(),
    broker_quantity: atBroker.toString(),
    reason,
  };
}
