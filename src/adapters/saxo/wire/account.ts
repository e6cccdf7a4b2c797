import { z } from "zod/mini";
import { omittable, omittableFlag, shown } from "./omittable.ts";
import { WireId, WireKey, WireText } from "./scalars.ts";

export const Account = z.looseObject({
  AccountKey: WireKey,
  AccountId: WireId,
  ClientKey: omittable(WireKey),
  Currency: WireText,
  Active: omittableFlag,
  LegalAssetTypes: omittable(z.array(z.string())),
  AccountType: shown(WireText),
  DisplayName: shown(WireText),
});
export type Account = z.output<typeof Account>;
