import { z } from "zod";
import { omittable } from "./omittable.ts";

export const SessionCapabilities = z.looseObject({
  TradeLevel: omittable(z.string()),
  DataLevel: omittable(z.string()),
});
export type SessionCapabilities = z.output<typeof SessionCapabilities>;
