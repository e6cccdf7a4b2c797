import { z } from "zod/mini";
import { omittable, omittableText } from "./omittable.ts";
import { WireDecimal, WireText } from "./scalars.ts";

export const PreTradeDisclaimers = z.looseObject({
  DisclaimerContext: WireText,
  DisclaimerTokens: z.array(WireText),
});

const Pending = omittable(PreTradeDisclaimers);

/** On one order, or on all of them at the root. */
const Judgement = {
  PreCheckResult: omittableText,
  ErrorInfo: omittable(z.looseObject({ PreTradeDisclaimers: Pending })),
  PreTradeDisclaimers: Pending,
};

/** Each by its name; new ones count too. */
const Costs = z.record(z.string(), omittable(WireDecimal));

export const Precheck = z
  .looseObject({
    ...Judgement,
    EstimatedCashRequired: omittable(WireDecimal),
    EstimatedCashRequiredCurrency: omittableText,
    CostInAccountCurrency: z.catch(omittable(Costs), undefined), // without it all that is paid counts
    InstrumentToAccountConversionRate: omittable(WireDecimal),
    Orders: omittable(z.array(z.looseObject(Judgement))),
  })
  .check(
    z.refine(
      ({ PreCheckResult: result, Orders: orders = [] }) => result !== undefined || orders.length > 0,
      "expected PreCheckResult, or Orders with one each",
    ),
  );
export type Precheck = z.output<typeof Precheck>;
