import { z } from "zod/mini";
import { omittableText, shown } from "./omittable.ts";
import { WireDecimal, WireText } from "./scalars.ts";

export const Balance = z.looseObject({
  Currency: WireText,
  CashBalance: WireDecimal,
  TotalValue: WireDecimal,
  CalculationReliability: omittableText,
  CashAvailableForTrading: shown(WireDecimal),
  TransactionsNotBooked: shown(WireDecimal),
  MarginAvailableForTrading: shown(WireDecimal),
  MarginUsedByCurrentPositions: shown(WireDecimal),
});
export type Balance = z.output<typeof Balance>;
