import { z } from "zod";
import { omittable, shown } from "./omittable.ts";
import { WireDecimal, WireId, WireSide, WireUic } from "./scalars.ts";

export const OpenOrder = z.looseObject({
  OrderId: WireId,
  AccountKey: omittable(z.string()),
  ExternalReference: omittable(z.string()),
  AssetType: z.string().min(1),
  Uic: WireUic,
  BuySell: WireSide,
  Amount: WireDecimal,
  FilledAmount: omittable(WireDecimal),
  Status: z.string(),
  OpenOrderType: shown(z.string()),
  Price: shown(WireDecimal),
});
export type OpenOrder = z.output<typeof OpenOrder>;
