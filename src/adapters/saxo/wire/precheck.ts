import { z } from "zod";
import { omittable } from "./omittable.ts";
import { WireDecimal } from "./scalars.ts";

export const PreTradeDisclaimers = z.looseObject({
  DisclaimerContext: z.string().min(1),
  DisclaimerTokens: z.array(z.string().min(1)),
});

const Objection = omittable(z.looseObject({}));

export const Precheck = z.looseObject({
  PreCheckResult: z.string(),
  ErrorInfo: Objection,
  EstimatedCashRequired: omittable(WireDecimal),
  PreTradeDisclaimers: omittable(PreTradeDisclaimers),
  Orders: omittable(z.array(z.looseObject({ ErrorInfo: Objection }))),
});
export type Precheck = z.output<typeof Precheck>;
