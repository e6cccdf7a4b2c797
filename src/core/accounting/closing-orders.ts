import { ZERO, type Decimal } from "../domain/decimal.ts";

/** What an order that closed something came to, all its parts and known costs together. */
export interface OrderResult {
  readonly order: string;
  /** `undefined` where a part of it is not known. */
  readonly amount: Decimal | undefined;
}

/** Parts and costs of an order arrive within moments of each other; of older orders only the losses in a row matter. */
const KEPT = 50;

export function withResult(orders: readonly OrderResult[], part: OrderResult): readonly OrderResult[] {
  const known = orders.find(({ order }) => order === part.order);
  if (known === undefined) return forgetOld([...orders, part]);
  const amount =
    known.amount === undefined || part.amount === undefined ? undefined : known.amount.plus(part.amount);
  return orders.map((one) => (one === known ? { order: part.order, amount } : one));
}

/** What lies before the newest gain ends no row of losses any more. */
function forgetOld(orders: readonly OrderResult[]): readonly OrderResult[] {
  const lastGain = orders.findLastIndex((order) => !isLoss(order));
  const dispensable = Math.min(orders.length - KEPT, lastGain);
  return dispensable > 0 ? orders.slice(dispensable) : orders;
}

/**
 * How many orders, up to the newest, have closed at a loss one after the other. `undefined` where the result of one
 * among them is not known.
 */
export function consecutiveLosses(orders: readonly OrderResult[]): number | undefined {
  const newestFirst = orders.toReversed();
  const end = newestFirst.findIndex((order) => !isLoss(order));
  if (end === -1) return orders.length;
  return newestFirst[end]?.amount === undefined ? undefined : end;
}

const isLoss = ({ amount }: OrderResult): boolean => amount?.lt(ZERO) === true;
