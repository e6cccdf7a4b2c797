import type { NetPosition } from "../../../core/domain/account.ts";
import type { NetPosition as WireNetPosition } from "../wire/net-position.ts";
import { instrumentIdOf } from "./instrument-id.ts";

/** One position for each instrument; rows that Saxo splits, by value date for one, are added up. */
export function netPositions(rows: readonly WireNetPosition[]): NetPosition[] {
  const byInstrument = new Map<string, NetPosition>();
  for (const position of rows.map(netPosition)) {
    const known = byInstrument.get(position.instrumentId);
    byInstrument.set(position.instrumentId, known === undefined ? position : added(known, position));
  }
  return [...byInstrument.values()];
}

function netPosition({ NetPositionBase: base, NetPositionView: view }: WireNetPosition): NetPosition {
  return {
    instrumentId: instrumentIdOf(base),
    quantity: base.Amount,
    canBeClosed: base.CanBeClosed ?? true, // the precheck has the last word anyway
    ...(view?.AverageOpenPrice === undefined ? {} : { averageOpenPrice: view.AverageOpenPrice }),
  };
}

const added = (a: NetPosition, b: NetPosition): NetPosition => ({
  instrumentId: a.instrumentId,
  quantity: a.quantity.plus(b.quantity),
  canBeClosed: a.canBeClosed && b.canBeClosed,
});
