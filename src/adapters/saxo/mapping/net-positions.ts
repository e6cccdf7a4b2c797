import type { NetPosition, Valuation } from "../../../core/domain/account.ts";
import type { Decimal } from "../../../core/domain/decimal.ts";
import { positionId } from "../../../core/domain/ids.ts";
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
    ...(base.HasForceOpenPositions === true ? { hasForceOpen: true } : {}),
    ...(base.SinglePositionId === undefined ? {} : { singlePositionId: positionId(base.SinglePositionId) }),
    ...(view?.AverageOpenPrice === undefined ? {} : { averageOpenPrice: view.AverageOpenPrice }),
    ...(view === undefined ? {} : { valuation: valuation(view) }),
  };
}

function valuation(view: NonNullable<WireNetPosition["NetPositionView"]>): Valuation {
  return {
    ...(view.CurrentPrice === undefined ? {} : { price: view.CurrentPrice }),
    ...(view.MarketValueInBaseCurrency === undefined ? {} : { marketValue: view.MarketValueInBaseCurrency }),
    ...(view.ExposureInBaseCurrency === undefined ? {} : { exposure: view.ExposureInBaseCurrency }),
    ...(view.ProfitLossOnTradeInBaseCurrency === undefined
      ? {}
      : { profitLoss: view.ProfitLossOnTradeInBaseCurrency }),
  };
}

const added = (a: NetPosition, b: NetPosition): NetPosition => ({
  instrumentId: a.instrumentId,
  quantity: a.quantity.plus(b.quantity),
  canBeClosed: a.canBeClosed && b.canBeClosed,
  ...(a.hasForceOpen === true || b.hasForceOpen === true ? { hasForceOpen: true } : {}),
  ...(a.valuation === undefined || b.valuation === undefined
    ? {}
    : { valuation: addedValuation(a.valuation, b.valuation) }),
});

/** A sum of which one part is missing is no figure; prices of two rows are none either. */
function addedValuation(a: Valuation, b: Valuation): Valuation {
  const sum = (of: (valuation: Valuation) => Decimal | undefined): Decimal | undefined => {
    const [one, other] = [of(a), of(b)];
    return one === undefined || other === undefined ? undefined : one.plus(other);
  };
  const [marketValue, exposure, profitLoss] = [
    sum((valuation) => valuation.marketValue),
    sum((valuation) => valuation.exposure),
    sum((valuation) => valuation.profitLoss),
  ];
  return {
    ...(marketValue === undefined ? {} : { marketValue }),
    ...(exposure === undefined ? {} : { exposure }),
    ...(profitLoss === undefined ? {} : { profitLoss }),
  };
}
