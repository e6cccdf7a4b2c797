import { z } from "zod";
import { omittable, shown } from "./omittable.ts";
import { WireId, WireKey } from "./scalars.ts";

export const Account = z.looseObject({
  AccountKey: WireKey,
  AccountId: WireId,
  ClientKey: omittable(WireKey),
  Currency: z.string().min(1),
  Active: omittable(z.boolean()),
  LegalAssetTypes: omittable(z.array(z.string())),
  AccountType: shown(z.string().min(1)),
  DisplayName: shown(z.string().min(1)),
});
export type Account = z.output<typeof Account>;
