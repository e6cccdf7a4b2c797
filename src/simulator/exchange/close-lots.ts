import type { Decimal } from "../../core/domain/decimal.ts";
import { sumDecimals } from "../../core/domain/decimal.ts";
import type { Timestamp } from "../../core/domain/time.ts";
import type { ClosedPosition } from "./books.ts";
import { closedPositionId } from "./books.ts";
import { toCents } from "./cents.ts";
import type { ClosedPart } from "./netting.ts";

/** The opposite execution that closes (part of) an opening. */
export interface Closing {
  readonly positionId: string;
  /** Margin products bring the difference in price; the others are sold for what they are worth. */
  readonly isMargin: boolean;
  readonly price: Decimal;
  readonly rate: Decimal;
  readonly at: Timestamp;
  /** Of what closes this part, in account currency: amount times price, signed as that amount. */
  readonly value: Decimal;
  readonly cost: Decimal;
  readonly method: ClosedPosition["method"];
  readonly reference: string | undefined;
}

export function closePart(part: ClosedPart, closing: Closing): ClosedPosition {
  const { lot, amount } = part;
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
    result: resultOf(part, closing),
    openingCost: part.commission,
    closingCost: closing.cost,
    method: closing.method,
    ...(lot.externalReference !== undefined && { openingReference: lot.externalReference }),
    ...(closing.reference !== undefined && { closingReference: closing.reference }),
  };
}

const resultOf = ({ lot, amount, openValue }: ClosedPart, closing: Closing): Decimal =>
  closing.isMargin
    ? toCents(closing.price.minus(lot.openPrice).times(amount).times(closing.rate))
    : openValue.plus(closing.value).neg();

export const withClosed = (
  known: ReadonlyMap<string, ClosedPosition>,
  closed: readonly ClosedPosition[],
): ReadonlyMap<string, ClosedPosition> =>
  closed.length === 0
    ? known
    : new Map([...known, ...closed.map((one) => [closedPositionId(one), one] as const)]);

export const sumOfResults = (closed: readonly ClosedPosition[]): Decimal =>
  sumDecimals(closed.map(({ result }) => result));
