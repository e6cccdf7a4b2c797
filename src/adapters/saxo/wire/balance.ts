import { z } from "zod";
import { omittable } from "./omittable.ts";
import { WireDecimal } from "./scalars.ts";

export const Balance = z.looseObject({
  Currency: z.string().min(1),
  CashBalance: WireDecimal,
  TotalValue: WireDecimal,
  CalculationReliability: omittable(z.string()),
});
export type Balance = z.output<typeof Balance>;
