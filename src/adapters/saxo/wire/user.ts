import { z } from "zod/mini";
import { omittable, omittableFlag } from "./omittable.ts";

export const User = z.looseObject({
  LegalAssetTypes: omittable(z.array(z.string())),
  MarketDataViaOpenApiTermsAccepted: omittableFlag,
});
export type User = z.output<typeof User>;
