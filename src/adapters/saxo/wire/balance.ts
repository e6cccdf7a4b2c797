import { z } from "zod";
import { omittable, shown } from "./omittable.ts";
import { WireDecimal } from "./scalars.ts";

export const Balance = z.looseObject({
  Currency: z.string().min(1),
  CashBalance: WireDecimal,
  TotalValue: WireDecimal,
  CalculationReliability: omittable(z.string()),
  CashAvailableForTrading: shown(WireDecimal),
  MarginAvailableForTrading: shown(WireDecimal),
  MarginUsedByCurrentPositions: shown(WireDecimal),
});
export type Balance = z.output<typeof Balance>;
