import { z } from "zod/mini";
import { omittableText } from "./omittable.ts";

export const SessionCapabilities = z.looseObject({
  TradeLevel: omittableText,
  DataLevel: omittableText,
});
export type SessionCapabilities = z.output<typeof SessionCapabilities>;
