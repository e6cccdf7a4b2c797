import { z } from "zod";
import { omittable } from "./omittable.ts";
import { WireDecimal, WireUic } from "./scalars.ts";

export const InstrumentDetails = z.looseObject({
  AssetType: z.string(),
  Uic: WireUic,
  Symbol: z.string().min(1),
  Description: z.string(),
  CurrencyCode: z.string().min(1),
  IsTradable: z.boolean(),
  TradingStatus: omittable(z.string()),
  TradableOn: omittable(z.array(z.string())),
  SupportedOrderTypes: z.array(z.string()),
  AmountDecimals: z.int().nonnegative(),
  MinimumTradeSize: WireDecimal,
  MinimumLotSize: omittable(WireDecimal),
  LotSize: omittable(WireDecimal),
  LotSizeType: omittable(z.string()),
});
export type InstrumentDetails = z.output<typeof InstrumentDetails>;
