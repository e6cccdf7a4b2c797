import { z } from "zod/mini";
import { omittable, omittableFlag, shown } from "./omittable.ts";
import { WireDecimal, WireText, WireUic } from "./scalars.ts";

export const NetPosition = z.looseObject({
  NetPositionBase: z.looseObject({
    Amount: WireDecimal,
    AssetType: WireText,
    Uic: WireUic,
    CanBeClosed: omittableFlag,
    HasForceOpenPositions: omittableFlag,
    SinglePositionId: shown(WireText),
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
