import { z } from "zod";
import { omittable } from "./omittable.ts";
import { WireId, WireKey } from "./scalars.ts";

export const Account = z.looseObject({
  AccountKey: WireKey,
  AccountId: WireId,
  ClientKey: omittable(WireKey),
  Currency: z.string().min(1),
  Active: omittable(z.boolean()),
});
export type Account = z.output<typeof Account>;
