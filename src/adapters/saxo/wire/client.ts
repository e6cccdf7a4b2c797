import { z } from "zod";
import { omittable } from "./omittable.ts";
import { WireKey } from "./scalars.ts";

export const Client = z.looseObject({
  ClientKey: WireKey,
  PositionNettingProfile: omittable(z.string()),
  PositionNettingMode: omittable(z.string()),
  PositionNettingMethod: omittable(z.string()),
  ReduceExposureOnly: omittable(z.boolean()),
  LegalAssetTypes: omittable(z.array(z.string())),
  LegalAssetTypesAreIndicative: omittable(z.boolean()),
});
export type Client = z.output<typeof Client>;
