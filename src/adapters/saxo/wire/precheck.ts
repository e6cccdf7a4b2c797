import { z } from "zod/mini";
import { omittable } from "./omittable.ts";
import { WireDecimal, WireText } from "./scalars.ts";

export const PreTradeDisclaimers = z.looseObject({
  DisclaimerContext: WireText,
  DisclaimerTokens: z.array(WireText),
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
