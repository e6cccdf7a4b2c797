import { z } from "zod/mini";
import { omittable, omittableFlag, omittableText } from "./omittable.ts";
import { WireKey } from "./scalars.ts";

export const Client = z.looseObject({
  ClientKey: WireKey,
  PositionNettingProfile: omittableText,
  PositionNettingMode: omittableText,
  PositionNettingMethod: omittableText,
  ReduceExposureOnly: omittableFlag,
  LegalAssetTypes: omittable(z.array(z.string())),
  LegalAssetTypesAreIndicative: omittableFlag,
});
export type Client = z.output<typeof Client>;
