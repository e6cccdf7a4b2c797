import { z } from "zod/mini";
import { omittable, omittableText } from "./omittable.ts";

/** Which code comes with outstanding disclaimers is not documented; they are a refusal even without one. */
const DISCLAIMERS_OUTSTANDING = "PreTradeDisclaimers";

const WireErrorInfo = z.looseObject({
  ErrorCode: omittableText,
  Message: omittableText,
  PreTradeDisclaimers: omittable(z.unknown()),
});

export const ErrorInfo = z.pipe(
  WireErrorInfo,
  z.transform(({ ErrorCode, Message, PreTradeDisclaimers }: z.output<typeof WireErrorInfo>) => ({
    ErrorCode: ErrorCode ?? (PreTradeDisclaimers === undefined ? undefined : DISCLAIMERS_OUTSTANDING),
    Message,
  })),
);

/** Every error shape in one: flat, `ErrorInfo` at the root, or `ErrorInfo` of a leg. */
export const ErrorBody = z.looseObject({
  ErrorCode: omittableText,
  Message: omittableText,
  ErrorInfo: omittable(ErrorInfo),
  Orders: omittable(z.array(z.looseObject({ ErrorInfo: omittable(ErrorInfo) }))),
});
