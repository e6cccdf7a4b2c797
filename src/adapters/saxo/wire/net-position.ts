import { z } from "zod";
import { omittable, shown } from "./omittable.ts";
import { WireDecimal, WireUic } from "./scalars.ts";

export const NetPosition = z.looseObject({
  NetPositionBase: z.looseObject({
    Amount: WireDecimal,
    AssetType: z.string().min(1),
    Uic: WireUic,
    CanBeClosed: omittable(z.boolean()),
  }),
  NetPositionView: omittable(
    z.looseObject({
      AverageOpenPrice: omittable(WireDecimal),
      CurrentPrice: shown(WireDecimal),
      MarketValueInBaseCurrency: shown(WireDecimal),
      ExposureInBaseCurrency: shown(WireDecimal),
      ProfitLossOnTradeInBaseCurrency: shown(WireDecimal),
    }),
  ),
});
export type NetPosition = z.output<typeof NetPosition>;
