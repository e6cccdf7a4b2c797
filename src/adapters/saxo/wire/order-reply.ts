import { z } from "zod/mini";
import { ErrorInfo } from "./error.ts";
import { omittable, omittableText, shown, shownText } from "./omittable.ts";
import { PreTradeDisclaimers } from "./precheck.ts";
import { WireId } from "./scalars.ts";

const OrderResult = {
  OrderId: omittable(WireId),
  /** Of the order that this is about; echoed where one was sent. */
  ExternalReference: shownText,
  ErrorInfo: omittable(ErrorInfo),
};
export interface OrderResult {
  readonly OrderId: string | undefined;
  readonly ExternalReference: string | undefined;
  readonly ErrorInfo: z.output<typeof ErrorInfo> | undefined;
}

/** The answer to an order write: ids and errors may stand side by side, whatever the status. */
export const OrderReply = z.looseObject({
  ...OrderResult,
  ErrorCode: omittableText,
  Message: shownText,
  /** What is wrong with which field. */
  ModelState: shown(z.record(z.string(), z.array(z.string()))),
  Orders: omittable(z.array(z.looseObject(OrderResult))),
});

export type OrderReply = z.output<typeof OrderReply>;

/** A placement that was refused because disclaimers came up, wherever the answer says so. */
const Refusal = z.looseObject({ ErrorInfo: z.looseObject({ PreTradeDisclaimers }) });
export const DisclaimersRefusal = z.union([
  Refusal,
  z.pipe(
    z.looseObject({ Orders: z.array(z.unknown()) }),
    z.transform(({ Orders }: { Orders: unknown[] }) =>
      Orders.map((leg) => Refusal.safeParse(leg).data).find((leg) => leg !== undefined),
    ),
  ),
]);
