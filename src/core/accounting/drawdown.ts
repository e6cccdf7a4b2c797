import { approximately, ZERO, type Decimal } from "../domain/decimal.ts";

/**
 * How far our own result has fallen from its highest, as a part of what the account would be worth without that fall: 0
 * to 1. Money paid in or out changes what a loss is measured by, and is no performance itself.
 *
 * @param peak the highest that the result was so far
 * @param equity of the account now
 */
export function drawdownFraction({
  result,
  peak,
  equity,
}: {
  readonly result: Decimal;
  readonly peak: Decimal;
  readonly equity: Decimal;
}): number {
  const fall = peak.minus(result);
  if (fall.lte(ZERO)) return 0;
  if (equity.lte(ZERO)) return 1;
  return approximately(fall.div(equity.plus(fall)));
}
