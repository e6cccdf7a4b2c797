import { z } from "zod";
import { omittable } from "./omittable.ts";

/** Which code comes with outstanding disclaimers is not documented; they are a refusal even without one. */
const DISCLAIMERS_OUTSTANDING = "PreTradeDisclaimers";

export const ErrorInfo = z
  .looseObject({
    ErrorCode: omittable(z.string()),
    Message: omittable(z.string()),
    PreTradeDisclaimers: omittable(z.unknown()),
  })
  .transform(({ ErrorCode, Message, PreTradeDisclaimers }) => ({
    ErrorCode: ErrorCode ?? (PreTradeDisclaimers === undefined ? undefined : DISCLAIMERS_OUTSTANDING),
    Message,
  }));

/** Every error shape in one: flat, `ErrorInfo` at the root, or `ErrorInfo` of a leg. */
export const ErrorBody = z.looseObject({
  ErrorCode: omittable(z.string()),
  Message: omittable(z.string()),
  ErrorInfo: omittable(ErrorInfo),
  Orders: omittable(z.array(z.looseObject({ ErrorInfo: omittable(ErrorInfo) }))),
});
