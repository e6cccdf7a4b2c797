import type { Decimal } from "../../core/domain/decimal.ts";
import { sumDecimals } from "../../core/domain/decimal.ts";
import type { Timestamp } from "../../core/domain/time.ts";
import type { ClosedPosition } from "./books.ts";
import { closedPositionId } from "./books.ts";
import { toCents } from "./cents.ts";
import type { ClosedPart } from "./netting.ts";
import { shareOf } from "./netting.ts";

/** The opposite execution that closes openings. */
export interface Closing {
  readonly positionId: string;
  readonly price: Decimal;
  readonly rate: Decimal;
  readonly at: Timestamp;
  /** What a whole unit of it cost, in account currency. */
  readonly costPerUnit: Decimal;
  readonly method: ClosedPosition["method"];
  readonly reference: string | undefined;
}

export function closePart({ lot, amount }: ClosedPart, closing: Closing): ClosedPosition {
  return {
    account: lot.account,
    openingPositionId: lot.positionId,
    closingPositionId: closing.positionId,
    instrument: lot.instrument,
    amount,
    openPrice: lot.openPrice,
    closingPrice: closing.price,
    openRate: lot.openRate,
    closingRate: closing.rate,
    openedAt: lot.openedAt,
    closedAt: closing.at,
    openingCost: shareOf(lot, amount),
    closingCost: toCents(closing.costPerUnit.times(amount.abs())),
    method: closing.method,
    ...(lot.externalReference !== undefined && { openingReference: lot.externalReference }),
    ...(closing.reference !== undefined && { closingReference: closing.reference }),
  };
}

export const withClosed = (
  known: ReadonlyMap<string, ClosedPosition>,
  closed: readonly ClosedPosition[],
): ReadonlyMap<string, ClosedPosition> =>
  closed.length === 0
    ? known
    : new Map([...known, ...closed.map((one) => [closedPositionId(one), one] as const)]);

/** In the instrument's currency, costs left out. */
const profitLossOf = ({ amount, openPrice, closingPrice }: ClosedPosition): Decimal =>
  closingPrice.minus(openPrice).times(amount);

/** What closing margin positions brings, or takes: in account currency, whole cents. */
export const settledProfit = (closed: readonly ClosedPosition[]): Decimal =>
  toCents(sumDecimals(closed.map((one) => profitLossOf(one).times(one.closingRate))));
