import type { ClosedPosition, Position } from "../../../core/domain/account.ts";
import { ZERO, type Decimal } from "../../../core/domain/decimal.ts";
import { orderId, positionId } from "../../../core/domain/ids.ts";
import { present } from "../../../core/domain/present.ts";
import type { ClosedPosition as WireClosedPosition, Position as WirePosition } from "../wire/position.ts";
import { instrumentIdOf } from "./instrument-id.ts";

export function position({ PositionId: id, PositionBase: base, PositionView: view }: WirePosition): Position {
  const { SourceOrderId: source } = base;
  return {
    positionId: positionId(id),
    instrumentId: instrumentIdOf(base),
    quantity: base.Amount,
    status: base.Status ?? "Open", // closed ones say so
    canBeClosed: base.CanBeClosed ?? true, // the precheck has the last word anyway
    isForceOpen: base.IsForceOpen ?? false,
    relatedOrderIds: (base.RelatedOpenOrders ?? []).map(({ OrderId }) => orderId(OrderId)),
    ...present({
      openPrice: base.OpenPrice,
      openedAt: base.ExecutionTimeOpen,
      sourceOrderId: source === undefined ? undefined : orderId(source),
      externalReference: base.ExternalReference,
      conversionRate: conversionRate(view),
    }),
  };
}

/** Without a price of the instrument, which the reliability is about as well, its currency may have one. */
const WITHOUT_RATE: ReadonlySet<string> = new Set(["CurrencyConversionFailed", "SystemError"]);

function conversionRate(view: WirePosition["PositionView"]): Decimal | undefined {
  const rate = view?.ConversionRateCurrent;
  if (WITHOUT_RATE.has(view?.CalculationReliability ?? "")) return undefined;
  return rate?.gt(ZERO) === true ? rate : undefined; // 0 is no rate
}

export const closedPosition = ({ ClosedPosition: closed }: WireClosedPosition): ClosedPosition => ({
  instrumentId: instrumentIdOf(closed),
  quantity: closed.Amount,
  openingPositionId: positionId(closed.OpeningPositionId),
  closingPositionId: positionId(closed.ClosingPositionId),
  openPrice: closed.OpenPrice,
  closingPrice: closed.ClosingPrice,
  openedAt: closed.ExecutionTimeOpen,
  closedAt: closed.ExecutionTimeClose,
  ...present({
    profitLoss: closed.ClosedProfitLossInBaseCurrency,
    openingCost: closed.CostOpeningInBaseCurrency?.abs(), // negative on the wire
    closingCost: closed.CostClosingInBaseCurrency?.abs(),
    openingReference: closed.OpeningExternalReferenceId,
    closingReference: closed.ClosingExternalReferenceId,
  }),
});
