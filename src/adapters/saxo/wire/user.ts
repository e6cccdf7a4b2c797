import { z } from "zod";
import { omittable } from "./omittable.ts";

export const User = z.looseObject({
  LegalAssetTypes: omittable(z.array(z.string())),
  MarketDataViaOpenApiTermsAccepted: omittable(z.boolean()),
});
export type User = z.output<typeof User>;
